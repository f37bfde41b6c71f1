"""What partners of a program under test owe and get, once the worker has done its part."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sales import clearing
from tests.programs.doing import follow
from tests.programs.shop import Shop, whole


def settled(shop: Shop, since: str = "2000-01-01", until: str = "2099-12-31") -> dict[str, Decimal]:
    """Give what each partner and the operator are to receive, in whole currency units."""
    follow()
    span = {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
    totals: dict[str, int] = {"operator": 0}
    for day in clearing.list_settlements(shop.code, **span):
        totals["operator"] += day.operator_net_minor
        for found in day.settlements:
            totals[found.partner] = totals.get(found.partner, 0) + found.net_minor
    return {party: whole(minor) for party, minor in totals.items()}
