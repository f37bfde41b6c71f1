"""Corrections by hand: each with a reason, each in the ledger for good."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import wallet
from api import entries, wallets
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.entries import ENTRY, WalletEntrySchema
from api.errors import asked_locale
from api.idempotency import idempotent, mark_replayed
from api.profiles import Reason
from api.refusals import RequestInvalid
from api.schemas import Moment, Schema, Text
from api.wallets import BalanceSchema, actor, terms_in_force
from foundation import FieldError, clock
from program import ProgramNotEffective, ProgramNotFound

blueprint = Blueprint(
    "marketing_adjustments",
    url_prefix="/v1/marketing/members/<member_id>",
    tag="Marketing: wallets",
    description="Balances, history, corrections",
)
_MOST = 10**12


class AdjustmentSchema(Schema):
    """Units to add or, below zero, to take away."""

    account = Text(required=True, longest=64)
    amount = ma.fields.Integer(
        required=True,
        strict=True,
        validate=[ma.validate.Range(-_MOST, _MOST), ma.validate.NoneOf([0])],
    )
    reason = Reason(required=True)
    expires_at = Moment(
        load_default=None,
        allow_none=True,
        metadata={"description": "When added units lapse; never, unless given"},
    )

    @ma.validates_schema
    def check_expiry(self, adjustment: dict[str, Any], **_: Any) -> None:
        """Refuse an expiry of units taken away, and one that has passed."""
        until = adjustment.get("expires_at")
        if until is not None and (adjustment["amount"] < 0 or until <= clock.now()):
            raise ma.ValidationError("Only added units expire, and later than now.", "expires_at")


class ReversalSchema(Schema):
    """Why an entry is undone."""

    reason = Reason(required=True)


class PostedSchema(Schema):
    """The new entry and the wallet right after it."""

    entry = ma.fields.Nested(WalletEntrySchema, required=True)
    balances = ma.fields.List(ma.fields.Nested(BalanceSchema), required=True)
    seq = ma.fields.Integer(required=True)


MOVEMENT = {
    "kind": "adjust_credit",
    "account": "points",
    "name": "Points",
    "amount": 50,
    "moved": 0,
    "pending": 0,
    "expires_at": None,
    "reason": "The coffee was cold",
    "rules": [],
}
ADJUSTED = {**ENTRY, "operation": "adjust", "receipt": None, "movements": [MOVEMENT]}
UNDONE = {**MOVEMENT, "kind": "reverse", "amount": -50, "reason": "It was hot after all"}
REVERSED = {**ADJUSTED, "operation": "reverse", "movements": [UNDONE]}


@blueprint.route("/adjustments", methods=["POST"])
@operator("adjust")
@refuses(
    wallet.WalletNotFound,
    wallet.InsufficientPoints,
    wallet.IdempotencyKeyReused,
    ProgramNotFound,
    ProgramNotEffective,
)
@blueprint.arguments(
    AdjustmentSchema, example={"account": "points", "amount": 50, "reason": "The coffee was cold"}
)
@idempotent
@blueprint.response(
    201, PostedSchema, example={"entry": ADJUSTED, "balances": [wallets.BALANCE], "seq": 8}
)
def adjust(adjustment: dict[str, Any], member_id: str, *, idempotency_key: str) -> Any:
    """Add units to an account, or take some away, saying why."""
    require_account(adjustment["account"])
    made = wallet.adjust(member_id, **adjustment, key=idempotency_key, actor=actor())
    return mark_replayed(answer(posted(made), 201), is_replayed=made.replayed)


@blueprint.route("/entries/<entry_id>/reversal", methods=["POST"])
@operator("adjust")
@refuses(
    wallet.EntryNotFound,
    wallet.NotReversible,
    wallet.AlreadyReversed,
    wallet.IdempotencyKeyReused,
    ProgramNotFound,
    ProgramNotEffective,
)
@blueprint.arguments(ReversalSchema, example={"reason": "It was hot after all"})
@idempotent
@blueprint.response(
    201, PostedSchema, example={"entry": REVERSED, "balances": [wallets.BALANCE], "seq": 9}
)
def reverse(why: dict[str, Any], member_id: str, entry_id: str, *, idempotency_key: str) -> Any:
    """Undo an adjustment, once, by a new entry that cites it.

    Receipts are undone by returns, holds by their release. Units that are spent already become a
    debt, which the next credits repay.
    """
    terms_in_force()  # Refused before anything is written.
    options = {"key": idempotency_key, "reason": why["reason"]}
    made = wallet.reverse(member_id, entry_id, **options, actor=actor())
    return mark_replayed(answer(posted(made), 201), is_replayed=made.replayed)


def require_account(account: str) -> None:
    """Refuse an account that the program does not have."""
    accounts = terms_in_force().accounts
    if account not in accounts:
        known = ", ".join(accounts)
        wrong = FieldError("/account", "WRONG_VALUE", f"The program has the accounts {known}.")
        raise RequestInvalid(errors=[wrong])


def posted(made: wallet.Posting) -> dict[str, Any]:
    """Show a new entry and the wallet right after it."""
    terms, locale = terms_in_force(made.entry["ts"]), asked_locale()
    return {
        "entry": entries.entry(made.entry, terms, locale),
        "balances": wallets.balances(terms, made.view, locale),
        "seq": made.view.seq,
    }
