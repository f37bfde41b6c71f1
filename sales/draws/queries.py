"""What can be seen of draws: odds, commitments, what is left, and proofs when a period is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from foundation import clock
from program import Terms, draws, local_date, terms_at, terms_of
from sales.draws.errors import DrawNotFound, DrawPeriodUnknown
from sales.draws.seeds import find_seed
from sales.draws.slots import count_used
from sales.draws.tickets import pools_of, reveal_moment
from sales.queries import find_receipt

# Machines' clocks differ a little: nobody draws any more when a seed is shown.
_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True)
class SpanView:
    """A period: its name, first day, the day after its last, and what was published of its seed."""

    name: str
    first: date
    after: date
    commitment: str | None
    published_at: datetime | None
    revealed_at: datetime


@dataclass(frozen=True)
class PrizeView:
    """A prize: its odds as they are now, and how many there are and were; None for no limit."""

    code: str
    name: Mapping[str, str]
    odds: Fraction
    budget: int | None
    used: int | None


@dataclass(frozen=True)
class DrawView:
    """A draw as it stands: `odds` are 0 when no prize is left, and `text` says so."""

    draw: draws.Draw
    state: str
    odds: Fraction
    text: Mapping[str, str]
    budget: int | None
    used: int | None
    prizes: tuple[PrizeView, ...]
    period: SpanView
    next_period: SpanView


@dataclass(frozen=True)
class Proof:
    """What there is to check a period by: the seed only when it is over.

    With an order, `number` is what it drew and `prize` what that wins by the odds of its time.
    """

    draw: draws.Draw
    period: SpanView
    seed: bytes | None
    subject: str | None
    number: int | None
    prize: str | None


def list_draws(program: str) -> tuple[DrawView, ...]:
    """List the draws of the terms in force, as they stand now."""
    terms = terms_at(program, clock.now())
    found = terms.draws.by_code.values() if terms.draws else ()
    return tuple(_view(terms, draw) for draw in found)


def prove(program: str, code: str, period: str, *, subject: str | None = None) -> Proof:
    """Give what proves a draw's period, and what an order drew in it once the seed is public.

    Raises `DrawNotFound` and `DrawPeriodUnknown`.
    """
    terms = terms_at(program, clock.now())
    draw = terms.draws.by_code.get(code) if terms.draws else None
    if draw is None:
        raise DrawNotFound(draw=code)
    span = draws.span_named(draw.period, period)
    kept = find_seed(program, code, period) if span else None
    if span is None or kept is None:
        raise DrawPeriodUnknown(period=period)
    seen = _span(terms, draw, span)
    seed = bytes(kept["seed"]) if clock.now() >= seen.revealed_at + _MARGIN else None
    if seed is None or subject is None:
        return Proof(draw, seen, seed, subject, None, None)
    judged = _draw_of(program, code, subject) or draw
    number = draws.number_of(seed, code, subject)
    return Proof(judged, seen, seed, subject, number, draws.verify(judged, seed, subject))


def _draw_of(program: str, code: str, subject: str) -> draws.Draw | None:
    """Give the draw by the terms that judged an order, whose odds may have been others."""
    record = find_receipt(subject) if subject.startswith("rcp_") else None
    if record is None or record["program"] != program:
        return None
    found = terms_of(program, record["version"]).draws
    return found.by_code.get(code) if found else None


def _view(terms: Terms, draw: draws.Draw) -> DrawView:
    now, following = draws.spans_from(draw.period, local_date(terms, clock.now()))
    used = _used(terms, draw, draw.prizes[0], now.name)
    whole = next((n for pool, n in used.items() if pool.endswith(f"@{now.name}")), None)
    is_over = draw.budget is not None and (whole or 0) >= draw.budget
    prizes = tuple(_prize(terms, draw, prize, now.name, is_over) for prize in draw.prizes)
    odds = sum((prize.odds for prize in prizes), Fraction(0))
    state = "open" if odds else "exhausted"
    return DrawView(
        draw=draw,
        state=state,
        odds=odds,
        text=draws.text_of(draw, state),
        budget=draw.budget,
        used=whole,
        prizes=prizes,
        period=_span(terms, draw, now),
        next_period=_span(terms, draw, following),
    )


def _prize(
    terms: Terms, draw: draws.Draw, prize: draws.Prize, period: str, is_over: bool
) -> PrizeView:
    used = None
    if prize.budget is not None:
        found = _used(terms, draw, prize, period)
        used = next(n for pool, n in found.items() if pool.endswith(f":{prize.code}"))
        is_over = is_over or used >= prize.budget
    odds = Fraction(0) if is_over else prize.odds
    return PrizeView(prize.code, prize.name, odds, prize.budget, used)


def _used(terms: Terms, draw: draws.Draw, prize: draws.Prize, period: str) -> dict[str, int]:
    pools = pools_of(terms, draw, prize, period)
    return {pool: count_used(pool, budget) for pool, budget in pools.items()}


def _span(terms: Terms, draw: draws.Draw, span: draws.Span) -> SpanView:
    kept = find_seed(terms.program, draw.code, span.name) or {}
    return SpanView(
        name=span.name,
        first=span.first,
        after=span.after,
        commitment=kept.get("commitment"),
        published_at=kept.get("published_at"),
        revealed_at=reveal_moment(terms, draw, span),
    )
