"""Chances to win: what a shopper may see of them."""

from __future__ import annotations

from typing import Any

from api.blueprint import Blueprint, refuses
from api.callers import member
from api.draws import DRAW, DrawsSchema, draws_shown
from program import ProgramNotEffective, ProgramNotFound

blueprint = Blueprint(
    "mobile_draws",
    url_prefix="/v1/mobile",
    tag="Mobile: draws",
    description="Published odds, commitments and proofs",
)


@blueprint.route("/draws", methods=["GET"])
@member("self")
@refuses(ProgramNotFound, ProgramNotEffective)
@blueprint.response(200, DrawsSchema, example={"items": [DRAW]})
def list_draws() -> Any:
    """List the draws with their odds, what is left, and the commitments published."""
    return draws_shown()
