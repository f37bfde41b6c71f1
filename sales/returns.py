"""Take lines of a receipt back: the right points come back and go back, to the last one.

Changes of a receipt are numbered, and each number is a key that stands once: two tills that
return the same line at the same moment are told apart by it, whatever picture they had read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from program import Terms, gifts_back, terms_of
from sales import draws, receipts
from sales.errors import ReceiptNotClosed, ReceiptReturned, ReturnExists
from sales.figures import Figures
from sales.presenting import places_back
from sales.queries import get_receipt
from sales.rules import SoldLine, remaining_lines, take_back
from sales.service import Closed, check_time, closed
from sales.values import Return, ReturnedLine
from wallet import (
    Command,
    Decision,
    KeyTaken,
    Posting,
    SlotTaken,
    Step,
    WalletBusy,
    WalletView,
    post,
)

_TRIES = 20
_RETURNABLE = frozenset({"closed", "partially_returned"})


@dataclass(frozen=True)
class _Change:
    """A change of a receipt: its operation, what comes back, and the state that it leads to."""

    operation: str
    request: Return
    body: Mapping[str, Any]
    from_states: frozenset[str]
    final_state: str | None = None
    natural_key: str | None = None


def return_lines(
    receipt_id: str,
    request: Return,
    *,
    key: str,
    actor: Mapping[str, str],
    program: str | None = None,
) -> Closed:
    """Take lines back, by quantity, by amount or whole; no lines at all means everything left.

    Raises `ReceiptNotFound`, `ReceiptNotClosed`, `ReceiptReturned`, `LineUnknown`,
    `ReturnExceeds`, `ReturnExists`, and `ReturnBlocked` where the program blocks it.
    """
    # Tills number their returns independently, as they do their receipts.
    natural = f"{receipt_id}:return:{actor.get('id', '')}:{request.return_no}"
    body = {"receipt": receipt_id, **request.body()}
    change = _Change("return", request, body, _RETURNABLE, None, natural)
    return _change(receipt_id, change, key, actor, program)


def void(
    receipt_id: str,
    request: Return,
    *,
    key: str,
    actor: Mapping[str, str],
    program: str | None = None,
) -> Closed:
    """Cancel a closed receipt as if it had never been. Raises `ReceiptNotClosed`."""
    body = {"receipt": receipt_id, "occurred_at": request.occurred_at.isoformat()}
    change = _Change("void", request, body, frozenset({"closed"}), "cancelled")
    return _change(receipt_id, change, key, actor, program)


def reopen(
    receipt_id: str,
    request: Return,
    *,
    key: str,
    actor: Mapping[str, str],
    program: str | None = None,
) -> Closed:
    """Take a closed receipt back so that its number can be closed again with other content."""
    body = {"receipt": receipt_id, "occurred_at": request.occurred_at.isoformat()}
    change = _Change("reopen", request, body, frozenset({"closed"}), "open")
    return _change(receipt_id, change, key, actor, program)


def _change(
    receipt_id: str, change: _Change, key: str, actor: Mapping[str, str], program: str | None
) -> Closed:
    check_time(change.request.occurred_at)
    for _ in range(_TRIES):
        record = get_receipt(receipt_id, program=program)
        number_key = receipts.change_key(receipt_id, record["n"] + 1)
        natural = (number_key, *([change.natural_key] if change.natural_key else ()))
        command = Command(
            change.operation, natural, key, change.body, actor, change.request.occurred_at
        )
        try:
            posting = _post(record, change, command)
        except KeyTaken as taken:
            _refuse_if_made(change, taken)
            continue
        except SlotTaken:  # Another return freed a place of the same draw: this one frees the next.
            continue
        if not _is_of_another_till(change, command, posting):
            return closed(posting)
    raise WalletBusy


def _is_of_another_till(change: _Change, command: Command, posting: Posting) -> bool:
    """Tell whether another till's return of the same words was faster: this one is still due."""
    is_known = change.natural_key is None or change.natural_key in posting.entry["k"]
    return posting.is_of_another(command) and not is_known


def _refuse_if_made(change: _Change, taken: KeyTaken) -> None:
    if change.natural_key and change.natural_key in taken.entry["k"]:
        fields = taken.values["fields"]
        raise ReturnExists(return_no=change.request.return_no, fields=fields) from taken


def _post(record: Mapping[str, Any], change: _Change, command: Command) -> Posting:
    def decide(view: WalletView) -> Decision:
        if record["state"] not in change.from_states:
            raise _wrong_state(record)
        terms = terms_of(record["program"], record["version"])
        after = _after(record, terms, change.request)
        is_undone = change.final_state is not None
        figures = Figures(record, terms, after, is_undone=is_undone).undo(view)
        payload = _payload(record, change, figures)
        return Decision(
            figures.steps(view, change.operation),
            receipts.pack(payload),
            also=lambda entry: [receipts.cache_write(entry)],
            slots=_places_back(record, terms, change, is_all_back=figures.is_all_back),
        )

    return post(record["member_id"], command, decide)


def _places_back(
    record: Mapping[str, Any], terms: Terms, change: _Change, *, is_all_back: bool
) -> tuple[str, ...]:
    """Give the places that codes and prizes free; who opens a receipt again keeps its prizes."""
    is_undone = change.final_state is not None
    freed = places_back(record, terms, is_all_back=is_all_back, is_undone=is_undone)
    if change.operation == "reopen":
        return freed
    is_void = change.operation == "void"
    return (
        *freed,
        *draws.places_back(terms, record, is_all_back=is_all_back, is_void=is_void),
    )


def steps_of_return(
    record: Mapping[str, Any], terms: Terms, request: Return, view: WalletView, operation: str
) -> tuple[list[Step], dict[str, Any]]:
    """Give what taking lines back does to a wallet under some terms, and the receipt after it."""
    change = _Change(operation, request, {}, _RETURNABLE)
    after = _after(record, terms, request)
    figures = Figures(record, terms, after).undo(view)
    return figures.steps(view, operation), _payload(record, change, figures)


def _after(record: Mapping[str, Any], terms: Terms, request: Return) -> list[SoldLine]:
    """Give the lines after a return; a gift goes back with the last of what it came with.

    Where the rest is priced again, a gift that is kept is paid for instead.
    """
    after = take_back(receipts.sold_lines(record), request.lines)
    if terms.returns.reprice == "recompute":
        return after
    given = [(row[0], row[1]) for row in record.get("discounts", ())]
    orphans = gifts_back(terms, given, remaining_lines(after))
    return take_back(after, [ReturnedLine(no) for no in orphans]) if orphans else after


def _wrong_state(record: Mapping[str, Any]) -> ReceiptReturned | ReceiptNotClosed:
    number, state = record["receipt_no"], record["state"]
    if state == "returned":
        return ReceiptReturned(receipt_no=number)
    return ReceiptNotClosed(receipt_no=number, state=state)


def _payload(record: Mapping[str, Any], change: _Change, figures: Figures) -> dict[str, Any]:
    made = {
        "no": change.request.return_no,
        "by": change.operation,
        "at": change.request.occurred_at.isoformat(),
        "refund_minor": figures.refund_minor,
        "restored": figures.restored,
        "clawed": figures.clawed,
        **({"kept": figures.undone.kept_minor} if figures.undone.kept_minor else {}),
        **({"credits": figures.credits} if figures.credits else {}),
        **({"retro": {r: b.units for r, b in figures.retro.items()}} if figures.retro else {}),
        **({"beyond": figures.beyond} if figures.beyond else {}),
    }
    state = "returned" if figures.is_all_back else "partially_returned"
    return receipts.as_payload(record) | {
        "n": record["n"] + 1,
        "state": change.final_state or state,
        "counted": figures.counted,
        **({"counters": figures.counters} if "counters" in record else {}),
        "lines": receipts.with_returned(record, figures.after),
        "returns": [*record["returns"], made],
    }
