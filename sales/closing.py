"""What closing a receipt comes to: decided the same way for a till, a simulation and a backtest.

Nothing is looked up or written here; codes are known and tickets drawn before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from program import (
    Earned,
    Evaluation,
    caps_step,
    closing_steps,
    conversion_steps,
    counters_step,
    lapse_steps,
    moments,
    prolonged_until,
    situation_of,
    visit_step,
)
from sales import draws, receipts
from sales.crediting import Row, credits_of
from sales.holders import CardUse, card_use
from sales.quoting import Quote
from sales.values import Sale
from wallet import Burn, ConfirmHold, Earn, Prolong, Step, WalletView, to_ms


@dataclass(frozen=True, slots=True)
class Closing:
    """All that closing a receipt does to its member's wallet, and what is told besides."""

    offer: Quote
    receipt: str
    tickets: draws.Tickets
    use: CardUse
    steps: list[Step]

    @property
    def evaluation(self) -> Evaluation:
        """What the terms say, with what the tickets win."""
        return self.offer.evaluation

    @property
    def credits(self) -> list[Row]:
        """What others are credited: a company, a household, a companion."""
        offer = self.offer
        linked = offer.standing.standing.facts.links
        return credits_of(offer.evaluation.earned, linked, offer.sale.occurred_at)

    def record(self, n: int = 0, uses: Sequence[Mapping[str, Any]] = ()) -> receipts.Record:
        """Draw the receipt as it is closed for the n-th change, having used codes."""
        offer = self.offer
        record = receipts.of_sale(
            offer.sale, self.receipt, offer.evaluation, offer.terms, offer.standing.standing
        )
        record["n"] = n
        besides = {
            "uses": uses,
            "flags": self.use.flags,
            "draws": self.tickets.records(n) if self.tickets.chances else (),
        }
        return record | {key: value for key, value in besides.items() if value}


def close(
    offer: Quote, view: WalletView, receipt: str, chances: Sequence[draws.Chance] = ()
) -> Closing:
    """Decide what closing the receipt of a quote does; `chances` are what was drawn for it."""
    offer, tickets = _with_tickets(offer, chances, view, receipt)
    use = card_use(offer.sale, offer.terms, view, offer.shown)
    steps = [*_steps(offer, view, receipt), *tickets.steps, *use.steps]
    return Closing(offer, receipt, tickets, use, steps)


def _with_tickets(
    offer: Quote, chances: Sequence[draws.Chance], view: WalletView, receipt: str
) -> tuple[Quote, draws.Tickets]:
    """Give the order its tickets, and add what they win to what it earns."""
    if not chances:
        return offer, draws.Tickets()
    situation = situation_of(offer.terms, offer.sale.basket, offer.standing.standing)
    tickets = draws.tickets_for(offer.terms, chances, situation, view, receipt)
    if not tickets.earned:
        return offer, tickets
    earned = (*offer.evaluation.earned, *tickets.earned)
    return replace(offer, evaluation=replace(offer.evaluation, earned=earned)), tickets


def _steps(offer: Quote, view: WalletView, receipt: str) -> list[Step]:
    """List all that closing a receipt does to the wallet."""
    terms, evaluation = offer.terms, offer.evaluation
    why = {"receipt": receipt, "no": offer.sale.receipt_no}
    facts, basket = offer.standing.standing.facts, offer.sale.basket
    steps: list[Step] = [*offer.standing.steps, *_burn_steps(offer, why)]
    steps += lapse_steps(terms, view, facts, basket, why)
    steps += [
        _earn_step(offer, found, why)
        for found in evaluation.earned
        if found.amount and found.to == "member"
    ]
    steps += conversion_steps(terms, view, steps, why)
    steps += _sliding(offer, view, steps)
    steps += caps_step(terms, view, evaluation.caps_used_delta)
    steps += counters_step(terms, view, evaluation.counters_delta)
    steps += visit_step(terms, facts, basket)
    steps += closing_steps(
        terms,
        view,
        offer.tier,
        evaluation,
        _gained(offer, view),
        receipt=receipt,
        occurred_at=offer.sale.occurred_at,
    )
    return moments.with_moments(terms, view, steps)


def _gained(offer: Quote, view: WalletView) -> dict[str, int]:
    """Give the units that count from this receipt on: not those of a year gone by."""
    gained: dict[str, int] = {}
    for found in offer.evaluation.earned:
        waits = (_waits_until(found, offer.sale) or view.at) > view.at
        is_over = found.expires_at is not None and found.expires_at <= view.at
        if found.to == "member" and not waits and not is_over:
            gained[found.account] = gained.get(found.account, 0) + found.amount
    return gained


def _waits_until(found: Earned, sale: Sale) -> datetime | None:
    """Give when units can be used, None for at once: a till's clock may run a little ahead."""
    return found.available_at if found.available_at > sale.occurred_at else None


def _burn_steps(offer: Quote, why: Mapping[str, Any]) -> list[Step]:
    points = offer.evaluation.burn_points
    value = {"value_minor": offer.evaluation.burn_value_minor, "currency": offer.sale.currency}
    if offer.sale.hold_id:
        return [ConfirmHold(offer.sale.hold_id, points or None, {**why, **value})]
    if points:
        return [Burn(offer.evaluation.burn.account, points, {**why, **value})]
    return []


def _earn_step(offer: Quote, found: Earned, why: Mapping[str, Any]) -> Earn:
    by_rule: dict[str, int] = {}
    for hit in found.hits:
        by_rule[hit.rule_id] = by_rule.get(hit.rule_id, 0) + hit.points
    rules = [[rule, points] for rule, points in by_rule.items()]
    reason: dict[str, Any] = {**why, "rules": rules, "version": offer.terms.version}
    if found.cap:
        reason["cap"] = found.cap
    expires = to_ms(found.expires_at) if found.expires_at else None
    waits = _waits_until(found, offer.sale)
    available = to_ms(waits) if waits else None
    return Earn(found.account, found.amount, expires, available, reason)


def _sliding(offer: Quote, view: WalletView, steps: list[Step]) -> list[Step]:
    touched = {step.account for step in steps if isinstance(step, Earn | Burn)}
    if offer.evaluation.burn_points:  # A hold that is confirmed spends as a burn does.
        touched.add(offer.evaluation.burn.account)
    until = {code: prolonged_until(offer.terms, code, view.at) for code in sorted(touched)}
    return [Prolong(code, to_ms(moment)) for code, moment in until.items() if moment]
