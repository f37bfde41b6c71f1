"""The arithmetic of receipts and returns: pure, in whole minor units, always cumulative.

A return is never worked out from itself alone: what is given back is what should have been given
back after all returns so far, less what has been given back already. So the order and the split
of returns cannot matter, and a full return leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from foundation import money
from program import Line, spread
from sales.errors import (
    EmptyReceipt,
    LineUnknown,
    ReceiptReturned,
    ReturnExceeds,
    TendersDoNotAddUp,
    TotalDiffers,
)
from sales.values import ReturnedLine, Sale


@dataclass(frozen=True)
class SoldLine:
    """A line of a closed receipt and what has come back of it so far.

    `line` is as it was paid, after discounts, and `discount_minor` what they took off;
    `burned_minor` is what points paid of the line at the sale.
    """

    line: Line
    burned_minor: int = 0
    returned_quantity: Decimal = Decimal(0)
    returned_minor: int = 0
    discount_minor: int = 0

    @property
    def left_minor(self) -> int:
        """What is still sold of the line's amount."""
        return self.line.amount_minor - self.returned_minor

    @property
    def is_gone(self) -> bool:
        """Whether all of the line has come back."""
        if self.line.amount_minor:
            return self.left_minor == 0
        return self.returned_quantity >= self.line.quantity

    @property
    def burned_back_minor(self) -> int:
        """What points paid of the part that has come back: rounded down until all is back."""
        if self.is_gone:
            return self.burned_minor
        if not self.line.amount_minor:
            return 0
        return self.burned_minor * self.returned_minor // self.line.amount_minor


def check_sale(sale: Sale) -> None:
    """Refuse a sale without lines or with a total that its lines do not sum to."""
    if not sale.lines:
        raise EmptyReceipt
    lines = sum(line.amount_minor for line in sale.lines)
    if sale.total_minor is not None and sale.total_minor != lines:
        spelled = (money.spell(lines, sale.currency), money.spell(sale.total_minor, sale.currency))
        raise TotalDiffers(lines=spelled[0], total=spelled[1])


def check_tenders(sale: Sale, payable_minor: int) -> None:
    """Refuse tenders that do not sum to what is left to pay after points."""
    if sale.tenders is None:
        return
    tendered = sum(tender.amount_minor for tender in sale.tenders)
    if tendered != payable_minor or any(tender.amount_minor < 0 for tender in sale.tenders):
        raise TendersDoNotAddUp(
            tendered=money.spell(tendered, sale.currency),
            payable=money.spell(payable_minor, sale.currency),
        )


def take_back(sold: Sequence[SoldLine], wanted: Iterable[ReturnedLine]) -> list[SoldLine]:
    """Give the lines after a return. With no lines wanted, everything left comes back.

    Raises `LineUnknown`, `ReturnExceeds`, `ReceiptReturned`.
    """
    if all(line.is_gone for line in sold):
        raise ReceiptReturned(receipt_no="")
    after = {line.line.no: line for line in sold}
    asked = list(wanted) or [ReturnedLine(no) for no, line in after.items() if not line.is_gone]
    for piece in asked:
        if piece.no not in after:
            raise LineUnknown(line=piece.no)
        after[piece.no] = _less(after[piece.no], piece)
    return [after[line.line.no] for line in sold]


def _less(sold: SoldLine, piece: ReturnedLine) -> SoldLine:
    if sold.is_gone:
        raise ReturnExceeds(line=piece.no, left=0)
    if piece.amount_minor is not None:
        return _less_amount(sold, piece.amount_minor)
    left = sold.line.quantity - sold.returned_quantity
    quantity = left if piece.quantity is None else piece.quantity
    if quantity > left or quantity < 0 or (piece.quantity is not None and quantity == 0):
        raise ReturnExceeds(line=piece.no, left=format(left.normalize(), "f"))
    return _less_quantity(sold, quantity)


def _less_amount(sold: SoldLine, amount_minor: int) -> SoldLine:
    if not 0 < amount_minor <= sold.left_minor:
        raise ReturnExceeds(line=sold.line.no, left=sold.left_minor)
    back = sold.returned_minor + amount_minor
    is_all = back == sold.line.amount_minor
    quantity = sold.line.quantity if is_all else sold.returned_quantity
    return replace(sold, returned_minor=back, returned_quantity=quantity)


def _less_quantity(sold: SoldLine, quantity: Decimal) -> SoldLine:
    line = sold.line
    after = sold.returned_quantity + quantity
    if after >= line.quantity:
        return replace(sold, returned_quantity=line.quantity, returned_minor=line.amount_minor)
    share = _share(line.amount_minor, after, line.quantity)
    share -= _share(line.amount_minor, sold.returned_quantity, line.quantity)
    back = sold.returned_minor + min(share, sold.left_minor)
    return replace(sold, returned_quantity=after, returned_minor=back)


def _share(amount: int, part: Decimal, whole: Decimal) -> int:
    return int(Decimal(amount) * part / whole) if whole else 0


def remaining_lines(sold: Iterable[SoldLine]) -> tuple[Line, ...]:
    """Give the lines as they are after what has come back, for asking the rules again."""
    return tuple(_remaining(line) for line in sold if not line.is_gone)


def _remaining(sold: SoldLine) -> Line:
    line = sold.line
    gross = line.gross_minor
    if gross is not None and line.amount_minor:
        gross -= gross * sold.returned_minor // line.amount_minor
    return replace(
        line,
        amount_minor=sold.left_minor,
        quantity=line.quantity - sold.returned_quantity,
        gross_minor=gross,
    )


def listed_lines(sold: Iterable[SoldLine]) -> tuple[Line, ...]:
    """Give the lines that remain at their prices before discounts, to be priced again.

    What came back by amount leaves the same share of the price before.
    """
    return tuple(_listed(line) for line in sold if not line.is_gone)


def _listed(sold: SoldLine) -> Line:
    line = sold.line
    whole = line.amount_minor + sold.discount_minor
    left = line.quantity - sold.returned_quantity
    if sold.returned_quantity or not line.amount_minor:
        share = _share(whole, left, line.quantity)
    else:
        share = whole * sold.left_minor // line.amount_minor
    return replace(line, amount_minor=share, quantity=left)


def remaining_burn(
    sold: Sequence[SoldLine], rest: Sequence[Line] = (), most_minor: int | None = None
) -> dict[int, int]:
    """Give what points paid of each remaining line, in minor units.

    `most_minor` is what may come back at most. Points that therefore do not come back have paid for
    the lines of the rest that cost more than they did.
    """
    left = {line.line.no: line.burned_minor - line.burned_back_minor for line in sold}
    if most_minor is not None:
        kept = sum(line.burned_back_minor for line in sold) - most_minor
        before = {line.line.no: line.left_minor for line in sold}
        dearer = [max(line.amount_minor - before[line.no], 0) for line in rest]
        for line, value in zip(rest, spread(kept, dearer), strict=True):
            left[line.no] += value
    return {no: value for no, value in left.items() if value > 0}


def points_back(sold: Sequence[SoldLine], burned_points: int, most_minor: int | None = None) -> int:
    """Give how many burned points should have come back by now, all of them when all is back.

    `most_minor` is what may come back at most, where the rest costs more than it did.
    """
    value = sum(line.burned_minor for line in sold)
    back = sum(line.burned_back_minor for line in sold)
    if most_minor is not None:
        back = min(back, most_minor)
    return burned_points * back // value if value else 0


def to_claw(
    earned: Mapping[str, int], still: Mapping[str, int], clawed: Mapping[str, int]
) -> dict[str, int]:
    """Give what to take back per account: earned, less what the rest still earns, less before."""
    wanted = {
        code: earned[code] - still.get(code, 0) - clawed.get(code, 0) for code in sorted(earned)
    }
    return {code: amount for code, amount in wanted.items() if amount > 0}
