"""Terms of a paid membership as pure rules: ends, chains, uses, refunds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from program import ManifestInvalid, MembershipKept, Terms, read_manifest
from program.paid import Term, Use, bought, ended, first_day_after, refundable, span, used
from tests.program.manifests import NOON, a_line, a_manifest, terms_of, text_of

CARD: dict[str, Any] = {"sku": "CARD", "fee": "120.00", "term_months": 12}


def a_program(**changes: Any) -> Terms:
    return terms_of(membership=CARD | changes)


def buy(terms: Terms, chain: tuple[Term, ...], at: datetime) -> tuple[Term, ...]:
    """Buy one term."""
    assert terms.membership is not None
    line = a_line(1, 120, sku="CARD")
    return bought(terms, terms.membership, chain, [line], receipt=f"rcp_{len(chain)}", at=at)


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2025, 3, 1), 12, date(2026, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 3, 1)),
        (date(2025, 1, 28), 1, date(2025, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 3, 1)),
    ],
)
def test_a_term_is_over_on_the_same_day_or_after_the_short_month(
    day: date, months: int, first: date
) -> None:
    assert first_day_after(day, months) == first


def test_a_second_term_begins_where_the_first_ends_and_moves_up_without_it() -> None:
    terms = a_program()
    assert terms.membership is not None
    first, second = buy(terms, buy(terms, (), NOON), NOON + timedelta(days=10))
    assert (first.until, second.until.year) == (second.since, 2028)
    assert span((first, second), NOON) == (NOON, second.until)

    (left,) = ended(terms, terms.membership, (first, second), first)

    assert left.since == second.bought_at
    assert left.until == datetime(2027, 3, 11, 21, tzinfo=UTC)


def test_a_membership_bought_again_after_a_gap_begins_anew() -> None:
    terms = a_program()
    later = NOON + timedelta(days=500)
    chain = buy(terms, buy(terms, (), NOON), later)

    assert span(chain, later) == (later, chain[1].until)
    assert span(chain, NOON) == (NOON, chain[0].until)


def test_uses_are_counted_on_the_term_that_runs_and_taken_back() -> None:
    chain = buy(a_program(), (), NOON)
    use = Use(True, 500)

    once = used(chain, use, NOON)
    assert (once[0].uses, once[0].used_minor) == (1, 500)
    assert used(once, use, NOON, by=-1) == chain
    assert used(chain, use, NOON - timedelta(days=1)) == chain
    assert used(chain, Use(False, 0), NOON) == chain


@pytest.mark.parametrize(
    ("refund", "days", "is_used", "back"),
    [
        ({"days": 14}, 0, False, 12_000),
        ({"days": 14}, 14, False, 12_000),
        ({"days": 14}, 15, False, None),
        ({"days": 14}, 5, True, None),
        ({"days": 14, "unused_only": False}, 5, True, 12_000),
        ({"after": "none"}, 5, False, 0),
        ({"after": "months"}, 5, True, 11_000),
        ({"after": "months"}, 364, False, 0),
        ({"after": "days"}, 73, True, 9_600),
        ({}, 0, False, None),
    ],
)
def test_a_fee_comes_back_by_the_terms(
    refund: dict[str, Any], days: int, is_used: bool, back: int | None
) -> None:
    terms = a_program(refund=refund)
    assert terms.membership is not None
    (term,) = buy(terms, (), NOON)
    at = NOON + timedelta(days=days)
    if back is None:
        with pytest.raises(MembershipKept):
            refundable(terms, terms.membership, term, at, is_used=is_used)
        return

    assert refundable(terms, terms.membership, term, at, is_used=is_used) == back


def test_rules_that_ask_for_the_membership_are_known() -> None:
    rule = {"id": "half", "reason": "Half", "when": {"paid": True}, "discount": {"percent": 10}}
    other = {"id": "all", "reason": "All", "discount": {"percent": 5}}

    terms = terms_of(membership=CARD, pricing=[rule, other])

    assert terms.membership is not None
    assert terms.membership.rules == {"half"}


def test_a_membership_without_benefit_is_warned_of() -> None:
    warnings = read_manifest(text_of(membership=CARD)).warnings

    assert [found.code for found in warnings] == ["MEMBERSHIP_WITHOUT_BENEFIT"]
    assert a_manifest(membership=CARD)["membership"]["sku"] == "CARD"


def test_a_fee_that_the_currency_cannot_express_is_refused() -> None:
    with pytest.raises(ManifestInvalid, match="more than 2 digits"):
        read_manifest(text_of(membership=CARD | {"fee": "1.005"}))
