"""What a partner's system or a till knows of a member and rules ask about."""

from __future__ import annotations

from typing import Any

import wallet
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import caller, terminal
from api.idempotency import idempotent, mark_replayed
from api.marketing.attributes import KEPT, AttributesSchema
from api.wallets import actor
from program import ProgramNotEffective, ProgramNotFound
from sales import activities

blueprint = Blueprint(
    "pos_attributes",
    url_prefix="/v1/pos/members/<member_id>/attributes",
    tag="Till: members",
    description="What is kept of a member beside the profile",
)


@blueprint.route("", methods=["PATCH"])
@terminal("attributes")
@refuses(
    activities.AttributesInvalid,
    wallet.WalletNotFound,
    wallet.IdempotencyKeyReused,
    ProgramNotFound,
    ProgramNotEffective,
)
@blueprint.arguments(AttributesSchema, example=KEPT)
@idempotent
@blueprint.response(200, AttributesSchema, example=KEPT)
def set_attributes(change: dict[str, Any], member_id: str, *, idempotency_key: str) -> Any:
    """Set attributes of a member, or forget some; those not named stay.

    As the terminal's program declares them.
    """
    by: dict[str, Any] = {"key": idempotency_key, "actor": actor()}
    by["program"] = caller().program or ""
    kept, is_repeat = activities.set_attributes(member_id, change["attributes"], **by)
    return mark_replayed(answer({"attributes": kept}), is_replayed=is_repeat)
