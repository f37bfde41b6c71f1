"""Codes on the order sheet, shared with friends; one for all that is told at quote time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import offers
import program
import wallet
from foundation import ids
from tests.programs.shop import Shop, a_shop, goods

pytestmark = pytest.mark.sp(16)

COFFEE = {"category": "coffee"}


@pytest.fixture
def shop() -> Shop:
    return a_shop("coffee-codes", at="2026-01-15 12:00")


def a_code(shop: Shop, issuer: str | None = None) -> str:
    owner = issuer or shop.till().member_id
    return str(offers.issue(shop.code, "coffee30", member_id=owner)["text"])


def test_a_friend_uses_the_code_at_the_first_order_and_the_issuer_after(shop: Shop) -> None:
    vasily, peter = shop.till(), shop.till()
    code = a_code(shop, vasily.member_id)

    paid = peter.pay(goods(1, 3000, **COFFEE), codes=(code,))
    vasily.pay(goods(1, 1000, **COFFEE), codes=(code,))

    found = offers.get_code(shop.code, code)
    uses = offers.list_uses(shop.code, code)
    assert paid == Decimal("2100.00")
    assert (found.used, found.issuer) == (2, vasily.member_id)
    assert {use.member_id for use in uses} == {peter.member_id, vasily.member_id}


@pytest.mark.parametrize(
    ("day", "taken"),
    [("2026-01-15 12:00", True), ("2026-03-30 23:59", True), ("2026-03-31 00:00", False)],
)
def test_a_code_of_15_january_is_valid_through_30_march(shop: Shop, day: str, taken: bool) -> None:
    code, till = a_code(shop), shop.till()

    shop.at(day)

    told = till.rejections(goods(1, 3000, **COFFEE), codes=(code,))
    assert told.get(f"code:{code}") == (None if taken else "EXPIRED")


@pytest.mark.parametrize(
    ("amount", "paid", "told"),
    [("9999.99", "9999.99", "MIN_AMOUNT"), ("10000", "7000.00", None)],
)
def test_the_code_for_all_wants_ten_thousand(
    shop: Shop, amount: str, paid: str, told: str | None
) -> None:
    till = shop.till()

    assert till.price(amount, codes=("skidka-30",)) == Decimal(paid)
    assert till.rejections(amount, codes=("skidka-30",)).get("code:skidka-30") == told


def test_what_is_missing_is_told_to_the_last_kopeck(shop: Shop) -> None:
    quote = shop.till().quote("9999.99", codes=("SKIDKA30",))

    (turned,) = (t for t in quote.evaluation.rejected if t.subject == "code:SKIDKA30")
    assert "0.01" in str(dict(turned.rejection.details)["missing"])


def test_the_excluded_offer_is_told_when_quoting_and_not_after(shop: Shop) -> None:
    basket = (goods(1, 12000, flags=frozenset({"offer:R1"})),)

    told = shop.till().rejections(*basket, codes=("SKIDKA30",))

    assert told["code:SKIDKA30"] == "EXCLUDED_OFFER_IN_CART"


@pytest.mark.parametrize(
    ("plan", "batches"),
    [
        ({"size": 2, "monthly": [15, "last"]}, 24),
        ({"size": 2, "every": "P14D", "from": "2026-01-05"}, 26),
    ],
)
def test_batches_come_mid_month_and_at_its_end_or_every_two_weeks(
    plan: dict[str, object], batches: int
) -> None:
    shop = a_shop("coffee-codes", **{"codes.coffee30.batches": plan})

    series = shop.terms.codes.series["coffee30"]  # type: ignore[union-attr]
    days = list(
        program.codes.batch_days(series.batches, date(2026, 1, 1), date(2026, 12, 31))  # type: ignore[arg-type]
    )
    assert len(days) == batches


def test_a_batch_is_made_once_when_its_day_has_come() -> None:
    settings = {"codes.coffee30.batches": {"size": 3, "monthly": [15, "last"]}}
    shop = a_shop("coffee-codes", at="2026-02-15 06:00", **settings)

    offers.issue_due_batches()
    offers.issue_due_batches()

    made = offers.list_batches(shop.code)
    assert [(batch["name"], batch["made"]) for batch in made] == [
        ("2026-02-15", 3),
        ("2026-01-31", 3),
        ("2026-01-15", 3),
    ]
    texts = {row["text"] for batch in made for row in offers.read_batch(batch["_id"])}
    assert len(texts) == 9


def test_an_unknown_code_is_told_and_its_receipt_is_refused(shop: Shop) -> None:
    till = shop.till()

    assert till.rejections(1000, codes=("NOSUCHCODE",)) == {"code:NOSUCHCODE": "NOT_FOUND"}
    with pytest.raises(offers.CodeRefused) as refused:
        till.sell(1000, codes=("NOSUCHCODE",))
    assert refused.value.values["rejection"] == "NOT_FOUND"
    assert wallet.get_wallet(till.member_id).seq == 0


def test_the_number_of_a_member_says_nothing_of_codes() -> None:
    assert offers.code_id("coffee-codes", "skidka 30") == offers.code_id("coffee-codes", "SKIDKA30")
    assert ids.is_id(offers.code_id("coffee-codes", "SKIDKA30"), "cod")


def test_with_the_excluded_offer_the_order_stands_at_its_price_and_is_not_cancelled(
    shop: Shop,
) -> None:
    closed = shop.till().sell(goods(1, 12000, flags=frozenset({"offer:R1"})), codes=("SKIDKA30",))

    assert (closed.receipt["state"], closed.receipt["payable_minor"]) == ("closed", 1_200_000)
    assert "uses" not in closed.receipt
