"""Points until a sum is reached, and a discount from the next purchase on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(33)


@pytest.mark.parametrize(
    ("receipts", "paid", "points"),
    [
        ([10000], ["10000"], 100),
        ([29999, 100, 100], ["29999", "100", "97"], 300),
        ([30000, 1000], ["30000", "970"], 300),
        ([20000, 20000, 1000, 1000], ["20000", "20000", "970", "970"], 400),
        (["29999.99", 1000, 1000], ["29999.99", "1000", "970"], 309),
        (["9999.99"] * 3 + ["0.03", 1000], ["9999.99"] * 3 + ["0.03", "970"], 297),
    ],
)
def test_the_receipt_that_crosses_the_sum_still_earns_and_the_next_is_cheaper(
    receipts: list[int | str], paid: list[str], points: int
) -> None:
    till = a_shop("points-then-discount", at="2026-03-02 12:00").till()

    found = [till.pay(amount) for amount in receipts]

    assert found == [Decimal(amount) for amount in paid]
    assert till.points == points


def test_a_purchase_given_back_leads_back_to_points() -> None:
    till = a_shop("points-then-discount", at="2026-03-02 12:00").till()
    sold = till.sell(30000)
    cheaper = till.price(1000)

    till.give_back(sold)

    assert (cheaper, till.price(1000), till.points) == (Decimal(970), Decimal(1000), 0)


def test_the_discount_is_for_good() -> None:
    shop = a_shop("points-then-discount", at="2026-03-02 12:00")
    till = shop.till()
    till.pay(30000)

    shop.at("2036-03-02 12:00")

    assert till.price(1000) == Decimal(970)
