"""The tickets of an order: what it wins in each draw, as part of the entry of its sale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from foundation import clock
from program import Earned, Situation, Terms, draws, local_date
from sales.draws.seeds import seed_of
from sales.draws.slots import next_back, next_free
from wallet import SetMark, Step, WalletView

POOLS = "draw:"
OPEN = "open"
Chance = draws.Chance
kept_prizes = draws.kept_prizes


@dataclass(frozen=True)
class Tickets:
    """What the draws add to a posting: units won, marks, places taken, and the record of it."""

    chances: tuple[Chance, ...] = ()
    earned: tuple[Earned, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        """The numbered prizes that the posting takes."""
        return tuple(slot for chance in self.chances for slot in chance.slots)

    def records(self, n: int = 0) -> list[dict[str, Any]]:
        """Give the tickets as they stand on the receipt; `n` is the number of its closing."""
        closing = {"n": n} if n else {}
        return [chance.record() | closing for chance in self.chances]


def chances_for(
    terms: Terms,
    *,
    on: str,
    order_id: str,
    member_id: str,
    occurred_at: datetime,
    before: Iterable[Mapping[str, Any]] = (),
) -> tuple[Chance, ...]:
    """Draw for an order in every draw of its kind: the same order always draws the same.

    Nothing is written but a seed that was missing. `before` are the tickets of the same order when
    it was closed before: what it took then it keeps.
    """
    if terms.draws is None:
        return ()
    won = {ticket["draw"]: ticket for ticket in before if ticket["state"] == "won"}
    return tuple(
        _chance(terms, draw, draws.subject_of(draw, order_id, member_id), occurred_at, won)
        for draw in terms.draws.by_code.values()
        if draw.on == on
    )


def open_chances(
    terms: Terms, on: str, occurred_at: datetime, subject: str = ""
) -> tuple[Chance, ...]:
    """Give a chance in every draw of a kind without drawing: for trials, which do not gamble."""
    if terms.draws is None:
        return ()
    day = local_date(terms, occurred_at)
    return tuple(
        Chance(draw.code, draws.span_of(draw.period, day).name, subject, OPEN)
        for draw in terms.draws.by_code.values()
        if draw.on == on
    )


def tickets_for(
    terms: Terms,
    chances: Iterable[Chance],
    situation: Situation,
    view: WalletView,
    order_id: str,
) -> Tickets:
    """Give the tickets that this order has, with what they add to its posting. Pure."""
    if terms.draws is None:
        return Tickets()
    had: dict[str, Any] = dict(view.mark(_mark(terms)) or {})
    kept = []
    for chance in chances:
        draw = terms.draws.by_code[chance.draw]
        if not draws.is_meant(draw, situation):
            continue
        if draw.per == "member":
            period, order = had.get(draw.code, (None, None))
            if period == chance.period and order != order_id:
                continue
            had[draw.code] = [chance.period, order_id]
        kept.append(chance)
    changed = had != (view.mark(_mark(terms)) or {})
    steps = (SetMark(_mark(terms), had),) if changed else ()
    return Tickets(tuple(kept), draws.prizes_earned(terms, kept, situation), steps)


def forget_steps(terms: Terms, view: WalletView, order_id: str) -> tuple[Step, ...]:
    """Give a member's only ticket back when the order that had it was undone."""
    had: dict[str, Any] = dict(view.mark(_mark(terms)) or {})
    rest = {draw: ticket for draw, ticket in had.items() if ticket[1] != order_id}
    return (SetMark(_mark(terms), rest or None),) if rest != had else ()


def places_back(
    terms: Terms, record: Mapping[str, Any], *, is_all_back: bool, is_void: bool
) -> tuple[str, ...]:
    """Give the keys by which an order frees the places of prizes that go back with it, once."""
    if terms.draws is None:
        return ()
    won = [ticket for ticket in record.get("draws", ()) if ticket["state"] == "won"]
    freed: list[str] = []
    for ticket in won:
        draw = terms.draws.by_code.get(ticket["draw"])
        prize = draws.prize_by_code(draw, ticket.get("prize")) if draw else None
        if draw is None or prize is None:
            continue
        is_first = draw.on_return == "any" and not record.get("returns")
        if is_void or is_first or (draw.on_return == "full" and is_all_back):
            freed += [next_back(pool) for pool in pools_of(terms, draw, prize, ticket["period"])]
    return tuple(freed)


def reveal_moment(terms: Terms, draw: draws.Draw, span: draws.Span) -> datetime:
    """Give the moment from which on a period's seed is public and nothing is drawn by it."""
    day = draws.revealed_from(draw, span.after)
    return datetime.combine(day, time.min, tzinfo=terms.zone)


def pools_of(terms: Terms, draw: draws.Draw, prize: draws.Prize, period: str) -> dict[str, int]:
    """Give the budgets that a prize counts against: the draw's and its own, by their pools."""
    pool = f"{POOLS}{terms.program}:{draw.code}@{period}"
    found = {pool: draw.budget, f"{pool}:{prize.code}": prize.budget}
    return {name: budget for name, budget in found.items() if budget is not None}


def _chance(
    terms: Terms,
    draw: draws.Draw,
    subject: str,
    occurred_at: datetime,
    won: Mapping[str, Mapping[str, Any]],
) -> Chance:
    span = draws.span_of(draw.period, local_date(terms, occurred_at))
    about = (draw.code, span.name, subject)
    before = won.get(draw.code)
    if before is not None and before["period"] == span.name:
        return Chance(*about, "won", before["prize"])
    if clock.now() >= reveal_moment(terms, draw, span):
        return Chance(*about, "late")
    seed = seed_of(terms.program, draw.code, span.name)
    prize = draws.prize_for(draw, draws.number_of(seed, draw.code, subject))
    if prize is None:
        return Chance(*about, "lost")
    pools = pools_of(terms, draw, prize, span.name)
    slots = [next_free(pool, budget) for pool, budget in pools.items()]
    if None in slots:
        return Chance(*about, "exhausted")
    return Chance(*about, "won", prize.code, tuple(slot for slot in slots if slot))


def _mark(terms: Terms) -> str:
    return f"draws@{terms.program}"
