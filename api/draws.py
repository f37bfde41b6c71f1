"""How draws look on the wire, and the proof that anybody may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import public
from api.errors import asked_locale
from api.schemas import Moment, Schema, Text
from api.wallets import spell, spell_if, terms_in_force
from foundation.texts import pick
from program import ProgramNotEffective, ProgramNotFound, Terms
from program import draws as rules
from sales import draws

blueprint = Blueprint(
    "draws", url_prefix="/v1/draws", tag="Draws", description="Proofs that anybody can check"
)


class SpanSchema(Schema):
    """A period of a draw and what was published of its seed."""

    name = ma.fields.String(required=True, metadata={"example": "2026-03"})
    first_day = ma.fields.String(required=True, metadata={"format": "date"})
    day_after = ma.fields.String(required=True, metadata={"format": "date"})
    commitment = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "sha256 of the seed, in hex"}
    )
    published_at = Moment(required=True, allow_none=True)
    revealed_at = Moment(required=True, metadata={"description": "When the seed becomes public"})


class PrizeSchema(Schema):
    """A prize and the chance of winning it now."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    odds = ma.fields.String(required=True, metadata={"example": "1/4"})
    budget = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Per period; null: no limit"}
    )
    left = ma.fields.Integer(required=True, allow_none=True)


class TicketSchema(Schema):
    """The ticket of an order in a draw."""

    draw = ma.fields.String(required=True)
    period = ma.fields.String(required=True)
    state = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["won", "lost", "exhausted", "late"])
    )
    prize = ma.fields.String(required=True, allow_none=True)
    text = ma.fields.String(required=True, metadata={"description": "For the member, in words"})


class DrawSchema(Schema):
    """A draw as it stands now."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    on = ma.fields.String(required=True, validate=ma.validate.OneOf(["receipt", "activity"]))
    per = ma.fields.String(required=True, validate=ma.validate.OneOf(["order", "member"]))
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["open", "exhausted"]))
    odds = ma.fields.String(required=True, metadata={"description": "0 when no prize is left"})
    text = ma.fields.String(required=True)
    budget = ma.fields.Integer(required=True, allow_none=True)
    left = ma.fields.Integer(required=True, allow_none=True)
    prizes = ma.fields.List(ma.fields.Nested(PrizeSchema), required=True)
    period = ma.fields.Nested(SpanSchema, required=True)
    next_period = ma.fields.Nested(SpanSchema, required=True)


class DrawsSchema(Schema):
    """Draws."""

    items = ma.fields.List(ma.fields.Nested(DrawSchema), required=True)


class SubjectQuery(Schema):
    """Whose ticket: the id of the order, or of the member where a draw is per member."""

    subject = Text(longest=64, load_default=None)


class ProofSchema(Schema):
    """What a period is checked by. The seed is null until it is public, and so is the outcome."""

    draw = ma.fields.String(required=True)
    period = ma.fields.Nested(SpanSchema, required=True)
    seed = ma.fields.String(required=True, allow_none=True, metadata={"description": "In hex"})
    message = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "What the seed signs: draw|order"}
    )
    number = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "HMAC-SHA256 of it, in hex"}
    )
    prize = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "That the number wins"}
    )
    prizes = ma.fields.List(ma.fields.Nested(PrizeSchema), required=True)


SPAN = {
    "name": "2026-03",
    "first_day": "2026-03-01",
    "day_after": "2026-04-01",
    "commitment": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "published_at": "2026-02-01T00:10:00.000Z",
    "revealed_at": "2026-04-01T22:00:00.000Z",
}
PRIZE = {"code": "dessert", "name": "Dessert", "odds": "1/4", "budget": None, "left": None}
DRAW = {
    "code": "treat",
    "name": "A treat with your order",
    "on": "receipt",
    "per": "order",
    "state": "open",
    "odds": "1/4",
    "text": "1/4 wins.",
    "budget": 3000,
    "left": 2481,
    "prizes": [PRIZE],
    "period": SPAN,
    "next_period": SPAN,
}
PROOF = {
    "draw": "treat",
    "period": SPAN,
    "seed": None,
    "message": None,
    "number": None,
    "prize": None,
    "prizes": [PRIZE],
}


@blueprint.route("/<code>/periods/<period>", methods=["GET"])
@public
@refuses(draws.DrawNotFound, draws.DrawPeriodUnknown, ProgramNotFound, ProgramNotEffective)
@blueprint.arguments(SubjectQuery, location="query")
@blueprint.response(200, ProofSchema, example=PROOF)
def prove_draw(query: dict[str, Any], code: str, period: str) -> Any:
    """Give what proves a period of a draw.

    The commitment is there before the period, the seed after it. An order wins the first prize
    in the list whose odds, added to those before it, exceed number / 2^256.
    """
    found = draws.prove(terms_in_force().program, code, period, subject=query["subject"])
    return answer(_proof(found))


def draws_shown() -> Any:
    """Answer the draws of the program in force, in the language asked for."""
    locale = asked_locale()
    found = draws.list_draws(terms_in_force().program)
    return answer({"items": [draw_view(one, locale) for one in found]})


def tickets(record: Mapping[str, Any], terms: Terms, locale: str) -> list[dict[str, Any]]:
    """Show the tickets of a receipt or an activity."""
    found = []
    for ticket in record.get("draws", ()):
        draw = terms.draws.by_code[ticket["draw"]] if terms.draws else None
        state = {"won": "won", "exhausted": "exhausted"}.get(ticket["state"], "lost")
        prize = rules.prize_by_code(draw, ticket.get("prize")) if draw else None
        text = pick(rules.text_of(draw, state), locale) if draw else ""
        name = pick(prize.name, locale) if prize else ""
        said = text.replace("{prize}", name)
        about = {name: ticket.get(name) for name in ("draw", "period", "state", "prize")}
        found.append({**about, "text": said})
    return found


def draw_view(found: draws.DrawView, locale: str) -> dict[str, Any]:
    """Show a draw as it stands."""
    odds = rules.spell_odds(found.odds)
    return {
        "code": found.draw.code,
        "name": pick(found.draw.name, locale),
        "on": found.draw.on,
        "per": found.draw.per,
        "state": found.state,
        "odds": odds,
        "text": pick(found.text, locale).replace("{odds}", odds),
        "budget": found.budget,
        "left": _left(found.budget, found.used),
        "prizes": [
            {
                "code": prize.code,
                "name": pick(prize.name, locale),
                "odds": rules.spell_odds(prize.odds),
                "budget": prize.budget,
                "left": _left(prize.budget, prize.used),
            }
            for prize in found.prizes
        ],
        "period": _span(found.period),
        "next_period": _span(found.next_period),
    }


def _proof(found: draws.Proof) -> dict[str, Any]:
    has_outcome = found.number is not None
    return {
        "draw": found.draw.code,
        "period": _span(found.period),
        "seed": found.seed.hex() if found.seed else None,
        "message": f"{found.draw.code}|{found.subject}" if has_outcome else None,
        "number": f"{found.number:064x}" if has_outcome else None,
        "prize": found.prize,
        "prizes": [
            {
                "code": prize.code,
                "name": pick(prize.name, "en"),
                "odds": rules.spell_odds(prize.odds),
                "budget": prize.budget,
                "left": None,
            }
            for prize in found.draw.prizes
        ],
    }


def _span(found: draws.SpanView) -> dict[str, Any]:
    return {
        "name": found.name,
        "first_day": found.first.isoformat(),
        "day_after": found.after.isoformat(),
        "commitment": found.commitment,
        "published_at": spell_if(found.published_at),
        "revealed_at": spell(found.revealed_at),
    }


def _left(budget: int | None, used: int | None) -> int | None:
    return None if budget is None else budget - (used or 0)
