from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from program import Terms, TierState, next_tier, tier_for
from tests.program.manifests import example, terms_of

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
YEAR_END = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)  # midnight in Moscow


def a_ladder(*thresholds: int, op: str = "gte", **changes: Any) -> Terms:
    names = ("blue", "silver", "gold", "platinum")
    ladder = [
        {"code": code, "name": code.title(), "threshold": threshold, "op": op}
        for code, threshold in zip(names, thresholds, strict=False)
    ]
    tiers = {"account": "status", "ladder": ladder} | changes
    return terms_of(accounts={"points": {"kind": "points"}, "status": {"kind": "status"}},
                    tiers=tiers)  # fmt: skip


def a_state(code: str, review_at: datetime | None = YEAR_END) -> TierState:
    return TierState(code, datetime(2025, 6, 1, tzinfo=UTC), review_at)


@pytest.mark.parametrize(
    ("units", "op", "code"),
    [
        (0, "gte", "blue"),
        (-5, "gte", "blue"),
        (299, "gte", "blue"),
        (300, "gte", "silver"),
        (300, "gt", "blue"),
        (301, "gt", "silver"),
        (10_000, "gte", "gold"),
    ],
)
def test_units_reach_the_highest_tier_at_or_above_its_threshold(
    units: int, op: str, code: str
) -> None:
    terms = a_ladder(0, 300, 600) if op == "gte" else _with_first_gte(op)

    assert tier_for(terms, units, None, AT) == TierState(code, AT, YEAR_END)


def _with_first_gte(op: str) -> Terms:
    ladder = [
        {"code": "blue", "name": "Blue", "threshold": 0},
        {"code": "silver", "name": "Silver", "threshold": 300, "op": op},
        {"code": "gold", "name": "Gold", "threshold": 600, "op": op},
    ]
    return a_ladder(0, 300, 600, ladder=ladder)


def test_below_the_first_threshold_there_is_no_tier() -> None:
    assert tier_for(a_ladder(300, 600), 299, None, AT) is None
    assert tier_for(terms_of(), 299, None, AT) is None


def test_a_tier_rises_at_once_and_keeps_its_review() -> None:
    risen = tier_for(a_ladder(0, 300, 600), 650, a_state("blue"), AT)

    assert risen == TierState("gold", AT, YEAR_END)


def test_between_reviews_a_tier_does_not_fall() -> None:
    terms, gold = a_ladder(0, 300, 600), a_state("gold")

    assert tier_for(terms, 0, gold, AT) == gold
    assert tier_for(terms, 0, gold, AT, review=True) == gold
    assert tier_for(terms, 0, gold, YEAR_END) == gold


@pytest.mark.parametrize(
    ("downgrade", "units", "code"),
    [
        ("one_step", 0, "silver"),
        ("one_step", 250, "silver"),
        ("by_balance", 250, "blue"),
        ("by_balance", 350, "silver"),
        ("none", 0, "gold"),
        ("one_step", 600, "gold"),
    ],
)
def test_a_review_lowers_a_tier_by_the_policy(downgrade: str, units: int, code: str) -> None:
    terms = a_ladder(0, 300, 600, downgrade=downgrade)

    reviewed = tier_for(terms, units, a_state("gold"), YEAR_END, review=True)

    assert reviewed is not None
    assert reviewed.code == code
    assert reviewed.review_at == datetime(2027, 12, 31, 21, tzinfo=UTC)
    assert reviewed.since == (YEAR_END if code != "gold" else a_state("gold").since)


def test_a_review_can_end_the_only_tier() -> None:
    terms = a_ladder(300, downgrade="one_step")

    assert tier_for(terms, 0, a_state("blue"), YEAR_END, review=True) is None


def test_a_review_by_anniversary_keeps_its_day_through_an_upgrade() -> None:
    terms = a_ladder(0, 300, review="anniversary")
    joined = tier_for(terms, 0, None, AT)
    assert joined == TierState("blue", AT, datetime(2027, 3, 1, 21, tzinfo=UTC))

    later = datetime(2026, 9, 9, tzinfo=UTC)
    silver = tier_for(terms, 400, joined, later)
    assert silver == TierState("silver", later, joined.review_at)

    reviewed = tier_for(terms, 0, silver, datetime(2027, 3, 5, tzinfo=UTC), review=True)
    assert reviewed is not None
    assert reviewed.code == "blue"
    assert reviewed.review_at == datetime(2028, 3, 1, 21, tzinfo=UTC)


def test_without_review_a_tier_has_no_date() -> None:
    state = tier_for(a_ladder(0, 300, review="none"), 0, None, AT)

    assert state == TierState("blue", AT, None)


def test_a_tier_that_the_new_ladder_lacks_is_reckoned_anew() -> None:
    assert tier_for(a_ladder(0, 300), 0, a_state("diamond"), AT) == TierState("blue", AT, YEAR_END)


def test_the_next_tier_tells_what_is_missing() -> None:
    terms = _with_first_gte("gt")

    step = next_tier(terms, 120, "blue")
    assert step is not None
    assert (step.code, step.missing, step.unit, step.reward) == ("silver", 181, "status", "Silver")
    assert next_tier(terms, 700, "gold") is None
    held_above = next_tier(terms, 0, "silver")
    assert held_above is not None
    assert (held_above.code, held_above.missing) == ("gold", 601)


def test_the_club_of_three_tiers_lands_softly() -> None:
    club = example("club-three-tiers")
    member = tier_for(club, 0, None, AT)
    for units, code in ((299, "blue"), (300, "silver"), (600, "gold")):
        member = tier_for(club, units, member, AT)
        assert member is not None
        assert member.code == code

    year_later = datetime(2027, 3, 2, tzinfo=UTC)
    landed = tier_for(club, 250, member, year_later, review=True)

    assert landed is not None
    assert landed.code == "silver"
