"""Terms of a paid membership: when they begin and end, what their use is, what comes back of a fee.

A term begins with the day of purchase, or with the end of the one before, and lasts through the day
before the same day so many months later: bought on 1 March, to the end of 28 February.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from program.calendar import add_months, midnight, months_between
from program.errors import MembershipKept, MembershipRuns
from program.expiry import local_date
from program.paid.terms import PaidTerms
from program.terms import Terms
from program.values import Basket, Discount, Earned, Facts, Line

_KEPT = 6


@dataclass(frozen=True, slots=True)
class Term:
    """One term that was paid for: with which line, when, from when and until when, for how much.

    `uses` counts receipts on which it gave something, `used_minor` what it took off prices.
    """

    receipt: str
    line: int
    bought_at: datetime
    since: datetime
    until: datetime
    fee_minor: int
    uses: int = 0
    used_minor: int = 0

    def runs_at(self, at: datetime) -> bool:
        """Tell whether it runs at a moment."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Use:
    """What a receipt had of the membership: whether anything, and what it took off prices."""

    is_used: bool
    amount_minor: int


def first_day_after(day: date, months: int) -> date:
    """Give the first day on which a term that began on a day is over.

    A day that the last month lacks ends with that month: bought on 31 January, a month lasts
    through 28 February.
    """
    last = add_months(day, months)
    return last if last.day == day.day else last + timedelta(days=1)


def running(chain: Iterable[Term], at: datetime) -> Term | None:
    """Give the term that runs at a moment."""
    return next((term for term in chain if term.runs_at(at)), None)


def span(chain: Sequence[Term], at: datetime) -> tuple[datetime, datetime] | None:
    """Give from when and until when the membership lasts without a gap; if over, the last term."""
    if not chain:
        return None
    place = next((n for n, term in enumerate(chain) if at < term.until), len(chain) - 1)
    first = last = chain[place]
    for term in chain[place + 1 :]:
        if term.since > last.until:
            break
        last = term
    for term in reversed(chain[:place]):
        if term.until < first.since:
            break
        first = term
    return first.since, last.until


def bought(
    terms: Terms,
    paid: PaidTerms,
    chain: Sequence[Term],
    lines: Iterable[Line],
    *,
    receipt: str,
    at: datetime,
) -> tuple[Term, ...]:
    """Add a term for every line with the membership's goods number.

    Raises `MembershipRuns` where a program does not extend one that runs.
    """
    after = list(chain)
    for line in lines:
        if line.sku != paid.sku:
            continue
        ends = max((term.until for term in after if at < term.until), default=None)
        if ends is not None and paid.renewal == "none":
            raise MembershipRuns(until=local_date(terms, ends - timedelta(seconds=1)).isoformat())
        after.append(_term(terms, paid, line, receipt, at, ends))
    return tuple(after[-_KEPT:])


def _term(
    terms: Terms, paid: PaidTerms, line: Line, receipt: str, at: datetime, ends: datetime | None
) -> Term:
    since = at if ends is None else ends
    day = first_day_after(local_date(terms, since), paid.term_months)
    until = midnight(day, terms.zone)
    return Term(receipt, line.no, at, since, until, line.amount_minor)


def with_membership(
    terms: Terms, paid: PaidTerms | None, facts: Facts, chain: Sequence[Term], basket: Basket
) -> Facts:
    """Give the facts by which a basket is judged that buys a membership itself.

    Raises `MembershipRuns`.
    """
    if paid is None or all(line.sku != paid.sku for line in basket.lines):
        return facts
    at = basket.occurred_at
    after = span(bought(terms, paid, chain, basket.lines, receipt="", at=at), at)
    if after is None or not paid.apply_immediately:
        return facts
    return replace(facts, paid_since=after[0], paid_until=after[1])


def use_of(paid: PaidTerms, discounts: Iterable[Discount], earned: Iterable[Earned]) -> Use:
    """Tell what a receipt had of the membership."""
    off = [found.amount_minor for found in discounts if found.rule_id in paid.rules]
    hits = (hit.rule_id for found in earned for hit in found.hits)
    return Use(bool(off) or any(rule in paid.rules for rule in hits), sum(off))


def used(chain: Sequence[Term], use: Use, at: datetime, *, by: int = 1) -> tuple[Term, ...]:
    """Count a receipt's use on the term that ran then, or with -1 take it back."""
    if not use.is_used:
        return tuple(chain)
    return tuple(
        replace(
            term,
            uses=max(term.uses + by, 0),
            used_minor=max(term.used_minor + by * use.amount_minor, 0),
        )
        if term.runs_at(at)
        else term
        for term in chain
    )


def ended(terms: Terms, paid: PaidTerms, chain: Sequence[Term], gone: Term) -> tuple[Term, ...]:
    """Give the chain without a term; those after it move up."""
    after: list[Term] = []
    for term in chain:
        if term == gone:
            continue
        since = max([term.bought_at, *(before.until for before in after)])
        if term.since > since:
            day = first_day_after(local_date(terms, since), paid.term_months)
            term = replace(term, since=since, until=midnight(day, terms.zone))
        after.append(term)
    return tuple(after)


def refundable(terms: Terms, paid: PaidTerms, term: Term, at: datetime, *, is_used: bool) -> int:
    """Give how much of a fee comes back. Raises `MembershipKept` where nothing does."""
    refund = paid.refund
    day = local_date(terms, at)
    is_early = day <= local_date(terms, term.bought_at) + timedelta(days=refund.days)
    if refund.days and is_early and not (is_used and refund.unused_only):
        return term.fee_minor
    if refund.after == "refuse":
        raise MembershipKept
    if refund.after == "none":
        return 0
    first = max(day, local_date(terms, term.since))
    last = local_date(terms, term.until)
    if refund.after == "months":
        left, whole = months_between(first, last), paid.term_months
    else:
        left, whole = (last - first).days, (last - local_date(terms, term.since)).days
    return term.fee_minor * max(min(left, whole), 0) // whole
