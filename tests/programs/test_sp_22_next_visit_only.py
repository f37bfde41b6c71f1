"""A fifth of every cheque for the very next visit: what that one leaves of it lapses with it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

import program
import wallet
from foundation import clock
from program import lapse_reason
from sales import ReturnedLine
from tests.programs.shop import Counter, Shop, a_shop, goods, text_of

pytestmark = pytest.mark.sp(22)

NAME = "restaurant-cheque-share"
NEXT_VISIT = {"accounts.points.expiry": {"kind": "next_visit"}}
SEVENTH = {"table": "7"}


@pytest.fixture
def shop() -> Shop:
    return a_shop(NAME, at="2026-03-02 19:00", **NEXT_VISIT)


def last_moves(till: Counter) -> list[tuple[str, int]]:
    """Give what the last entry did to points."""
    entry = wallet.get_history(till.member_id, before=None, limit=1).entries[0]
    return [(move["t"], move["n"]) for move in entry["m"] if move["u"] == "points"]


def faults(till: Counter) -> list[Any]:
    """Give what is wrong with the journal."""
    audit = wallet.Audit()
    wallet.verify_wallet(till.member_id, audit)
    return audit.violations


@pytest.mark.parametrize(
    ("settings", "burned", "left"),
    [
        ({}, 0, 300 + 200),
        ({}, 100, 200 + 180),
        ({}, 300, 140),
        (NEXT_VISIT, 0, 200),
        (NEXT_VISIT, 100, 180),
        (NEXT_VISIT, 300, 140),
    ],
)
def test_what_the_next_visit_leaves_stays_or_lapses(
    settings: dict[str, Any], burned: int, left: int
) -> None:
    shop = a_shop(NAME, at="2026-03-02 19:00", **settings)
    till = shop.till()
    till.pay(1500)
    shop.at("2027-03-09 19:00")

    assert till.quote(1000).evaluation.burn.max_points == 300
    assert till.pay(1000, burn_points=burned) == 1000 - burned
    assert (till.points, faults(till)) == (left, [])


def test_it_is_told_as_an_expiry_with_its_reason(shop: Shop) -> None:
    till = shop.till()
    till.pay(1500)
    shop.at("2026-03-09 19:00")

    till.pay(1000, burn_points=100)

    assert last_moves(till) == [("burn", -100), ("expire", -200), ("earn", 180)]
    moves = wallet.get_history(till.member_id, before=None, limit=1).entries[0]["m"]
    reason = lapse_reason(moves[1]["w"])
    assert reason is not None
    assert reason["en"] == "Not used on the visit after"


@pytest.mark.parametrize(
    ("table", "at", "points"),
    [
        ("7", "2026-03-02 20:30", 300 + 80),
        ("7", "2026-03-02 21:00", 300 + 80),
        ("7", "2026-03-02 21:01", 80),
        ("8", "2026-03-02 20:30", 80),
        (None, "2026-03-02 20:30", 80),
    ],
)
def test_a_second_cheque_of_one_visit_lapses_nothing(
    shop: Shop, table: str | None, at: str, points: int
) -> None:
    till = shop.till()
    till.sell(1500, attributes=SEVENTH)
    shop.at(at)

    till.sell(400, attributes={"table": table} if table else {})

    assert (till.points, faults(till)) == (points, [])


def test_all_cheques_of_a_visit_give_for_the_next_one(shop: Shop) -> None:
    till = shop.till()
    for total in (1500, 400):
        till.sell(total, attributes=SEVENTH)
    shop.at("2026-03-09 19:00")

    offered = till.quote(1000).evaluation.burn.max_points
    for total in (1000, 500):
        till.sell(total, attributes=SEVENTH)

    assert (offered, till.points) == (380, 200 + 100)


@pytest.mark.parametrize("burned", [0, 100, 300])
@pytest.mark.parametrize("way", ["return", "void", "in parts"])
def test_the_later_cheque_taken_back_gives_back_what_had_lapsed(
    shop: Shop, burned: int, way: str
) -> None:
    till = shop.till()
    first = till.sell(1500)
    shop.at("2026-03-09 19:00")
    closed = till.sell(goods(1, 600), goods(2, 400), burn_points=burned)

    if way == "void":
        till.void(closed)
    for line in (1, 2) if way == "in parts" else ():
        till.give_back(closed, ReturnedLine(line))
    if way == "return":
        till.give_back(closed)
    given_back = till.points
    till.give_back(first)

    assert (given_back, till.balance("points"), faults(till)) == (300, (0, 0, 0, 0), [])


def test_the_earlier_cheque_may_come_back_first(shop: Shop) -> None:
    till = shop.till()
    first = till.sell(1500)
    shop.at("2026-03-09 19:00")
    second = till.sell(1000, burn_points=100)

    till.give_back(first)
    till.give_back(second)

    assert (till.balance("points"), faults(till)) == ((0, 0, 0, 0), [])


def test_what_came_back_can_be_used_on_the_next_visit_and_lapses_with_it(shop: Shop) -> None:
    till = shop.till()
    till.pay(1500)
    shop.at("2026-03-09 19:00")
    till.void(till.sell(1000, burn_points=100))
    shop.at("2026-03-16 19:00")

    assert till.pay(1000, burn_points=250) == Decimal(750)
    assert (till.points, faults(till)) == (150, [])


@pytest.mark.parametrize(("held", "burned"), [(100, 100), (300, 300), (300, 100)])
def test_points_that_are_held_pay_and_what_is_left_of_them_lapses(
    shop: Shop, held: int, burned: int
) -> None:
    till = shop.till()
    till.pay(1500)
    shop.at("2026-03-09 19:00")
    placed = till.hold(held, 1000)

    till.sell(1000, hold_id=placed.hold_id, burn_points=burned)

    assert (till.balance("points"), faults(till)) == ((200 - burned // 5, 0, 0, 0), [])


def test_of_a_part_that_comes_back_nothing_that_had_lapsed_does(shop: Shop) -> None:
    till = shop.till()
    till.pay(1500)
    shop.at("2026-03-09 19:00")
    closed = till.sell(goods(1, 500), goods(2, 500), burn_points=100)

    till.give_back(closed, ReturnedLine(1))

    assert (till.points, faults(till)) == (50 + 90, [])


def test_a_cheque_given_back_at_once_leaves_nothing(shop: Shop) -> None:
    till = shop.till()

    till.give_back(till.sell(1500))

    assert (till.balance("points"), faults(till)) == ((0, 0, 0, 0), [])


def test_a_cheque_that_is_told_late_lapses_nothing(shop: Shop) -> None:
    till, began = shop.till(), clock.now()
    till.sell(1500, attributes=SEVENTH)
    shop.at("2026-03-03 19:00")

    till.sell(400, attributes={"table": "8"}, occurred_at=began - timedelta(minutes=60))

    assert till.points == 380


def test_units_stay_as_they_were_given_when_terms_change() -> None:
    shop = a_shop(NAME, at="2026-03-02 19:00")
    till = shop.till()
    till.pay(1500)
    shop.at("2026-03-09 19:00")
    program.apply(text_of(NAME, **NEXT_VISIT), author="olga")
    till.pay(1000)
    shop.at("2026-03-16 19:00")

    till.pay(1000)

    assert (till.points, faults(till)) == (300 + 200, [])


def test_planning_tells_that_units_will_lapse_with_the_next_visit() -> None:
    a_shop(NAME)

    changes = program.plan(text_of(NAME, **NEXT_VISIT)).changes

    assert list(changes) == ["accounts.points.expiry.kind: none -> next_visit"]


@pytest.mark.parametrize(
    "account",
    [
        {"kind": "counter"},
        {"kind": "status"},
        {"kind": "stamps", "converts": {"every": 10, "into": "points"}},
    ],
)
def test_what_nobody_uses_on_a_visit_cannot_lapse_with_one(account: dict[str, Any]) -> None:
    lapsing = account | {"expiry": {"kind": "next_visit"}}

    with pytest.raises(program.ManifestInvalid) as refused:
        program.plan(text_of(NAME, **{"accounts.cups": lapsing}))

    assert [problem.pointer for problem in refused.value.errors] == ["/accounts/cups/expiry/kind"]
