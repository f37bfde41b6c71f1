"""When a tier rises and falls: pure, by the moments that a program sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from program import Terms, TierState, tier_for
from program.tiers import Metrics, after_return, lifecycle_of
from tests.program.manifests import terms_of

ZONE = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)


def on(year: int, month: int = 1, day: int = 1) -> datetime:
    """Give a midnight of the program's zone, in UTC."""
    return datetime(year, month, day, tzinfo=ZONE).astimezone(UTC)


def a_ladder(*thresholds: int, returns: Mapping[str, Any] | None = None, **changes: Any) -> Terms:
    ladder = [
        {"code": f"t{rank}", "name": f"T{rank}", "threshold": threshold}
        for rank, threshold in enumerate(thresholds or (0, 100, 200, 300))
    ]
    accounts = {"points": {"kind": "points"}, "status": {"kind": "status"}}
    tiers = {"account": "status", "ladder": ladder} | changes
    return terms_of(accounts=accounts, tiers=tiers, returns=dict(returns or {}))


def look(
    terms: Terms, units: int, state: TierState | None, at: datetime, *, occasion: str = "look"
) -> TierState:
    """Bring a tier up to a moment by the units of then."""
    found = tier_for(terms, units, state, at, review=True, occasion=occasion)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("upgrade", "after", "before", "next_month", "next_year"),
    [
        ("immediate", "t2", "t2", "t2", "t2"),
        ("same_receipt", "t2", "t2", "t2", "t2"),
        ("next_receipt", "t0", "t2", "t0", "t2"),
        ("monthly", "t0", "t0", "t2", "t2"),
        ("period_end", "t0", "t0", "t0", "t2"),
    ],
)
def test_a_rise_waits_for_its_moment(
    upgrade: str, after: str, before: str, next_month: str, next_year: str
) -> None:
    terms = a_ladder(upgrade=upgrade)
    joined = look(terms, 0, None, AT)

    reached = look(terms, 250, joined, AT, occasion="after")
    again = look(terms, 250, reached, AT + timedelta(days=1), occasion="before")
    april = look(terms, 250, reached, on(2026, 4))
    year = look(terms, 250, april, on(2027))

    assert [s.code for s in (reached, again, april)] == [after, before, next_month]
    assert year.code == next_year


def test_a_rise_that_is_not_earned_any_more_when_its_month_comes_does_not_happen() -> None:
    terms = a_ladder(upgrade="monthly")
    waiting = look(terms, 250, look(terms, 0, None, AT), AT, occasion="after")
    assert waiting.rises_at == on(2026, 4)

    april = look(terms, 50, waiting, on(2026, 4))

    assert (april.code, april.rises_at) == ("t0", None)


@pytest.mark.parametrize(
    ("review", "first", "second"),
    [
        ("calendar", on(2027), on(2028)),
        ("quarter", on(2026, 4), on(2026, 7)),
        ("month", on(2026, 4), on(2026, 5)),
        ("anniversary", on(2027, 3, 2), on(2028, 3, 2)),
    ],
)
def test_reviews_come_at_the_ends_of_their_periods(
    review: str, first: datetime, second: datetime
) -> None:
    terms = a_ladder(review=review)
    joined = look(terms, 150, None, AT)
    assert joined.review_at == first

    reviewed = look(terms, 0, joined, first)

    assert (reviewed.code, reviewed.review_at) == ("t0", second)


def test_an_anniversary_is_that_of_joining_where_it_is_known() -> None:
    terms = a_ladder(review="anniversary")
    metrics = Metrics(
        {"status": 150}, AT.date(), joined_on=datetime(2024, 2, 29, tzinfo=UTC).date()
    )

    joined = tier_for(terms, metrics, None, AT)

    assert joined is not None
    assert joined.review_at == on(2027, 2, 28)


@pytest.mark.parametrize(
    ("units_in_grace", "code", "stage"), [(0, "t1", "downgraded"), (200, "t2", "prolonged")]
)
def test_grace_keeps_a_tier_for_some_days_and_who_makes_up_keeps_it(
    units_in_grace: int, code: str, stage: str
) -> None:
    terms = a_ladder(grace_days=30)
    held = look(terms, 250, None, AT)

    grace = look(terms, 150, held, on(2027))
    assert (grace.code, grace.stage, grace.grace_until) == ("t2", "grace", on(2027, 1, 31))
    assert lifecycle_of(terms, 0, grace, on(2027, 1, 10)) == "grace"

    after = look(terms, units_in_grace, grace, on(2027, 1, 31))
    assert (after.code, after.stage, after.grace_until) == (code, stage, None)


def test_by_balance_grace_remembers_the_units_of_the_year_that_closed() -> None:
    terms = a_ladder(grace_days=30, downgrade="by_balance")
    held = look(terms, 350, None, AT)

    grace = look(terms, 120, held, on(2027))
    after = look(terms, 0, grace, on(2027, 1, 31))

    assert (grace.code, after.code) == ("t3", "t1")


def test_who_reaches_a_tier_in_grace_keeps_it_at_once() -> None:
    terms = a_ladder(grace_days=30)
    grace = look(terms, 150, look(terms, 250, None, AT), on(2027))

    saved = tier_for(terms, 200, grace, on(2027, 1, 5), occasion="after")

    assert saved is not None
    assert (saved.code, saved.stage, saved.grace_until) == ("t2", "prolonged", None)


def test_idle_months_cost_a_step_each_until_a_receipt() -> None:
    terms = a_ladder(decay={"months": 3}, review="none")
    held = look(terms, 350, None, AT)
    assert held.decays_at == on(2026, 6, 2)

    first = look(terms, 350, held, on(2026, 6, 2))
    second = look(terms, 350, first, on(2026, 9, 2))
    assert [first.code, second.code] == ["t2", "t1"]
    assert tier_for(terms, 350, second, on(2026, 9, 3)) == second

    climbed = look(terms, 350, second, on(2026, 9, 5), occasion="after")
    assert (climbed.code, climbed.decays_at) == ("t2", on(2026, 12, 5))
    assert look(terms, 350, climbed, on(2026, 9, 6), occasion="after").code == "t3"


def test_one_purchase_may_restore_all_that_idle_months_took() -> None:
    terms = a_ladder(decay={"months": 1, "restore": "on_next_purchase"}, review="none")
    state = look(terms, 350, None, AT)
    for month in (4, 5, 6):
        state = look(terms, 350, state, on(2026, month, 2))
    assert (state.code, state.decays_at) == ("t0", None)

    assert look(terms, 350, state, on(2026, 7, 1), occasion="after").code == "t3"


def test_at_risk_is_whose_review_is_near_and_would_fail() -> None:
    terms = a_ladder(warn_days=30)
    held = look(terms, 250, None, AT)

    assert lifecycle_of(terms, 0, held, on(2026, 11, 1)) == "joined"
    assert lifecycle_of(terms, 199, held, on(2026, 12, 5)) == "at_risk"
    assert lifecycle_of(terms, 200, held, on(2026, 12, 5)) == "joined"
    assert lifecycle_of(terms, 0, None, AT) == "none"


@pytest.mark.parametrize(
    ("policy", "left", "code"),
    [("keep", 0, "t2"), ("rollback", 0, "t0"), ("rollback", 150, "t1"), ("rollback", 200, "t2")],
)
def test_a_return_undoes_the_rise_it_had_bought(policy: str, left: int, code: str) -> None:
    terms = a_ladder(returns={"tier": policy})
    risen = tier_for(terms, 250, look(terms, 0, None, AT), AT)

    after = after_return(terms, left, risen, AT)

    assert after is not None
    assert after.code == code


def test_a_return_undoes_no_tier_that_a_review_has_confirmed() -> None:
    terms = a_ladder(returns={"tier": "rollback"})
    risen = tier_for(terms, 250, look(terms, 0, None, AT), AT)
    kept = look(terms, 250, risen, on(2027))

    assert after_return(terms, 0, kept, on(2027, 2, 1)) == kept


def test_every_change_says_why() -> None:
    terms = a_ladder()
    joined = look(terms, 0, None, AT)
    risen = look(terms, 250, joined, AT)
    fallen = look(terms, 10, risen, on(2027))

    assert [state.stage for state in (joined, risen, fallen)] == [
        "joined",
        "upgraded",
        "downgraded",
    ]
    assert risen.why == {"from": "t0", "units": {"status": 250}}
    assert fallen.why == {"from": "t2", "units": {"status": 10}}
