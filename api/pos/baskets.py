"""What a till says of a basket: decoded in one step, turned into a sale."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

import sales
from api.callers import caller
from api.faults import FieldWrong
from api.schemas import YEARS
from foundation import clock
from program import Line

MOST_BYTES = 256 * 1024  # a receipt of 500 lines with long names
_MOST = 10**12
_FINEST = 6
_PRINTABLE = r"^[^\x00-\x1f\x7f]+$(?!\n)"
View = TypeVar("View", bound=Callable[..., Any])

Amount = Annotated[int, Meta(ge=0, le=_MOST, description="In the currency's smallest units")]
Points = Annotated[int, Meta(ge=0, le=_MOST)]
Label = Annotated[str, Meta(min_length=1, max_length=128, pattern=_PRINTABLE)]
Number = Annotated[str, Meta(min_length=1, max_length=64, pattern=_PRINTABLE)]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339, with its offset")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Quantity = Annotated[Decimal, Meta(description="More than 0, up to 6 decimals; a text or a number")]


Flags = Annotated[
    list[Number],
    Meta(max_length=20, description="Words of the till: promo, new, shipping, offer:R1"),
]
Codes = Annotated[list[Label], Meta(max_length=20, description="Codes that the shopper presents")]
Attributes = Annotated[
    dict[Number, Annotated[str, Meta(max_length=128)] | int | bool],
    Meta(max_length=20, description="What the till knows besides, as in a table's number"),
]


class LineBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A line: `amount_minor` is its whole price after its own discounts, `gross_minor` before."""

    sku: Number
    quantity: Quantity
    amount_minor: Amount
    gross_minor: Amount | None = None
    category: Label | None = None
    brand: Label | None = None
    flags: Flags | None = None

    def __post_init__(self) -> None:
        check_quantity(self.quantity)


class TenderBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Money given for a receipt."""

    kind: Literal["cash", "card", "gift_card", "other"]
    amount_minor: Amount


Lines = Annotated[list[LineBody], Meta(min_length=1, max_length=500)]
Tenders = Annotated[list[TenderBody], Meta(max_length=20)]


class _Basket(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What every basket says. The member is named by `member_id`, or by a card or its code."""

    currency: Currency
    lines: Lines
    member_id: Number | None = None
    card: Label | None = None
    channel: Number | None = None
    total_minor: Amount | None = None
    codes: Codes | None = None
    partner: Number | None = None
    app_version: Number | None = None
    otp_verified: bool = False
    attributes: Attributes | None = None

    def __post_init__(self) -> None:
        if (self.member_id is None) == (self.card is None):
            raise FieldWrong(None, "one_given", names="member_id, card")


class QuoteBody(_Basket, kw_only=True):
    """A basket to be quoted, as of now unless it says when."""

    occurred_at: Moment | None = None
    burn_points: Points = 0
    hold_id: Number | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_moment(self.occurred_at)


class HoldBody(_Basket, kw_only=True):
    """A basket that points are set aside for; its number may not be known yet."""

    receipt_no: Number | None = None
    occurred_at: Moment
    burn_points: Annotated[int, Meta(ge=1, le=_MOST)]

    def __post_init__(self) -> None:
        super().__post_init__()
        check_moment(self.occurred_at)


class ReceiptBody(_Basket, kw_only=True):
    """A receipt to be closed. `burn_points` are spent of the hold, or straight from the balance."""

    receipt_no: Number
    occurred_at: Moment
    tenders: Tenders | None = None
    burn_points: Points = 0
    hold_id: Number | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_moment(self.occurred_at)


def check_quantity(quantity: Decimal) -> None:
    """Refuse with FieldWrong what cannot be a quantity."""
    if not quantity.is_finite() or not 0 < quantity <= _MOST:
        raise FieldWrong("quantity", "quantity", max=_MOST)
    exponent = quantity.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_FINEST:
        raise FieldWrong("quantity", "decimals", max=_FINEST)


def check_moment(moment: datetime | None) -> None:
    """Refuse with FieldWrong a year in which nothing was sold."""
    if moment is not None and moment.year not in YEARS:
        raise FieldWrong("occurred_at", "year", min=YEARS.start, max=YEARS.stop - 1)


def moment_of(moment: datetime) -> datetime:
    """Turn a till's moment into ours: UTC, to the millisecond."""
    return clock.to_milliseconds(moment.astimezone(UTC))


def takes_long_receipts(view: View) -> View:
    """Let the view take a longer body than others."""
    view.most_bytes = MOST_BYTES  # type: ignore[attr-defined]
    return view


def as_sale(
    basket: QuoteBody | HoldBody | ReceiptBody, *, hold_key: str | None = None
) -> sales.Sale:
    """Make a sale at the calling till. Raises what `sales.member_for_card` raises.

    `hold_key` is the idempotency key of a hold that is being placed.
    """
    till = caller()
    number = "" if isinstance(basket, QuoteBody) else basket.receipt_no or ""
    return sales.Sale(
        member_id=basket.member_id or _member_for(basket, till.id, number, hold_key),
        program=till.program or "",
        currency=basket.currency,
        lines=tuple(line_of(no, line) for no, line in enumerate(basket.lines, 1)),
        occurred_at=moment_of(basket.occurred_at) if basket.occurred_at else clock.now(),
        receipt_no=number,
        terminal_id=till.id,
        store_id=till.store_id,
        channel=basket.channel,
        total_minor=basket.total_minor,
        tenders=_tenders(basket),
        burn_points=basket.burn_points,
        hold_id=None if isinstance(basket, HoldBody) else basket.hold_id,
        codes=tuple(basket.codes or ()),
        partner=basket.partner,
        app_version=basket.app_version,
        attributes=basket.attributes or {},
        is_otp_verified=basket.otp_verified,
    )


def _member_for(
    basket: QuoteBody | HoldBody | ReceiptBody, terminal_id: str, number: str, key: str | None
) -> str:
    return sales.member_for_card(
        basket.card or "",
        terminal_id=terminal_id,
        receipt_no=number,
        is_spending=not isinstance(basket, QuoteBody) and basket.burn_points > 0,
        hold_id=None if isinstance(basket, HoldBody) else basket.hold_id,
        hold_key=key,
    )


def line_of(no: int, line: LineBody) -> Line:
    """Make a line of a basket."""
    return Line(
        no,
        line.sku,
        line.quantity,
        line.amount_minor,
        line.category,
        line.brand,
        line.gross_minor,
        frozenset(line.flags or ()),
    )


def _tenders(basket: QuoteBody | HoldBody | ReceiptBody) -> tuple[sales.Tender, ...] | None:
    if not isinstance(basket, ReceiptBody) or basket.tenders is None:
        return None
    return tuple(sales.Tender(tender.kind, tender.amount_minor) for tender in basket.tenders)
