"""A dry run: what closing a basket would do, for any member, under any terms, live or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from program import Facts, Terms, TierState, facts_steps, standings
from sales.activities import Occurrence, Told, fields_of, judge, type_of
from sales.closing import close
from sales.crediting import Row
from sales.draws import open_chances
from sales.presenting import look_up
from sales.quoting import Quote, quote_for
from sales.rules import check_sale
from sales.values import Sale
from wallet import Decision, Earn, Rehearsal, Step, WalletView, get_wallet

_NOBODY = "nobody"
_TRIAL = "act_trial"


@dataclass(frozen=True)
class Assumed:
    """What is taken for granted of a member who is not looked up."""

    tier: str | None = None
    balances: Mapping[str, int] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True)
class Simulation:
    """A quote, what closing the receipt would move, and the wallet and the tier after it.

    `credits` is what others get, `tickets` names the draws in which the receipt has a chance.
    """

    quote: Quote
    moves: Sequence[Mapping[str, Any]]
    view: WalletView
    tier: str | None
    credits: Sequence[Row] = ()
    tickets: Sequence[str] = ()


@dataclass(frozen=True)
class ActivitySimulation:
    """The record of an activity, what it would move, and the wallet and the tier after it."""

    record: Mapping[str, Any]
    moves: Sequence[Mapping[str, Any]]
    view: WalletView
    tier: str | None
    tickets: Sequence[str] = ()


def simulate(sale: Sale, terms: Terms, *, assumed: Assumed | None = None) -> Simulation:
    """Quote and close a sale on a wallet in memory: the member's own, or an assumed one.

    Nothing is written. Raises what `quote` raises.
    """
    check_sale(sale)
    wallet = _wallet_of(sale.member_id, sale.occurred_at, terms, assumed)
    known = replace(sale, member_id=sale.member_id or _NOBODY)
    view = wallet.view(sale.occurred_at)
    offer = quote_for(known, terms, view, look_up(known, terms))
    closing = close(offer, view, "", open_chances(terms, "receipt", known.occurred_at))
    done = wallet.carry_out(closing.steps, view)
    tier = standings.reviewed_tier(terms, done.view)
    tickets = [chance.draw for chance in closing.tickets.chances]
    code = tier.code if tier else None
    return Simulation(offer, done.moves, done.view, code, closing.credits, tickets)


def simulate_activity(
    what: Occurrence, terms: Terms, *, assumed: Assumed | None = None
) -> ActivitySimulation:
    """Judge an activity on a wallet in memory: the member's own, or an assumed one.

    Nothing is written. Raises what recording one raises.
    """
    wallet = _wallet_of(what.member_id, what.occurred_at, terms, assumed)
    view = wallet.view(what.occurred_at)
    kind = type_of(terms, what.type)
    chances = open_chances(terms, "activity", what.occurred_at)
    told = Told(terms, kind, what, _TRIAL, fields_of(terms, kind, what), chances)
    judged = judge(told, view)
    done = wallet.carry_out(judged.steps, view)
    tier = standings.reviewed_tier(terms, done.view)
    tickets = [chance.draw for chance in judged.tickets.chances]
    code = tier.code if tier else None
    return ActivitySimulation(judged.draft, done.moves, done.view, code, tickets)


def _wallet_of(member_id: str, at: datetime, terms: Terms, assumed: Assumed | None) -> Rehearsal:
    if assumed is None:
        return Rehearsal(member_id, opening=get_wallet(member_id))
    wallet = Rehearsal(member_id or _NOBODY)
    wallet.post(lambda _: Decision(_assumptions(at, terms, assumed)), at=at)
    return wallet


def _assumptions(at: datetime, terms: Terms, assumed: Assumed) -> list[Step]:
    steps: list[Step] = [Earn(code, n) for code, n in sorted(assumed.balances.items()) if n > 0]
    if assumed.tier is not None:
        held = TierState(assumed.tier, at, None)
        steps.append(standings.tier_step(terms, held))
    return steps + list(facts_steps(terms, assumed.facts))
