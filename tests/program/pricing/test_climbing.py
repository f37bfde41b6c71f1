"""Ladders by the basket or an account, bands by quantity, steps lost by staying away."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from program.pricing.climbing import periods_between
from program.pricing.terms import Decay
from tests.program.pricing.shelf import MOSCOW, a_line, a_rule, buy, minor, paid, why

STEPS = [{"from": 10000, "percent": 5}, {"from": 20000, "percent": 7}]


def ladder(**changes: Any) -> dict[str, Any]:
    return a_rule(ladder={"steps": STEPS, **changes})


@pytest.mark.parametrize(
    ("op", "amount", "expected"),
    [
        ("gte", "9999.99", "9999.99"),
        ("gte", "10000", "9500"),
        ("gte", "20000", "18600"),
        ("gt", "10000", "10000"),
        ("gt", "10000.01", "9500.01"),
        ("gt", "20000", "19000"),
    ],
)
def test_the_operator_of_a_step_is_stored(op: str, amount: str, expected: str) -> None:
    assert paid(buy([ladder(op=op)], amount)) == Decimal(expected)


def test_a_ladder_by_lines_counts_only_the_goods_that_are_meant() -> None:
    when = {"categories": ["coffee"]}
    lines = (a_line(1, 6000, category="coffee"), a_line(2, 6000))

    assert paid(buy([ladder() | {"when": when}], *lines)) == 12000
    assert paid(buy([ladder(by="receipt") | {"when": when}], *lines)) == 11700


def test_a_ladder_by_items_counts_them() -> None:
    rule = a_rule(ladder={"by": "items", "steps": [{"from": 3, "amount": 50}]})

    assert paid(buy([rule], a_line(1, 200, 2))) == 200
    assert paid(buy([rule], a_line(1, 200, 2), 100)) == 250


@pytest.mark.parametrize(("counts", "expected"), [(False, 9500), (True, 9300)])
def test_a_ladder_by_an_account_may_count_this_receipt(counts: bool, expected: int) -> None:
    rule = ladder(by="account", account="spent", count_receipt=counts)

    assert paid(buy([rule], 10000, balances={"spent": minor(10000)})) == expected


BANDS = [{"above": 100, "percent": 5}, {"above": 200, "percent": 10}, {"above": 300, "percent": 20}]


@pytest.mark.parametrize(
    ("mode", "held", "packs", "expected"),
    [
        ("marginal", 0, 100, "1000"),
        ("marginal", 0, 101, "1009.50"),
        ("marginal", 0, 200, "1950"),
        ("marginal", 0, 201, "1959"),
        ("marginal", 0, 300, "2850"),
        ("marginal", 0, 301, "2858"),
        ("marginal", 0, 350, "3250"),
        ("marginal", 150, 200, "1775"),
        ("marginal", 400, 1, "8"),
        ("all_units", 0, 350, "2800"),
        ("all_units", 0, 100, "1000"),
        ("all_units", 150, 200, "1600"),
        ("from_next_order", 0, 350, "3500"),
        ("from_next_order", 350, 1, "8"),
    ],
)
def test_bands_take_off_by_the_quantity_of_a_period(
    mode: str, held: int, packs: int, expected: str
) -> None:
    rule = a_rule(bands={"account": "packs", "mode": mode, "steps": BANDS})

    priced = buy([rule], a_line(1, 10 * packs, packs), balances={"packs": held})

    assert paid(priced) == Decimal(expected)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_bands_do_not_look_at_the_order_of_lines(order: tuple[int, int]) -> None:
    rule = a_rule(bands={"steps": BANDS})

    priced = buy([rule], a_line(order[0], 1000, 100), a_line(order[1], 2000, 100))

    assert paid(priced) == Decimal("2925")


@pytest.mark.parametrize(
    ("day", "periods"),
    [("2026-02-14", 0), ("2026-02-15", 1), ("2026-03-15", 2), ("2026-04-15", 3)],
)
def test_periods_pass_by_the_calendar(day: str, periods: int) -> None:
    since = datetime(2026, 1, 15, tzinfo=MOSCOW).date()

    assert periods_between(Decay(1, 0, 1, "climb"), since, datetime.fromisoformat(day).date()) == (
        periods
    )


def fading(restore: str) -> dict[str, Any]:
    decay = {"every": "P1M", "step": 1, "restore": restore}
    steps = [*STEPS, {"from": 50000, "percent": 10}]
    return a_rule(ladder={"by": "account", "account": "spent", "steps": steps, "decay": decay})


@pytest.mark.parametrize(
    ("day", "lost", "expected", "left"),
    [
        ("2026-02-14", 0, 900, 0),
        ("2026-02-15", 0, 930, 0),
        ("2026-03-20", 0, 950, 1),
        ("2026-04-15", 0, 1000, 2),
        ("2027-12-01", 0, 1000, 2),
        ("2026-02-01", 1, 930, 0),
    ],
)
def test_steps_are_lost_by_staying_away_and_climbed_again(
    day: str, lost: int, expected: int, left: int
) -> None:
    priced = buy(
        [fading("climb")], 1000, at=datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=MOSCOW),
        balances={"spent": minor(60000)}, counters={"decay:rule": lost} if lost else {},
        last_visit_at=datetime(2026, 1, 15, 23, 30, tzinfo=MOSCOW),
    )  # fmt: skip

    assert paid(priced) == expected
    assert priced.counted.get("decay:rule", 0) + lost == left


def test_the_first_purchase_may_bring_all_steps_back() -> None:
    priced = buy(
        [fading("on_next_purchase")], 1000, at=datetime(2026, 3, 20, 12, tzinfo=MOSCOW),
        balances={"spent": minor(60000)}, last_visit_at=datetime(2026, 1, 15, tzinfo=MOSCOW),
    )  # fmt: skip

    assert (paid(priced), dict(priced.counted)) == (950, {})


def test_a_member_of_no_visit_has_lost_nothing() -> None:
    assert paid(buy([fading("climb")], 1000, balances={"spent": minor(60000)})) == 900


def test_a_step_not_reached_says_what_is_missing() -> None:
    priced = buy([ladder()], 9000)

    rejection = priced.rejected[0].rejection
    assert why(priced) == {"rule:rule": "MIN_AMOUNT"}
    assert dict(rejection.details) == {"missing": "1000.00 RUB", "missing_minor": 100000}
