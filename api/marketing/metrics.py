"""What a program has come to in a time: who comes back, who takes part, what a fee brought."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
import msgspec

import program
from api.blueprint import Blueprint, refuses
from api.bodies import body
from api.callers import caller, operator
from api.pos.baskets import Moment, check_moment
from api.schemas import Schema
from api.trial_schemas import TRIAL, TrialSchema
from sales import backtesting

blueprint = Blueprint(
    "marketing_metrics",
    url_prefix="/v1/marketing/programs",
    tag="Marketing: metrics",
    description="How a program is doing",
)
_EXAMPLE = {"since": "2026-01-01T00:00:00+03:00", "until": "2026-04-01T00:00:00+03:00"}


class MetricsBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """From when, a year ago unless given, to before when: now unless given."""

    since: Moment | None = None
    until: Moment | None = None

    def __post_init__(self) -> None:
        check_moment(self.since)
        check_moment(self.until)


class ShareSchema(Schema):
    """How many of the members, and their share."""

    members = ma.fields.Integer(required=True)
    percent = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "To a tenth; null without members", "example": "54.0"},
    )


class MembershipWorthSchema(Schema):
    """Fees of a paid membership, and what its privileges cost. Money is exact."""

    fees = ma.fields.String(required=True, metadata={"description": "Less what came back"})
    privileges = ma.fields.String(required=True, metadata={"description": "Taken off prices"})
    rights = ma.fields.String(
        required=True, metadata={"description": "Cost of claimed rights, of those that say it"}
    )
    left = ma.fields.String(required=True, metadata={"description": "Fees less both"})
    rights_claimed = ma.fields.Integer(required=True)
    sold = ma.fields.Integer(required=True)
    buyers = ma.fields.Integer(required=True)
    users = ma.fields.Integer(required=True)
    unused = ma.fields.Integer(required=True, metadata={"description": "Bought and never used"})


class MetricsSchema(Schema):
    """What was measured."""

    currency = ma.fields.String(required=True)
    since = ma.fields.String(required=True, metadata={"format": "date-time"})
    until = ma.fields.String(required=True, metadata={"format": "date-time"})
    members = ma.fields.Integer(required=True, metadata={"description": "Active ones, now"})
    regular = ma.fields.Nested(
        ShareSchema, required=True, metadata={"description": "With two purchases or more"}
    )
    active = ma.fields.Nested(
        ShareSchema, required=True, metadata={"description": "With a purchase or an activity"}
    )
    membership = ma.fields.Nested(
        MembershipWorthSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null where none is sold"},
    )


class MetricsReportSchema(TrialSchema):
    """A report of metrics: how far it is, and its result when it is done."""

    result = ma.fields.Nested(MetricsSchema, required=True, allow_none=True)


METRICS = {
    "currency": "EUR",
    **_EXAMPLE,
    "members": 100,
    "regular": {"members": 54, "percent": "54.0"},
    "active": {"members": 95, "percent": "95.0"},
    "membership": {
        "fees": "120.00",
        "privileges": "35.00",
        "rights": "24.00",
        "left": "61.00",
        "rights_claimed": 2,
        "sold": 2,
        "buyers": 2,
        "users": 1,
        "unused": 1,
    },
}
DONE = TRIAL | {"state": "done", "percent": 100, "result": METRICS}


@blueprint.route("/<code>/metrics-reports", methods=["POST"])
@operator("programs.read")
@refuses(program.ProgramNotFound)
@body(MetricsBody, example=_EXAMPLE)
@blueprint.response(202, MetricsReportSchema, example=TRIAL)
def request_metrics_report(wanted: MetricsBody, code: str) -> Any:
    """Ask who comes back, who takes part, and what the fees of a membership brought.

    The worker does it; look at it by its id.
    """
    program.get_version(code, 1)
    span = {"since": wanted.since, "until": wanted.until}
    asked = {name: moment and moment.isoformat() for name, moment in span.items()}
    return backtesting.request_trial("metrics", code, asked, by=caller().id)


@blueprint.route("/<code>/metrics-reports/<trial_id>", methods=["GET"])
@operator("programs.read")
@refuses(backtesting.TrialNotFound)
@blueprint.response(200, MetricsReportSchema, example=DONE)
def get_metrics_report(code: str, trial_id: str) -> Any:
    """Give a report of metrics: how far it is, and its result when it is done."""
    return backtesting.get_trial("metrics", code, trial_id)


@blueprint.route("/<code>/metrics-reports/<trial_id>", methods=["DELETE"])
@operator("programs.read")
@refuses(backtesting.TrialNotFound)
@blueprint.response(200, MetricsReportSchema, example=TRIAL | {"state": "cancelled"})
def cancel_metrics_report(code: str, trial_id: str) -> Any:
    """Cancel a report that waits or runs; one that has ended stays as it is."""
    return backtesting.cancel_trial("metrics", code, trial_id)
