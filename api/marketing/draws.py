"""Draws as they stand: how much of their budgets is won."""

from __future__ import annotations

from typing import Any

from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.draws import DRAW, DrawsSchema, draws_shown
from program import ProgramNotEffective, ProgramNotFound

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
    return draws_shown()
