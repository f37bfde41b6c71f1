"""What a program has come to in a time: who comes back, who takes part, what a fee brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

import members
from foundation import database
from foundation.money import minor_digits
from program import Terms, terms_at
from sales.attendance import count_active
from sales.memberships import membership_worth
from sales.regulars import count_regulars

LEAST_RECEIPTS = 2
_STAGES = 4
_USED = {"burn": 1, "burn_reverse": -1}
Record = dict[str, Any]


@dataclass(frozen=True)
class RightsUsed:
    """Rights of a membership that were claimed, and what those cost that have a cost."""

    claimed: int
    cost_minor: int


def metrics_report(
    program: str,
    *,
    since: datetime,
    until: datetime,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Record:
    """Measure a program from one moment to before another, as plain values for JSON.

    Shares are percent to a tenth, null where there are no members; money is exact.
    """
    terms, span = terms_at(program, until), {"since": since, "until": until}
    everybody = members.count_active()
    regulars = count_regulars(program, **span, least=LEAST_RECEIPTS, among=everybody)
    on_progress(1, _STAGES)
    active = count_active(program, **span, among=everybody)
    on_progress(2, _STAGES)
    return {
        "currency": terms.currency,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "members": everybody,
        "regular": {"members": regulars.regular, "percent": _text(regulars.percent)},
        "active": {"members": active.active, "percent": _text(active.percent)},
        "membership": _membership(terms, since, until, on_progress),
    }


def rights_used(terms: Terms, *, since: datetime, until: datetime) -> RightsUsed:
    """Count the rights of the membership that were claimed in a time, in all wallets."""
    gives = terms.membership.gives if terms.membership is not None else ()
    cost_of = {give.account: give.cost for give in gives}
    if not cost_of:
        return RightsUsed(0, 0)
    wanted = {"ts": {"$gte": since, "$lt": until}, "m.u": {"$in": sorted(cost_of)}}
    used: Counter[str] = Counter()
    for entry in database.collection("entries").find(wanted, {"m.t": 1, "m.u": 1, "m.n": 1}):
        for move in entry["m"]:
            if move["u"] in cost_of and move["t"] in _USED:
                used[move["u"]] += abs(move["n"]) * _USED[move["t"]]
    claimed = {account: max(n, 0) for account, n in used.items()}
    cost = sum((cost_of[account] * n for account, n in claimed.items()), Decimal(0))
    minor = cost.scaleb(minor_digits(terms.currency)).to_integral_value(ROUND_CEILING)
    return RightsUsed(sum(claimed.values()), int(minor))


def _membership(
    terms: Terms, since: datetime, until: datetime, on_progress: Callable[[int, int], None]
) -> Record | None:
    worth = membership_worth(terms, since=since, until=until)
    if worth is None:
        return None
    on_progress(3, _STAGES)
    rights = rights_used(terms, since=since, until=until)
    money = {
        "fees": worth.fees_minor,
        "privileges": worth.privileges_minor,
        "rights": rights.cost_minor,
        "left": worth.net_minor - rights.cost_minor,
    }
    counts = {
        "rights_claimed": rights.claimed,
        "sold": worth.sold,
        "buyers": worth.buyers,
        "users": worth.users,
        "unused": worth.unused,
    }
    digits = minor_digits(terms.currency)
    exact = {name: str(Decimal(amount).scaleb(-digits)) for name, amount in money.items()}
    return exact | counts


def _text(percent: Decimal | None) -> str | None:
    return None if percent is None else str(percent)
