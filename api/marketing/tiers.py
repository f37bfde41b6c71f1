"""Tiers as operators see and give them, and what members have promised."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import program
import wallet
from api import wallets
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.choosing import program_asked
from api.errors import asked_locale
from api.idempotency import idempotent, mark_replayed
from api.needs import NEED, STAGES, NeedSchema, needs_of
from api.profiles import Reason
from api.schemas import Moment, Schema, Text
from api.wallets import MemberTierSchema, actor, spell, spell_if, terms_in_force
from foundation import clock, texts
from program import ProgramNotEffective, ProgramNotFound, TierState

blueprint = Blueprint(
    "marketing_tiers",
    url_prefix="/v1/marketing/members/<member_id>",
    tag="Marketing: tiers",
    description="Tiers given and paused by hand, and commitments",
)


class UpwardsSchema(wallets.TierSchema):
    """The next tier."""

    needs = ma.fields.List(ma.fields.Nested(NeedSchema), required=True)


class TierStepSchema(Schema):
    """What became of the tier, when and why."""

    tier = ma.fields.Nested(wallets.TierSchema, required=True, allow_none=True)
    stage = ma.fields.String(required=True)
    changed_at = Moment(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    by = ma.fields.String(required=True, metadata={"description": "Who, by id"})
    entry_id = ma.fields.String(required=True)


class TierDetailSchema(Schema):
    """The tier of a member now, its stage in life, and how it came."""

    tier = ma.fields.Nested(MemberTierSchema, required=True, allow_none=True)
    stage = ma.fields.String(required=True, validate=ma.validate.OneOf(STAGES))
    granted_until = Moment(required=True, allow_none=True)
    grace_until = Moment(required=True, allow_none=True)
    paused_until = Moment(required=True, allow_none=True)
    next = ma.fields.Nested(UpwardsSchema, required=True, allow_none=True)
    changes = ma.fields.List(
        ma.fields.Nested(TierStepSchema),
        required=True,
        metadata={"description": "In the last hundred entries of the wallet, newest first"},
    )
    seq = ma.fields.Integer(required=True)


class NewTierSchema(Schema):
    """A tier given by hand, or taken away with null."""

    tier = Text(required=True, longest=48, allow_none=True)
    reason = Reason(required=True)
    until = Moment(
        load_default=None,
        allow_none=True,
        metadata={"description": "Until when it is given; without an end, unless given"},
    )
    is_reviewed = ma.fields.Boolean(
        load_default=False, metadata={"description": "Whether the program's reviews may take it"}
    )

    @ma.validates_schema
    def check_until(self, given: dict[str, Any], **_: Any) -> None:
        """Refuse an end that has passed."""
        if given.get("until") is not None and given["until"] <= clock.now():
            raise ma.ValidationError("This moment has passed.", "until")


class PauseSchema(Schema):
    """Until when a tier is kept, whatever falls due."""

    until = Moment(required=True)
    reason = Reason(required=True)

    @ma.validates_schema
    def check_until(self, pause: dict[str, Any], **_: Any) -> None:
        """Refuse an end that has passed."""
        if pause["until"] <= clock.now():
            raise ma.ValidationError("This moment has passed.", "until")


class PromiseSchema(Schema):
    """A commitment in one period."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True, metadata={"description": "In your language"})
    period = ma.fields.String(required=True, metadata={"description": "As in 2026-Q1"})
    units = ma.fields.Integer(required=True)
    least = ma.fields.Integer(required=True)
    missing = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(("open", "ok", "breach")))


class PromisesSchema(Schema):
    """What a member has promised, period by period."""

    items = ma.fields.List(ma.fields.Nested(PromiseSchema), required=True)


CHANGE = {
    "tier": {"code": "silver", "name": "Silver"},
    "stage": "granted",
    "changed_at": "2026-03-02T10:00:00.000Z",
    "reason": "A friend of the house",
    "by": "opr_7p3k9x2m4v8q1z5t6w0y3b2n",
    "entry_id": "ent_7p3k9x2m4v8q1z5t6w0y3b2n",
}
DETAIL = {
    "tier": {**wallets.TIER, "review_at": None},
    "stage": "granted",
    "granted_until": None,
    "grace_until": None,
    "paused_until": None,
    "next": {"code": "gold", "name": "Gold", "needs": [NEED]},
    "changes": [CHANGE],
    "seq": 9,
}
PROMISE = {
    "id": "minimum",
    "name": "Minimum of the quarter",
    "period": "2026-Q1",
    "units": 99999999,
    "least": 100000000,
    "missing": 1,
    "state": "breach",
}


@blueprint.route("/tier", methods=["GET"])
@operator("members.read")
@refuses(wallet.WalletNotFound, ProgramNotFound, ProgramNotEffective)
@blueprint.response(200, TierDetailSchema, example=DETAIL)
def get_tier(member_id: str) -> Any:
    """Tell which tier a member holds, what is next, and what became of it."""
    return answer(shown(member_id, wallet.get_wallet(member_id)))


@blueprint.route("/tier", methods=["PUT"])
@operator("tiers.write")
@refuses(
    wallet.WalletNotFound,
    wallet.IdempotencyKeyReused,
    program.TierUnknown,
    ProgramNotFound,
    ProgramNotEffective,
)
@blueprint.arguments(NewTierSchema, example={"tier": "hon", "reason": "A friend of the house"})
@idempotent
@blueprint.response(200, TierDetailSchema, example=DETAIL)
def put_tier(given: dict[str, Any], member_id: str, *, idempotency_key: str) -> Any:
    """Give a member a tier, saying why; no review takes it unless asked. Null takes it away."""
    who, tier = actor(), given.pop("tier")
    made = program.grant_tier(
        program_asked(), member_id, tier, **given, key=idempotency_key, actor=who
    )
    return mark_replayed(answer(shown(member_id, made.view)), is_replayed=made.replayed)


@blueprint.route("/tier/pause", methods=["PUT"])
@operator("tiers.write")
@refuses(
    wallet.WalletNotFound,
    wallet.IdempotencyKeyReused,
    program.TierNotHeld,
    ProgramNotFound,
    ProgramNotEffective,
)
@blueprint.arguments(
    PauseSchema, example={"until": "2026-09-01T00:00:00.000Z", "reason": "Parental leave"}
)
@idempotent
@blueprint.response(200, TierDetailSchema, example=DETAIL)
def pause_tier(pause: dict[str, Any], member_id: str, *, idempotency_key: str) -> Any:
    """Let a member keep the tier until a moment, whatever falls due before it."""
    made = program.pause_tier(
        program_asked(), member_id, **pause, key=idempotency_key, actor=actor()
    )
    return mark_replayed(answer(shown(member_id, made.view)), is_replayed=made.replayed)


@blueprint.route("/commitments", methods=["GET"])
@operator("members.read")
@refuses(wallet.WalletNotFound, ProgramNotFound, ProgramNotEffective)
@blueprint.response(200, PromisesSchema, example={"items": [PROMISE]})
def list_commitments(member_id: str) -> Any:
    """List what a member has promised, kept and broken, period by period."""
    terms, locale = terms_in_force(), asked_locale()
    names = {found.id: texts.pick(found.name, locale) for found in terms.commitments}
    found = program.promises_of(terms, wallet.get_wallet(member_id))
    return answer({"items": [promise(one, names[one.id]) for one in found]})


def shown(member_id: str, view: wallet.WalletView) -> dict[str, Any]:
    """Show a member's tier as a wallet stood, with what had become of it by then."""
    terms, locale = terms_in_force(), asked_locale()
    report = program.tier_report(terms, view)
    history = program.tier_history(terms.program, member_id, before=view.seq + 1, limit=100)
    state, step = report.state, report.next
    return {
        "tier": wallets.member_tier(terms, view, state, report.stage, locale),
        "stage": report.stage,
        "granted_until": spell_if(state.granted_until if state else None),
        "grace_until": spell_if(state.grace_until if state else None),
        "paused_until": spell_if(state.paused_until if state else None),
        "next": None
        if step is None
        else {**_named(terms, step.code, locale), "needs": needs_of(step.needs)},
        "changes": [_change(terms, entry, found, locale) for entry, found in history],
        "seq": report.seq,
    }


def _named(terms: program.Terms, code: str, locale: str) -> dict[str, Any]:
    return {"code": code, "name": wallets.tier_name(terms, code, locale)}


def _change(
    terms: program.Terms, entry: Any, found: TierState | None, locale: str
) -> dict[str, Any]:
    why = found.why if found is not None else {}
    return {
        "tier": _named(terms, found.code, locale) if found is not None else None,
        "stage": _stage(found),
        "changed_at": spell(entry["ts"]),
        "reason": why.get("reason") or why.get("because"),
        "by": entry["who"].get("id", ""),
        "entry_id": entry["_id"],
    }


def _stage(found: TierState | None) -> str:
    """Name what a change was; a soft landing is a way down."""
    if found is None:
        return "none"
    return {"landed": "downgraded", "": "joined"}.get(found.stage, found.stage)


def promise(found: program.Promise, name: str) -> dict[str, Any]:
    """Show a commitment in one period."""
    return {
        "id": found.id,
        "name": name,
        "period": found.period,
        "units": found.units,
        "least": found.least,
        "missing": found.missing,
        "state": found.state,
    }
