"""Take lines of a receipt back: the right points come back and go back, to the last one.

Changes of a receipt are numbered, and each number is a key that stands once: two tills that
return the same line at the same moment are told apart by it, whatever picture they had read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from program import (
    Basket,
    Earned,
    Evaluation,
    Line,
    PresentedCode,
    Standing,
    Terms,
    Undone,
    caps_step,
    counters_step,
    evaluate,
    load_facts,
    price_basket,
    restored_expires_at,
    taking_apart_steps,
    terms_of,
    undoing,
    visit_back_step,
)
from sales import draws, receipts
from sales.crediting import credits_back
from sales.errors import ReceiptNotClosed, ReceiptReturned, ReturnExists
from sales.presenting import places_back
from sales.queries import get_receipt
from sales.rules import (
    SoldLine,
    listed_lines,
    points_back,
    remaining_burn,
    remaining_lines,
    take_back,
    to_claw,
)
from sales.service import Closed, check_time, closed
from sales.values import Return
from wallet import (
    Claw,
    Command,
    Decision,
    KeyTaken,
    Lot,
    Posting,
    Restore,
    Step,
    WalletBusy,
    WalletView,
    post,
    to_moment,
    to_ms,
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
        sold = receipts.sold_lines(record)
        after = take_back(sold, change.request.lines)
        is_undone = change.final_state is not None
        figures = _Figures(record, terms, after, is_undone=is_undone).undo(view)
        payload = _payload(record, change, figures)
        return Decision(
            figures.steps(view, change.operation),
            receipts.pack(payload),
            also=lambda entry: [receipts.cache_write(entry)],
            slots=places_back(record, terms, is_all_back=figures.is_all_back, is_undone=is_undone),
        )

    return post(record["member_id"], command, decide)


def steps_of_return(
    record: Mapping[str, Any], terms: Terms, request: Return, view: WalletView, operation: str
) -> tuple[list[Step], dict[str, Any]]:
    """Give what taking lines back does to a wallet under some terms, and the receipt after it."""
    change = _Change(operation, request, {}, _RETURNABLE)
    after = take_back(receipts.sold_lines(record), request.lines)
    figures = _Figures(record, terms, after).undo(view)
    return figures.steps(view, operation), _payload(record, change, figures)


def _wrong_state(record: Mapping[str, Any]) -> ReceiptReturned | ReceiptNotClosed:
    number, state = record["receipt_no"], record["state"]
    if state == "returned":
        return ReceiptReturned(receipt_no=number)
    return ReceiptNotClosed(receipt_no=number, state=state)


class _Figures:
    """What a return comes to: money back, points back, points taken back."""

    def __init__(
        self,
        record: Mapping[str, Any],
        terms: Terms,
        after: Sequence[SoldLine],
        *,
        is_undone: bool = False,
    ) -> None:
        self.is_undone = is_undone
        self.record = record
        self.terms = terms
        self.after = list(after)
        self.is_all_back = all(line.is_gone for line in after)
        self.rest = self._lines_that_remain()
        self.restored = self._points_to_restore()
        self.counted: dict[str, int] = dict(record.get("counted", {}))
        self.counters: dict[str, int] = dict(record.get("counters", {}))
        self.still: tuple[Earned, ...] = ()
        self.clawed = self._points_to_claw()
        is_kept = terms.returns.earned == "keep"
        self.credits = credits_back(record, self.still, is_kept=is_kept)
        self.refund_minor = self._money_to_refund()
        self.undone = Undone(())

    def _lines_that_remain(self) -> tuple[Line, ...]:
        """Give what is still sold, at the price that it then has."""
        if self.terms.returns.reprice == "keep" or self.is_all_back:
            return remaining_lines(self.after)
        listed = self._basket(listed_lines(self.after))
        priced = price_basket(self.terms, listed, self._standing())
        return priced.lines

    def undo(self, view: WalletView) -> _Figures:
        """Find what falls with the goods: a rise, a membership and what they gave."""
        self.undone = undoing(
            self.terms,
            view,
            self.record,
            lost=self.clawed,
            fees_back=self._fees_back(),
            is_all_back=self.is_all_back,
            is_undone=self.is_undone,
        )
        self.refund_minor = max(self.refund_minor - self.undone.kept_minor, 0)
        return self

    def _fees_back(self) -> dict[int, int]:
        """Give what comes back of the lines that sold a membership."""
        paid = self.terms.membership
        before = {row["no"]: row.get("ra", 0) for row in self.record["lines"]}
        back = {
            line.line.no: line.returned_minor - before[line.line.no]
            for line in self.after
            if paid is not None and line.line.sku == paid.sku
        }
        return {no: amount for no, amount in back.items() if amount > 0}

    def _money_to_refund(self) -> int:
        """Give the money to hand back: what was paid, less what the rest costs, less before."""
        paid = sum(line.line.amount_minor for line in self.after)
        rest = sum(line.amount_minor for line in self.rest)
        back = paid - rest - sum(line.burned_back_minor for line in self.after)
        made = self.record["returns"]
        before = int(sum(one["refund_minor"] + one.get("kept", 0) for one in made))
        return max(back - before, 0)

    def _basket(self, lines: tuple[Line, ...]) -> Basket:
        record = self.record
        return Basket(
            record["occurred_at"],
            record["currency"],
            lines,
            record["channel"],
            record["store_id"],
            tuple(record.get("codes", ())),
            record.get("partner"),
            record.get("app"),
            record.get("attributes", {}),
        )

    def _standing(self) -> Standing:
        """Give the standing that the sale was judged by."""
        kept = self.record.get("standing", {})
        codes = tuple(PresentedCode(*row) for row in kept.get("k", ()))
        return Standing(
            self.record["tier"], kept.get("v", {}), self.record["caps"], load_facts(kept), codes
        )

    def _points_to_restore(self) -> int:
        if self.terms.returns.burned != "restore_by_share":
            return 0
        total = points_back(self.after, self.record["burn"]["points"])
        return int(total - sum(made["restored"] for made in self.record["returns"]))

    def _points_to_claw(self) -> dict[str, int]:
        if self.terms.returns.earned == "keep":
            return {}
        earned: dict[str, int] = {}
        for found in self.record["earned"]:
            earned[found["account"]] = earned.get(found["account"], 0) + found["amount"]
        clawed: dict[str, int] = {}
        for made in self.record["returns"]:
            for code, amount in made["clawed"].items():
                clawed[code] = clawed.get(code, 0) + amount
        still = self._still_earned()
        for code, units in self._kept_prizes().items():
            still[code] = still.get(code, 0) + units
        return to_claw(earned, still, clawed)

    def _kept_prizes(self) -> dict[str, int]:
        """Give what was won with the receipt and is not taken back."""
        rows, flags = self.record["earned"], (self.is_all_back, self.is_undone)
        return draws.kept_prizes(self.terms, rows, is_all_back=flags[0], is_undone=flags[1])

    def _still_earned(self) -> dict[str, int]:
        if not self.rest:
            self.counted, self.counters = {}, {}
            return {}
        found = self.remaining_evaluation()
        delta = found.caps_used_delta
        self.counted = {key: min(n, delta.get(key, 0)) for key, n in self.counted.items()}
        self.counters |= found.counters_delta
        self.still = found.earned
        still: dict[str, int] = {}
        for earned in found.earned:
            if earned.to == "member":
                still[earned.account] = still.get(earned.account, 0) + earned.amount
        return still

    def remaining_evaluation(self) -> Evaluation:
        """Ask the terms again about what remains."""
        return evaluate(
            self.terms,
            self._basket(self.rest),
            self._standing(),
            burn_points=self.record["burn"]["points"],
            burned_by_line=remaining_burn(self.after),
        )

    def steps(self, view: WalletView, operation: str) -> list[Step]:
        """List what the return does to the wallet: points back first, then points taken back."""
        record = self.record
        why = {"receipt": record["_id"], "no": record["receipt_no"], "by": operation}
        steps: list[Step] = []
        if self.restored:
            slices = self._slices_back(view)
            steps.append(Restore(record["burn"]["account"], slices, None, why))
        steps += taking_apart_steps(self.terms, view, self.clawed, why)
        for code, amount in self.clawed.items():
            lots = tuple(
                lot
                for found in record["earned"]
                if found["account"] == code
                for lot in found["lots"]
            )
            policy = self.terms.accounts[code].negative
            steps.append(Claw(code, amount, lots, policy, why))
        steps += caps_step(self.terms, view, self._back("counted", self.counted))
        steps += counters_step(self.terms, view, self._back("counters", self.counters))
        if self.is_all_back and self.terms.draws is not None:
            steps += draws.forget_steps(self.terms, view, record["_id"])
        steps += self._visit_back(view) if self.is_all_back else ()
        return [*steps, *self.undone.steps]

    def _visit_back(self, view: WalletView) -> tuple[Step, ...]:
        return visit_back_step(self.terms, view, self._standing().facts, self._basket(()))

    def _back(self, name: str, now: Mapping[str, int]) -> dict[str, int]:
        """Give the difference to what the sale had counted, which is mostly taken back."""
        before = self.record.get(name, {})
        return {key: now.get(key, 0) - n for key, n in before.items()}

    def _slices_back(self, view: WalletView) -> tuple[Lot, ...]:
        """Take what is restored from the slices that were burned, the latest expiry first."""
        skip = sum(made["restored"] for made in self.record["returns"])
        wanted = self.restored
        code = self.record["burn"]["account"]
        back = []
        for row in reversed(self.record["burn"]["slices"]):
            lot = Lot(*row)
            passed = min(skip, lot.amount)
            skip -= passed
            part = min(lot.amount - passed, wanted)
            if part:
                wanted -= part
                back.append(self._dated(lot.with_amount(part), code, view))
        return tuple(back)

    def _dated(self, lot: Lot, code: str, view: WalletView) -> Lot:
        first = None if lot.expires_ms is None else to_moment(lot.expires_ms)
        until = restored_expires_at(self.terms, code, first, view.at)
        expires = None if until is None else to_ms(until)
        return Lot(lot.id, lot.amount, expires, lot.available_ms, lot.earned_ms)


def _payload(record: Mapping[str, Any], change: _Change, figures: _Figures) -> dict[str, Any]:
    made = {
        "no": change.request.return_no,
        "by": change.operation,
        "at": change.request.occurred_at.isoformat(),
        "refund_minor": figures.refund_minor,
        "restored": figures.restored,
        "clawed": figures.clawed,
        **({"kept": figures.undone.kept_minor} if figures.undone.kept_minor else {}),
        **({"credits": figures.credits} if figures.credits else {}),
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
