"""What happened to a member's points, and the receipts behind it."""

from __future__ import annotations

from typing import Any

import sales
import wallet
from api import entries, receipts
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import caller, member
from api.entries import HISTORY, HistorySchema
from api.errors import asked_locale
from api.receipts import RECEIPT, ReceiptSchema
from api.refusals import CursorInvalid
from api.schemas import PageQuery
from api.wallets import terms_in_force
from program import ProgramNotEffective, ProgramNotFound

blueprint = Blueprint(
    "mobile_history",
    url_prefix="/v1/mobile",
    tag="Mobile: history",
    description="Every movement, with its reason",
)


@blueprint.route("/history", methods=["GET"])
@member("self")
@refuses(wallet.WalletNotFound, CursorInvalid, ProgramNotFound, ProgramNotEffective)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, HistorySchema, example=HISTORY)
def list_history(query: dict[str, Any]) -> Any:
    """List what happened to the member's wallet, newest first.

    `seq` has no gaps, so a list without gaps is complete; new entries do not shift later pages.
    """
    return answer(entries.history(caller().id, query, terms_in_force(), asked_locale()))


@blueprint.route("/receipts/<receipt_id>", methods=["GET"])
@member("self")
@refuses(sales.ReceiptNotFound)
@blueprint.response(200, ReceiptSchema, example=RECEIPT)
def get_receipt(receipt_id: str) -> Any:
    """Give a receipt of the member's own."""
    found = sales.get_receipt(receipt_id, member_id=caller().id)
    return answer(receipts.receipt(found, asked_locale()))
