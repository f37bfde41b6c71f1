"""Close a receipt: points burned, points and status units earned, caps and tier, in one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import offers
from foundation import clock
from program import Terms, terms_at
from sales import credits, draws, receipts
from sales.closing import close
from sales.errors import ReceiptCancelled, ReceiptClosed, TimeInvalid
from sales.presenting import Shown, draw_uses, shown_at
from sales.queries import find_receipt
from sales.quoting import quote_for
from sales.rules import check_sale, check_tenders
from sales.values import Sale
from wallet import (
    Command,
    Decision,
    HoldNotFound,
    KeyTaken,
    Posting,
    SlotTaken,
    WalletBusy,
    WalletView,
    end_key,
    post,
    refusal_for_ended,
)

_MOST_AHEAD = timedelta(minutes=10)
_REOPENED_TRIES = 5
_SLOT_TRIES = 100


@dataclass(frozen=True)
class Closed:
    """A receipt as it stands after a change, the wallet after it, and whether it is a repeat."""

    receipt: receipts.Record
    view: WalletView
    moves: list[dict[str, Any]]
    replayed: bool


def commit(sale: Sale, *, key: str, actor: Mapping[str, str]) -> Closed:
    """Close a sale: two round trips that count, a third that only writes caches.

    The receipt is known by its terminal and number as well as by the caller's key: the same sale
    again gives the same answer, another sale under its number raises `ReceiptClosed`, and one under
    the number of a cancelled receipt `ReceiptCancelled`. Raises what `quote` raises,
    `TendersDoNotAddUp`, `InsufficientPoints` and the refusals of holds.
    """
    check_sale(sale)
    check_time(sale.occurred_at)
    terms = terms_at(sale.program, sale.occurred_at)
    receipt = receipts.receipt_id(sale.terminal_id, sale.receipt_no)
    shown = shown_at(sale, terms)
    n: int | None = 0
    for _ in range(_REOPENED_TRIES):
        if n is None:
            break
        command = _command(sale, receipt, n, key, actor)
        try:
            posting = _post(sale, terms, shown, receipt, n, command)
        except KeyTaken as taken:
            n = _number_if_reopened(sale, receipt, taken)
            continue
        if not _is_about(receipt, posting.entry):
            # Another till closed a receipt of the same content with this hold.
            raise refusal_for_ended(sale.member_id, sale.hold_id or "")
        is_own = not posting.replayed or command.scoped_key in posting.entry["k"]
        n = None if is_own else _next_number(receipt)
        if n is None:
            return closed(posting)
    raise ReceiptClosed(receipt_no=sale.receipt_no, fields="state")


def check_time(occurred_at: datetime) -> None:
    """Refuse what is said to have happened in the future."""
    if occurred_at > clock.now() + _MOST_AHEAD:
        raise TimeInvalid


def closed(posting: Posting) -> Closed:
    """Give the receipt that an entry drew."""
    record = receipts.record_of(posting.entry)
    if record.get("uses") and not posting.replayed:
        draw_uses(posting.entry)
    if record.get("credits") and not posting.replayed:
        credits.try_credits(posting.entry)
    return Closed(record, posting.view, posting.entry["m"], posting.replayed)


def _command(sale: Sale, receipt: str, n: int, key: str, actor: Mapping[str, str]) -> Command:
    natural = [receipts.change_key(receipt, n)]
    if sale.hold_id:
        natural.append(end_key(sale.hold_id))
    return Command("sale", tuple(natural), key, sale.body(), actor, sale.occurred_at)


def _post(
    sale: Sale,
    terms: Terms,
    shown: Shown,
    receipt: str,
    n: int,
    command: Command,
) -> Posting:
    chances = _chances(sale, terms, receipt, n)

    def decide(view: WalletView) -> Decision:
        if sale.hold_id and sale.hold_id not in view.state.holds:
            raise HoldNotFound(hold_id=sale.hold_id)
        offer = quote_for(sale, terms, view, shown.codes)
        offers.require_accepted(offer.standing.standing.codes)
        check_tenders(sale, offer.evaluation.payable_minor)
        closing = close(offer, view, receipt, chances)
        used = shown.use(closing.evaluation, receipts.change_key(receipt, n))
        return Decision(
            closing.steps,
            receipts.pack(closing.record(n, used.records)),
            also=lambda entry: [receipts.cache_write(entry)],
            slots=(*closing.tickets.slots, *used.slots),
        )

    for _ in range(_SLOT_TRIES):
        try:
            return post(sale.member_id, command, decide)
        except HoldNotFound as refusal:
            raise refusal_for_ended(sale.member_id, sale.hold_id or "") from refusal
        except SlotTaken as taken:  # Somebody was faster: there may be another place or prize.
            shown.choose_again(taken.keys)
            chances = _chances(sale, terms, receipt, n)
    raise WalletBusy


def _chances(sale: Sale, terms: Terms, receipt: str, n: int) -> tuple[draws.Chance, ...]:
    """Draw for the order, before anything is posted; reopened, it keeps what it won."""
    if terms.draws is None:
        return ()
    before = find_receipt(receipt) if n else None
    return draws.chances_for(
        terms,
        on="receipt",
        order_id=receipt,
        member_id=sale.member_id,
        occurred_at=sale.occurred_at,
        before=(before or {}).get("draws", ()),
    )


def _number_if_reopened(sale: Sale, receipt: str, taken: KeyTaken) -> int:
    """Find under which number a reopened receipt is closed again; refuse if it is not open."""
    if sale.hold_id and not _is_about(receipt, taken.entry):
        raise refusal_for_ended(sale.member_id, sale.hold_id) from taken
    number = _next_number(receipt)
    if number is None:
        fields = taken.values["fields"]
        raise ReceiptClosed(receipt_no=sale.receipt_no, fields=fields) from taken
    return number


def _is_about(receipt: str, entry: Mapping[str, Any]) -> bool:
    return any(key.startswith(f"{receipt}#") for key in entry["k"])


def _next_number(receipt: str) -> int | None:
    record = find_receipt(receipt)
    if record is not None and record["state"] == "cancelled":
        raise ReceiptCancelled(receipt_no=record["receipt_no"])
    is_open = record is not None and record["state"] == "open"
    return int(record["n"]) + 1 if record is not None and is_open else None
