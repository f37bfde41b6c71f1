"""A member's wallet as operators see it."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import wallet
from api import entries, wallets
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.entries import HISTORY, HistorySchema
from api.errors import asked_locale
from api.refusals import CursorInvalid
from api.schemas import Moment, PageQuery, Schema
from api.wallets import (
    BalanceSchema,
    ExpiringSchema,
    MemberTierSchema,
    ProgressSchema,
    spell,
    terms_in_force,
)
from program import ProgramNotEffective, ProgramNotFound
from wallet import WalletView, to_moment

blueprint = Blueprint(
    "marketing_wallets",
    url_prefix="/v1/marketing/members/<member_id>",
    tag="Marketing: wallets",
    description="Balances, history, corrections",
)


class OpenHoldSchema(Schema):
    """Units set aside."""

    id = ma.fields.String(required=True)
    account = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)
    expires_at = Moment(required=True)
    receipt_id = ma.fields.String(required=True, allow_none=True)


class WalletSchema(Schema):
    """A wallet now."""

    member_id = ma.fields.String(required=True)
    program = ma.fields.String(required=True)
    seq = ma.fields.Integer(required=True, metadata={"description": "Entries so far"})
    balances = ma.fields.List(ma.fields.Nested(BalanceSchema), required=True)
    expiring = ma.fields.List(ma.fields.Nested(ExpiringSchema), required=True)
    holds = ma.fields.List(ma.fields.Nested(OpenHoldSchema), required=True)
    tier = ma.fields.Nested(MemberTierSchema, required=True, allow_none=True)
    progress = ma.fields.Nested(ProgressSchema, required=True, allow_none=True)


WALLET = {
    "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "program": "kopeck",
    "seq": 8,
    "balances": [wallets.BALANCE],
    "expiring": [wallets.EXPIRING],
    "holds": [
        {
            "id": "hld_7p3k9x2m4v8q1z5t6w0y3b2n",
            "account": "points",
            "amount": 100,
            "expires_at": "2026-03-02T10:15:00.000Z",
            "receipt_id": "rcp_7p3k9x2m4v8q1z5t6w0y3b2n",
        }
    ],
    "tier": wallets.TIER,
    "progress": wallets.PROGRESS,
}


@blueprint.route("/wallet", methods=["GET"])
@operator("members.read")
@refuses(wallet.WalletNotFound, ProgramNotFound, ProgramNotEffective)
@blueprint.response(200, WalletSchema, example=WALLET)
def get_wallet(member_id: str) -> Any:
    """Give a member's wallet."""
    return answer(shown(wallet.get_wallet(member_id)))


@blueprint.route("/history", methods=["GET"])
@operator("members.read")
@refuses(wallet.WalletNotFound, CursorInvalid, ProgramNotFound, ProgramNotEffective)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, HistorySchema, example=HISTORY)
def list_history(query: dict[str, Any], member_id: str) -> Any:
    """List what happened to a member's wallet, newest first."""
    return answer(entries.history(member_id, query, terms_in_force(), asked_locale()))


def shown(view: WalletView) -> dict[str, Any]:
    """Show a wallet."""
    terms, locale = terms_in_force(), asked_locale()
    return {
        "member_id": view.owner_id,
        "program": terms.program,
        "seq": view.seq,
        "balances": wallets.balances(terms, view, locale),
        "expiring": wallets.expiring(terms, view),
        "holds": [_hold(hold) for hold in view.state.holds.values()],
        **wallets.standing(terms, view, locale),
    }


def _hold(hold: wallet.Hold) -> dict[str, Any]:
    return {
        "id": hold.id,
        "account": hold.account,
        "amount": hold.amount,
        "expires_at": spell(to_moment(hold.until_ms)),
        "receipt_id": hold.ref or None,
    }
