"""What comes back: lines returned, receipts cancelled or opened again."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import marshmallow as ma
import msgspec
from msgspec import Meta

import sales
import wallet
from api import receipts
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.bodies import body
from api.callers import caller, terminal
from api.faults import FieldWrong
from api.idempotency import idempotent, mark_replayed
from api.pos.baskets import (
    Amount,
    Moment,
    Number,
    Quantity,
    check_moment,
    check_quantity,
    moment_of,
)
from api.pos.receipts import CLOSED, ClosedSchema, closed_body
from api.receipts import RETURN, ReturnSchema
from api.wallets import actor
from program import MembershipKept

blueprint = Blueprint(
    "pos_returns",
    url_prefix="/v1/pos/receipts",
    tag="Till: receipts",
    description="Receipts closed, read, returned",
)
REFUSALS = (
    sales.ReceiptNotFound,
    sales.ReceiptNotClosed,
    sales.ReceiptReturned,
    sales.TimeInvalid,
    wallet.ReturnBlocked,
    wallet.IdempotencyKeyReused,
)


class ReturnedLineBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A line that comes back: by quantity or by amount; with neither, all that is left of it."""

    no: Annotated[int, Meta(ge=1, le=500, description="As in the receipt")]
    quantity: Quantity | None = None
    amount_minor: Amount | None = None

    def __post_init__(self) -> None:
        if self.quantity is not None:
            check_quantity(self.quantity)
        if self.quantity is not None and self.amount_minor is not None:
            raise FieldWrong(None, "one_given", names="quantity, amount_minor")


class ReturnBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Lines that come back, under the till's own number; no lines mean everything left."""

    return_no: Number
    occurred_at: Moment
    lines: Annotated[list[ReturnedLineBody], Meta(max_length=500)] = []

    def __post_init__(self) -> None:
        check_moment(self.occurred_at)


class UndoBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """When a receipt was cancelled or opened again."""

    occurred_at: Moment

    def __post_init__(self) -> None:
        check_moment(self.occurred_at)


class ReturnedSchema(ClosedSchema):
    """A return, the receipt and the wallet right after it."""

    returned = ma.fields.Nested(ReturnSchema, required=True)


RETURNED = {**CLOSED, "returned": RETURN}
VOIDED = {**CLOSED, "returned": {**RETURN, "return_no": "", "kind": "void"}}
REOPENED = {**CLOSED, "returned": {**RETURN, "return_no": "", "kind": "reopen"}}
UNDO = {"occurred_at": "2026-03-02T12:05:00+02:00"}


@blueprint.route("/<receipt_id>/returns", methods=["POST"])
@terminal("refund")
@refuses(
    *REFUSALS,
    sales.LineUnknown,
    sales.ReturnExceeds,
    sales.ReturnExists,
    MembershipKept,
)
@body(
    ReturnBody,
    example={
        "return_no": "R-7",
        "occurred_at": "2026-03-03T11:00:00+02:00",
        "lines": [{"no": 1, "quantity": "1"}],
    },
)
@idempotent
@blueprint.response(201, ReturnedSchema, example=RETURNED)
def return_lines(request: ReturnBody, receipt_id: str, *, idempotency_key: str) -> Any:
    """Take lines back, of a receipt of any till of the program.

    `returned.refund_minor` is the money to give back. Spent points come back to the lots they came
    from, earned ones are taken back in the same share; in pieces or at once the sums are the same.
    """
    mine, key = caller().program, idempotency_key
    what = _return(request)
    made = sales.return_lines(receipt_id, what, key=key, actor=actor(), program=mine)
    return _answer(made, 201)


@blueprint.route("/<receipt_id>/void", methods=["POST"])
@terminal("refund")
@refuses(*REFUSALS)
@body(UndoBody, example=UNDO)
@idempotent
@blueprint.response(200, ReturnedSchema, example=VOIDED)
def void_receipt(request: UndoBody, receipt_id: str, *, idempotency_key: str) -> Any:
    """Cancel a closed receipt as if it had never been.

    Its number stays taken.
    """
    mine, key = caller().program, idempotency_key
    made = sales.void(receipt_id, _undo(request), key=key, actor=actor(), program=mine)
    return _answer(made, 200)


@blueprint.route("/<receipt_id>/reopen", methods=["POST"])
@terminal("refund")
@refuses(*REFUSALS)
@body(UndoBody, example=UNDO)
@idempotent
@blueprint.response(200, ReturnedSchema, example=REOPENED)
def reopen_receipt(request: UndoBody, receipt_id: str, *, idempotency_key: str) -> Any:
    """Take a closed receipt back, so that its number can be closed again with other content."""
    mine, key = caller().program, idempotency_key
    made = sales.reopen(receipt_id, _undo(request), key=key, actor=actor(), program=mine)
    return _answer(made, 200)


def _return(request: ReturnBody) -> sales.Return:
    lines = tuple(_returned_line(line) for line in request.lines)
    return sales.Return(request.return_no, moment_of(request.occurred_at), lines)


def _returned_line(line: ReturnedLineBody) -> sales.ReturnedLine:
    quantity: Decimal | None = line.quantity
    return sales.ReturnedLine(line.no, quantity, line.amount_minor)


def _undo(request: UndoBody) -> sales.Return:
    return sales.Return("", moment_of(request.occurred_at))


def _answer(closed: sales.Closed, status: int) -> Any:
    shown = closed_body(closed) | {"returned": receipts.returned(closed.receipt["returns"][-1])}
    return mark_replayed(answer(shown, status), is_replayed=closed.replayed)
