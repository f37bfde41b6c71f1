"""What an activity comes to: decided the same way when it is told of and in a backtest.

What is looked up besides the member's own wallet comes by functions: the receipt that is cited, and
the wallets of those who are linked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from program import (
    Activity,
    Terms,
    activities,
    caps_step,
    earn_for_activity,
    effects,
    moments,
    partners,
    standing_of,
)
from sales import draws
from sales.activities import records
from sales.activities.citing import cite, own_receipt
from sales.activities.crediting import credits_for
from sales.activities.errors import ActivityRejected
from sales.activities.values import Occurrence
from sales.admission import require_admitted
from wallet import Step, WalletView, get_wallet

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """An activity that was told of, with its fields read and its chances drawn."""

    terms: Terms
    kind: activities.ActivityType
    occurrence: Occurrence
    activity: str
    fields: Record
    chances: tuple[draws.Chance, ...] = ()
    receipt_of: Callable[[Occurrence], Record] = own_receipt
    wallet_of: Callable[[str], WalletView] = get_wallet


@dataclass(frozen=True, slots=True)
class Judged:
    """The record of an activity, what it does to the wallet, and the place that it takes."""

    draft: Record
    steps: list[Step]
    tickets: draws.Tickets
    place: str | None


def judge(told: Told, view: WalletView) -> Judged:
    """Judge an activity by the wallet as it is; raises what `record` raises."""
    require_admitted(view)
    terms, kind = told.terms, told.kind
    cited = cite(terms, kind, told.occurrence, told.receipt_of)
    standing = standing_of(terms, view)
    happened = _happened(told, cited)
    situation = activities.situation_of(terms, happened, standing.standing)
    turned = activities.rejection_of(kind, situation, cited, effects.last_at(terms, kind, view))
    if turned is not None:
        raise ActivityRejected(turned)
    there = partners.at_partner(terms, situation.activity or happened)
    earned, counted = earn_for_activity(there, situation, to=("member",))
    tickets = draws.tickets_for(terms, told.chances, situation, view, told.activity)
    gains = (*earned, *tickets.earned)
    rows = [effects.row_of_earned(found) for found in gains if found.amount]
    rows += [effects.row_of(found) for found in activities.effects_of(terms, kind, situation)]
    place = activities.place_of(kind, situation, cited)
    draft = records.of_occurrence(told.occurrence, told.activity, terms.version, view.at) | {
        "state": "pending" if kind.waits else "approved",
        "data": activities.as_json(told.fields),
        "place": place,
        "effects": rows,
        "counted": dict(counted),
        **({"draws": tickets.records()} if tickets.chances else {}),
    }
    if others := credits_for(terms, situation, told.wallet_of):
        draft["credits"] = others
    granting = effects.Granting(terms, view, draft)
    for number, row in enumerate(rows):
        (granting.set_aside if kind.waits else granting.do)(number, row)
    steps = moments.with_tier(granting, standing)
    steps += caps_step(terms, view, counted)
    steps += effects.last_step(terms, kind, view, told.occurrence.occurred_at)
    steps = moments.with_moments(terms, view, steps)
    return Judged(draft, [*steps, *tickets.steps], tickets, place)


def _happened(told: Told, cited: activities.Cited | None) -> Activity:
    what = told.occurrence
    known = cited.fields() if cited is not None else {}
    return Activity(
        what.type,
        what.id,
        what.occurred_at,
        {**told.fields, **known},
        what.source,
        what.partner,
        what.channel,
        what.store_id,
        what.app_version,
    )
