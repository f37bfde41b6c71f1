"""Where a member stands, read from a wallet; no database: wallets are made of plain states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from program import Terms, caps_step, risen_tier, standing_of
from program.caps import is_recent
from program.standings import reviewed_tier, tier_of, tier_step
from tests.program.manifests import terms_of
from wallet import Lot, SetMark, WalletView, to_ms
from wallet.values import Account, Mark, WalletState

NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)  # midnight in Moscow
TIERS: dict[str, Any] = {
    "account": "status", "review": "calendar", "downgrade": "one_step",
    "ladder": [
        {"code": "bronze", "name": "Bronze", "threshold": 0},
        {"code": "silver", "name": "Silver", "threshold": 100},
        {"code": "gold", "name": "Gold", "threshold": 300},
    ],
}  # fmt: skip
STATUS = {"kind": "status", "expiry": {"kind": "calendar", "period": "year"}}


def a_club(**changes: Any) -> Terms:
    """Give a program with points, status units and three tiers."""
    accounts = {"points": {"kind": "points"}, "status": STATUS}
    return terms_of(**({"accounts": accounts, "tiers": TIERS} | changes))


def a_view(
    at: datetime = NOON,
    *,
    units: int = 0,
    points: int = 0,
    debt: int = 0,
    expires: datetime | None = None,
    marks: dict[str, Any] | None = None,
) -> WalletView:
    """Look at a wallet with one lot of status units and one of points."""
    lapse = None if expires is None else to_ms(expires)
    status = Account({"1.1": Lot("1.1", units, lapse, 0, 0)} if units else {}, debt)
    state = WalletState(
        {"status": status, "points": Account({"1.2": Lot("1.2", points, None, 0, 0)})},
        {},
        {key: Mark(value) for key, value in (marks or {}).items()},
    )
    past = state.copy()
    if lapse is not None and lapse <= to_ms(at):
        state.accounts["status"] = Account({}, debt)
    return WalletView("mem_1", 1, at, state, past, to_ms(NOON))


def a_mark(code: str, *, since: datetime = NOON, review: datetime | None = NEW_YEAR) -> Any:
    """Give the mark of a tier."""
    return {"tier@shop": {"c": code, "s": to_ms(since), "r": review and to_ms(review)}}


@pytest.mark.parametrize(
    ("units", "tier"),
    [(0, "bronze"), (99, "bronze"), (100, "silver"), (299, "silver"), (300, "gold")],
)
def test_a_member_without_a_mark_stands_where_the_units_put_them(units: int, tier: str) -> None:
    found = standing_of(a_club(), a_view(units=units, points=7))

    assert found.standing.tier == tier
    assert found.standing.balances == {"points": 7, "status": units}
    assert [step.key for step in found.steps if isinstance(step, SetMark)] == ["tier@shop"]


def test_a_mark_that_is_right_is_not_written_again() -> None:
    found = standing_of(a_club(), a_view(units=100, marks=a_mark("silver")))

    assert (found.standing.tier, found.steps) == ("silver", ())


def test_what_a_tier_step_writes_is_read_back() -> None:
    terms = a_club()
    tier = reviewed_tier(terms, a_view(units=100))
    step = tier_step(terms, tier)

    assert (step.key, step.due_ms) == ("tier@shop", to_ms(NEW_YEAR))
    assert tier_of(terms, a_view(marks={step.key: step.value})) == tier
    assert tier_step(terms, None) == SetMark("tier@shop", None)


def test_the_tier_of_another_program_counts_for_nothing() -> None:
    bakery = a_club(code="bakery")

    found = standing_of(bakery, a_view(units=0, marks=a_mark("gold")))

    assert found.standing.tier == "bronze"
    assert [step.key for step in found.steps if isinstance(step, SetMark)] == ["tier@bakery"]


def test_a_program_without_tiers_has_none() -> None:
    terms = terms_of()

    assert reviewed_tier(terms, a_view(units=500)) is None
    assert standing_of(terms, a_view(points=5)).standing.balances == {"points": 5}
    assert risen_tier(terms, a_view(), None, 500) == (None, ())


def test_units_owed_count_against_the_tier() -> None:
    assert standing_of(a_club(), a_view(units=120, debt=30)).standing.tier == "bronze"


def test_a_purchase_with_a_hold_can_spend_what_is_held_and_no_more() -> None:
    found = standing_of(a_club(), a_view(points=5), held={"points": 60})

    assert found.standing.balances["points"] == 60


@pytest.mark.parametrize(
    ("units", "held", "after"),
    [
        (300, "gold", "gold"),
        (299, "gold", "silver"),
        (0, "gold", "silver"),
        (100, "silver", "silver"),
        (0, "silver", "bronze"),
        (0, "bronze", "bronze"),
    ],
)
def test_the_review_looks_at_the_year_that_closed_and_takes_one_step(
    units: int, held: str, after: str
) -> None:
    view = a_view(NEW_YEAR, units=units, expires=NEW_YEAR, marks=a_mark(held))

    tier = reviewed_tier(a_club(), view)

    assert tier is not None
    assert tier.code == after
    assert tier.review_at == datetime(2027, 12, 31, 21, 0, tzinfo=UTC)


def test_before_its_moment_there_is_no_review() -> None:
    just_before = NEW_YEAR - timedelta(milliseconds=1)

    view = a_view(just_before, expires=NEW_YEAR, marks=a_mark("gold"))

    assert reviewed_tier(a_club(), view) == tier_of(a_club(), view)


def test_every_review_that_was_missed_is_made_up_for() -> None:
    three_years_on = NEW_YEAR.replace(year=2028) + timedelta(days=10)

    tier = reviewed_tier(a_club(), a_view(three_years_on, marks=a_mark("gold")))

    assert tier is not None
    assert tier.code == "bronze"
    assert tier.review_at == NEW_YEAR.replace(year=2029)


def test_a_rise_in_the_new_year_follows_the_review_at_once() -> None:
    view = a_view(NEW_YEAR + timedelta(hours=1), units=350, marks=a_mark("silver"))

    tier = reviewed_tier(a_club(), view)

    assert tier is not None
    assert tier.code == "gold"


def test_a_posting_that_reaches_the_next_tier_raises_it() -> None:
    terms = a_club()
    view = a_view(units=90, marks=a_mark("bronze"))
    bronze = tier_of(terms, view)

    assert risen_tier(terms, view, bronze, 9) == (bronze, ())
    after, steps = risen_tier(terms, view, bronze, 10)
    assert after is not None
    assert after.code == "silver"
    assert steps == (tier_step(terms, after),)


# Counters of caps.


def counted(delta: dict[str, int], used: dict[str, int], at: datetime = NOON) -> Any:
    """Count a delta; give the mark written, or "unchanged"."""
    steps = caps_step(
        terms_of(), a_view(at, marks={"caps@" + terms_of().program: used} if used else None), delta
    )
    return steps[0].value if steps and isinstance(steps[0], SetMark) else "unchanged"


@pytest.mark.parametrize(
    ("delta", "used", "written"),
    [
        ({}, {}, "unchanged"),
        ({"points@2026-03-02": 0}, {"points@2026-03-02": 5}, "unchanged"),
        ({"points@2026-03-02": 5}, {}, {"points@2026-03-02": 5}),
        ({"points@2026-03-02": 5}, {"points@2026-03-02": 7}, {"points@2026-03-02": 12}),
        ({"points@2026-03-02": -5}, {"points@2026-03-02": 7}, {"points@2026-03-02": 2}),
        ({"points@2026-03-02": -7}, {"points@2026-03-02": 7}, None),
        ({"points@2026-03-02": -9}, {"points@2026-03-02": 7}, None),
        ({"points@2026-02-02": -9}, {"points@2026-03-02": 7}, "unchanged"),
        ({"points@2026-03": 1}, {"points@2026-02": 7}, {"points@2026-02": 7, "points@2026-03": 1}),
        ({"points@2026-03": 1}, {"points@2026-01": 7}, {"points@2026-03": 1}),
    ],
)  # fmt: skip
def test_counters_count_up_and_down_and_old_ones_are_dropped(
    delta: dict[str, int], used: dict[str, int], written: Any
) -> None:
    assert counted(delta, used) == written


@pytest.mark.parametrize(
    ("counter", "is_kept"),
    [
        ("points@2026-03-02", True), ("points@2026-02-23", True), ("points@2026-02-22", False),
        ("rule:tea@2026-W10", True), ("rule:tea@2026-W09", True), ("rule:tea@2026-W08", False),
        ("points@2026-03", True), ("points@2026-02", True), ("points@2026-01", False),
        ("points@2026", True), ("points@2025", False), ("points@2026-03-03", True),
    ],
)  # fmt: skip
def test_a_counter_is_kept_for_a_week_after_its_period(counter: str, is_kept: bool) -> None:
    assert is_recent(counter, NOON.date()) is is_kept


def test_the_counter_of_a_day_is_kept_over_the_end_of_a_year() -> None:
    second_of_january = datetime(2027, 1, 2).date()  # noqa: DTZ001

    assert is_recent("points@2026", second_of_january)
    assert is_recent("points@2026-12-30", second_of_january)
    assert is_recent("points@2026-W52", second_of_january)
