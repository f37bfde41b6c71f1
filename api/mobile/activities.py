"""What a member did besides buying, and what it gave."""

from __future__ import annotations

from typing import Any

from api import activities as wire
from api.activities import PAGE, ActivitiesQuery, ActivitiesSchema
from api.blueprint import Blueprint, refuses
from api.callers import caller, member
from api.refusals import CursorInvalid

blueprint = Blueprint(
    "mobile_activities",
    url_prefix="/v1/mobile/activities",
    tag="Mobile: history",
    description="Every movement, with its reason",
)


@blueprint.route("", methods=["GET"])
@member("self")
@refuses(CursorInvalid)
@blueprint.arguments(ActivitiesQuery, location="query")
@blueprint.response(200, ActivitiesSchema, example=PAGE)
def list_activities(query: dict[str, Any]) -> Any:
    """List what the member did besides buying, newest first."""
    return wire.page(query, member_id=caller().id)
