"""Refusals of sales.

NotFound  ├── ReceiptNotFound, NobodyIdentified
Conflict  ├── ReceiptClosed, ReceiptCancelled, ReceiptNotClosed, ReceiptReturned
              ├── ReturnExceeds, ReturnExists
          └── MemberSuspended, EarnOnly, OtpRequired
Invalid   ├── TendersDoNotAddUp, TotalDiffers, EmptyReceipt, LineUnknown, TimeInvalid
          └── IdentifierInvalid, LinkKindUnknown
NotAllowed └── WrongHolder
"""

from __future__ import annotations

from foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class NobodyIdentified(NotFound):
    """No member carries this card, number or code."""

    code = "MEMBER_NOT_IDENTIFIED"
    message = "Nobody is known by this card, number or code."


class IdentifierInvalid(Invalid):
    """Exactly one way to identify a member must be given."""

    code = "IDENTIFIER_INVALID"
    message = "Give exactly one of phone, card, code and member_id."


class ReceiptNotFound(NotFound):
    """There is no such receipt."""

    code = "RECEIPT_NOT_FOUND"
    message = "There is no such receipt."


class MemberSuspended(Conflict):
    """An operator keeps the member out; returns of earlier receipts are still taken."""

    code = "MEMBER_SUSPENDED"
    message = "The member is {status} and can neither earn nor spend."


class EarnOnly(Conflict):
    """The member earns and does not spend."""

    code = "EARN_ONLY"
    message = "This membership can earn and not spend."


class OtpRequired(Conflict):
    """So many units are spent only with a one-time code of the member."""

    code = "OTP_REQUIRED"
    message = "Spending more than {limit} at once needs a one-time code; check it and send it on."


class ReceiptClosed(Conflict):
    """A receipt of this number was committed before with another content."""

    code = "RECEIPT_ALREADY_CLOSED"
    message = "Receipt {receipt_no} is already closed with another content; different: {fields}."


class ReceiptCancelled(Conflict):
    """A receipt of this number was cancelled."""

    code = "RECEIPT_CANCELLED"
    message = "Receipt {receipt_no} was cancelled; close this one under another number."


class ReceiptNotClosed(Conflict):
    """Only a closed receipt can be returned, voided or reopened."""

    code = "RECEIPT_NOT_CLOSED"
    message = "Receipt {receipt_no} is {state}; this needs a closed one."


class ReceiptReturned(Conflict):
    """Everything of this receipt has been returned before."""

    code = "RECEIPT_ALREADY_RETURNED"
    message = "Receipt {receipt_no} is already returned in full."


class ReturnExceeds(Conflict):
    """More is returned than is left of a line."""

    code = "RETURN_EXCEEDS_LINE"
    message = "Line {line} has only {left} left to return."


class ReturnExists(Conflict):
    """A return of this number was made before with another content."""

    code = "RETURN_ALREADY_MADE"
    message = "Return {return_no} is already made with another content; different: {fields}."


class TendersDoNotAddUp(Invalid):
    """The tenders do not sum to what is to be paid."""

    code = "TENDERS_DO_NOT_ADD_UP"
    message = "The tenders sum to {tendered}, but {payable} is to be paid."


class TotalDiffers(Invalid):
    """The total that the till sent is not the sum of the lines."""

    code = "TOTAL_DIFFERS"
    message = "The lines sum to {lines}, but the total says {total}."


class EmptyReceipt(Invalid):
    """A receipt needs a line."""

    code = "EMPTY_RECEIPT"
    message = "A receipt needs at least one line."


class LineUnknown(Invalid):
    """The receipt has no such line."""

    code = "LINE_UNKNOWN"
    message = "The receipt has no line {line}."


class TimeInvalid(Invalid):
    """A receipt cannot be of the future."""

    code = "OCCURRED_IN_FUTURE"
    message = "occurred_at lies in the future."


class LinkKindUnknown(Invalid):
    """The program has no links of this kind."""

    code = "LINK_KIND_UNKNOWN"
    message = "This program has no links of the kind {kind}."


class WrongHolder(NotAllowed):
    """The card is somebody else's, and the program lets only its holder use it."""

    code = "CARD_WRONG_HOLDER"
    message = "This card belongs to somebody else. Ask for the shopper's own."
