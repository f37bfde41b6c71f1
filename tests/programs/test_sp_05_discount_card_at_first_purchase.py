"""A discount card that the first purchase brings, good from the next one or from that very one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(5)


@pytest.mark.parametrize(
    ("upgrade", "paid"),
    [
        ("immediate", ["1000.00", "950.00", "950.00"]),
        ("same_receipt", ["950.00", "950.00", "950.00"]),
    ],
)
def test_the_first_receipt_gives_the_card_and_its_percent(upgrade: str, paid: list[str]) -> None:
    till = a_shop("discount-card-first-purchase", **{"tiers.upgrade": upgrade}).till()
    assert till.tier is None

    found = [till.pay(1000) for _ in paid]

    assert found == [Decimal(amount) for amount in paid]
    assert till.tier == "card"


@pytest.mark.parametrize(("upgrade", "price"), [("immediate", 1000), ("same_receipt", 950)])
def test_the_quote_says_what_the_receipt_will_cost(upgrade: str, price: int) -> None:
    till = a_shop("discount-card-first-purchase", **{"tiers.upgrade": upgrade}).till()

    assert till.price(1000) == price
    assert till.tier is None


def test_who_returns_the_first_purchase_keeps_the_card_or_not_by_the_terms() -> None:
    for policy, tier in (("keep", "card"), ("rollback", None)):
        till = a_shop("discount-card-first-purchase", **{"returns.tier": policy}).till()
        closed = till.sell(1000)

        till.give_back(closed)

        assert till.tier == tier
