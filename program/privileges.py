"""What ends a posting: the tier, the paid membership, and the rights that both give.

The mark `gives@<program>` remembers which were given: {account/every: {p: period, n: units}}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from program.entitlements import Settlement, Source, due_now, period_of, settle
from program.expiry import expires_at, local_date
from program.paid import (
    Term,
    Use,
    bought,
    ended,
    refundable,
    running,
    use_of,
    used,
    with_membership,
)
from program.paid_marks import paid_step, terms_paid
from program.promises import promise_steps
from program.rules import evaluate
from program.terms import Terms
from program.tier_marks import (
    metrics_of,
    raised_tier,
    reviewed_tier,
    tier_of,
    tier_step,
)
from program.tiers import after_return
from program.values import Basket, Evaluation, Standing, TierState
from wallet import Claw, Earn, SetMark, Step, WalletView, to_ms

Given = Mapping[str, Mapping[str, Any]]
_PERIODS = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Rights:
    """What has been given by now, what of it can be used, and the steps that led there."""

    given: Given
    available: Mapping[str, int]
    steps: tuple[Step, ...] = ()


def rights_now(
    terms: Terms, view: WalletView, tier: TierState | None, chain: Sequence[Term] | None = None
) -> Rights | None:
    """Give a member the rights that are due now; None where the program gives none."""
    given = view.mark(_mark(terms)) or {}
    if not given and not _policies(terms):
        return None
    codes = {key.partition("/")[0] for key in {*_policies(terms), *given}}
    before = Rights(given, {code: view.balance(code).available for code in sorted(codes)})
    paid = terms_paid(terms, view) if chain is None else chain
    return rights_after(terms, before, tier, paid, view.at)


def rights_after(
    terms: Terms, before: Rights, tier: TierState | None, chain: Sequence[Term], at: datetime
) -> Rights:
    """Go on from rights to those of another tier or membership."""
    today = {every: period_of(every, local_date(terms, at))[0] for every in _PERIODS}
    due = due_now(terms, _sources(terms, tier, chain, at), at)
    found = settle(due, before.given, before.available, _policies(terms), today=today)
    available = dict(before.available)
    for account, count, *_ in found.given:
        available[account] = available.get(account, 0) + count
    for account, count in found.taken:
        available[account] = available.get(account, 0) - count
    return Rights(found.after, available, tuple(_steps(terms, found, before.given, at)))


def _sources(
    terms: Terms, tier: TierState | None, chain: Sequence[Term], at: datetime
) -> list[Source]:
    sources = []
    if terms.ladder is not None and tier is not None and tier.code in terms.ladder.ranks:
        sources.append(Source(terms.ladder.tiers[terms.ladder.ranks[tier.code]].gives))
    term = running(chain, at)
    if terms.membership is not None and term is not None:
        name = f"{local_date(terms, term.since)}"
        sources.append(Source(terms.membership.gives, name, term.until))
    return sources


def _policies(terms: Terms) -> dict[str, str]:
    tiers = terms.ladder.tiers if terms.ladder is not None else ()
    gives = [give for tier in tiers for give in tier.gives]
    gives += terms.membership.gives if terms.membership is not None else ()
    return {give.key: give.on_leave for give in gives}


def _mark(terms: Terms) -> str:
    return f"gives@{terms.program}"


def _steps(terms: Terms, found: Settlement, before: Given, at: datetime) -> list[Step]:
    steps: list[Step] = []
    for account, count in found.taken:
        why = {"right": account, "because": "no longer held", "version": terms.version}
        steps.append(Claw(account, count, (), "clamp", why))
    for account, count, ends_at, period in found.given:
        until = ends_at or expires_at(terms, account, at)
        why = {"right": account, "period": period, "version": terms.version}
        steps.append(Earn(account, count, to_ms(until) if until else None, None, why))
    if found.after != before:
        due = to_ms(found.renews_at) if found.renews_at is not None else None
        after = {key: dict(record) for key, record in found.after.items()}
        steps.append(SetMark(_mark(terms), after or None, due))
    return steps


def risen_tier(
    terms: Terms, view: WalletView, tier: TierState | None, gained: int | Mapping[str, int]
) -> tuple[TierState | None, tuple[Step, ...]]:
    """Raise the tier if the units gained in this posting reach the next one, with its rights.

    `tier` is that of the standing, whose steps are posted before.
    """
    after = raised_tier(terms, view, tier, gained)
    steps: list[Step] = [tier_step(terms, after)] if after != tier else []
    return after, (*steps, *_more_rights(terms, view, tier, after, None))


def _more_rights(
    terms: Terms,
    view: WalletView,
    tier: TierState | None,
    after: TierState | None,
    chain: Sequence[Term] | None,
) -> tuple[Step, ...]:
    first = rights_now(terms, view, tier)
    if first is None or (after == tier and chain is None):
        return ()
    paid = terms_paid(terms, view) if chain is None else chain
    return rights_after(terms, first, after, paid, view.at).steps


def rights_on_change(
    terms: Terms, view: WalletView, tier: TierState | None, after: TierState | None
) -> tuple[Step, ...]:
    """Settle rights after another tier than that of the standing, whose steps go before."""
    return _more_rights(terms, view, tier, after, None)


def closing_steps(
    terms: Terms,
    view: WalletView,
    tier: TierState | None,
    evaluation: Evaluation,
    gained: Mapping[str, int],
    *,
    receipt: str,
    occurred_at: datetime,
) -> tuple[Step, ...]:
    """List what closing a receipt does to tier, membership and rights, after the standing's steps.

    Raises `MembershipRuns`.
    """
    after = raised_tier(terms, view, tier, gained)
    steps: list[Step] = [tier_step(terms, after)] if after != tier else []
    steps += promise_steps(terms, view, is_start=True)
    chain = None
    if terms.membership is not None:
        before = terms_paid(terms, view)
        lines, paid = evaluation.lines, terms.membership
        chain = bought(terms, paid, before, lines, receipt=receipt, at=occurred_at)
        use = use_of(paid, evaluation.discounts, evaluation.earned)
        chain = used(chain, use, occurred_at)
        if chain != before:
            steps.append(paid_step(terms, chain, view.at))
    return (*steps, *_more_rights(terms, view, tier, after, chain))


@dataclass(frozen=True, slots=True)
class Undone:
    """What a return does to tier, membership and rights, and what of a fee is not given back."""

    steps: tuple[Step, ...]
    kept_minor: int = 0


def undoing(
    terms: Terms,
    view: WalletView,
    record: Mapping[str, Any],
    *,
    lost: Mapping[str, int],
    fees_back: Mapping[int, int],
    is_all_back: bool,
    is_undone: bool,
) -> Undone:
    """Say what a return undoes: a rise, a membership, uses of it, and the rights that came along.

    `lost` are the units taken back by account, `fees_back` what comes back of each line of a
    membership. A receipt that `is_undone` is taken as if it had never been. Raises
    `MembershipKept`.
    """
    tier = held = tier_of(terms, view)
    steps: list[Step] = []
    if held is not None and terms.returns.tier == "rollback":
        tier = reviewed_tier(terms, view)
        less = {code: -units for code, units in lost.items()}
        tier = after_return(terms, metrics_of(terms, view).plus(less), tier, view.at)
        steps += [tier_step(terms, tier)] if tier != held else []
    chain, kept = None, 0
    if terms.membership is not None:
        chain, kept = _fees_undone(terms, view, record, fees_back, is_undone=is_undone)
        if is_all_back:
            chain = _use_undone(terms, chain, record)
        if chain != terms_paid(terms, view):
            steps.append(paid_step(terms, chain, view.at))
    if not steps:
        return Undone((), kept)
    rights = rights_now(terms, view, tier, chain)
    return Undone((*steps, *(rights.steps if rights is not None else ())), kept)


def _fees_undone(
    terms: Terms,
    view: WalletView,
    record: Mapping[str, Any],
    fees_back: Mapping[int, int],
    *,
    is_undone: bool,
) -> tuple[tuple[Term, ...], int]:
    paid, chain, kept = terms.membership, terms_paid(terms, view), 0
    for line, amount in sorted(fees_back.items()):
        gone = [term for term in chain if (term.receipt, term.line) == (record["_id"], line)]
        if paid is None or not gone or is_undone:
            chain = tuple(term for term in chain if term not in gone)
            continue
        is_used = gone[0].uses > 0 or _rights_used(terms, view, gone[0])
        back = refundable(terms, paid, gone[0], view.at, is_used=is_used)
        kept += max(amount - back, 0)
        chain = ended(terms, paid, chain, gone[0])
    return chain, kept


def _rights_used(terms: Terms, view: WalletView, term: Term) -> bool:
    """Tell whether any right that the running term gave has been claimed."""
    given = view.mark(_mark(terms)) or {}
    if terms.membership is None or not term.runs_at(view.at):
        return False
    return any(
        view.balance(give.account).available < min(given[give.key]["n"], give.count)
        for give in terms.membership.gives
        if give.key in given
    )


def _use_undone(terms: Terms, chain: Sequence[Term], record: Mapping[str, Any]) -> tuple[Term, ...]:
    rules = terms.membership.rules if terms.membership is not None else frozenset()
    off = [row[2] for row in record.get("discounts", ()) if row[0] in rules]
    hits = [row[0] for found in record["earned"] for row in found["hits"]]
    is_used = bool(off) or any(rule in rules for rule in hits)
    return used(chain, Use(is_used, sum(off)), record["occurred_at"], by=-1)


def ended_membership(terms: Terms, view: WalletView) -> tuple[Step, ...]:
    """Let the daily work go on from the end of a membership that is over."""
    mark = view.state.marks.get(f"paid@{terms.program}")
    if mark is None or mark.due_ms is None or mark.due_ms > view.at_ms:
        return ()
    return (paid_step(terms, terms_paid(terms, view), view.at),)


def judge(
    terms: Terms,
    view: WalletView,
    standing: Standing,
    basket: Basket,
    *,
    tier: TierState | None,
    burn_points: int = 0,
) -> tuple[Standing, Evaluation]:
    """Evaluate a basket with what it brings itself: a membership bought, a tier reached.

    Raises `MembershipRuns` and what `evaluate` raises.
    """
    if terms.membership is not None:
        chain = terms_paid(terms, view)
        facts = with_membership(terms, terms.membership, standing.facts, chain, basket)
        standing = replace(standing, facts=facts)
    evaluation = evaluate(terms, basket, standing, burn_points=burn_points)
    if terms.ladder is None or terms.ladder.upgrade != "same_receipt":
        return standing, evaluation
    gained: dict[str, int] = {}
    for found in evaluation.earned:
        if found.to == "member":
            gained[found.account] = gained.get(found.account, 0) + found.amount
    risen = raised_tier(terms, view, tier, gained)
    if risen is None or risen.code == standing.tier:
        return standing, evaluation
    standing = replace(standing, tier=risen.code)
    return standing, evaluate(terms, basket, standing, burn_points=burn_points)
