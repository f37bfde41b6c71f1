"""Draws as they stand: how much of their budgets is won."""

from __future__ import annotations

from typing import Any

from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.draws import DRAW, DrawsSchema, draw_view
from api.errors import asked_locale
from api.wallets import terms_in_force
from program import ProgramNotEffective, ProgramNotFound
from sales import draws

blueprint = Blueprint(
    "marketing_draws",
    url_prefix="/v1/marketing",
    tag="Marketing: draws",
    description="Published odds, commitments and proofs",
)


@blueprint.route("/draws", methods=["GET"])
@operator("programs.read")
@refuses(ProgramNotFound, ProgramNotEffective)
@blueprint.response(200, DrawsSchema, example={"items": [DRAW]})
def list_draws() -> Any:
    """List the draws with what is left of their budgets."""
    locale = asked_locale()
    found = draws.list_draws(terms_in_force().program)
    return answer({"items": [draw_view(one, locale) for one in found]})
