"""Refusals of the cards.

Invalid
├── CardNumberInvalid     CARD_NUMBER_INVALID
├── CardNumberMisread     CARD_NUMBER_MISREAD
├── PaymentCardRefused    PAYMENT_CARD_REFUSED
├── BarcodeNotPossible    BARCODE_NOT_POSSIBLE
├── BarcodeOptionInvalid  BARCODE_OPTION_INVALID
└── CardCodeInvalid       CARD_CODE_INVALID
NotAllowed
├── CardCodeWrong         CARD_CODE_WRONG
└── CardCodeLocked        CODE_LOCKED
NotFound
└── CardNotFound          CARD_NOT_FOUND
Conflict
├── CardBlocked           CARD_BLOCKED
├── CardReplaced          CARD_REPLACED
├── CardAlreadyLinked     CARD_ALREADY_LINKED
├── CardLimitReached      CARD_LIMIT_REACHED
└── CardCodeUsed          CARD_CODE_USED
"""

from __future__ import annotations

from foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class CardNumberInvalid(Invalid):
    """The text cannot be a card number."""

    code = "CARD_NUMBER_INVALID"
    message = "This is not a card number. Check what was typed, or scan the card."


class CardNumberMisread(Invalid):
    """The number has the length of a barcode whose check digit it fails."""

    code = "CARD_NUMBER_MISREAD"
    message = (
        "The check digit of this {format} number is wrong: it was probably misread. Check it, or "
        "name another format, such as CODE_128, if the card carries it so."
    )


class PaymentCardRefused(Invalid):
    """The number belongs to a payment card."""

    code = "PAYMENT_CARD_REFUSED"
    message = "This is the number of a payment card. It is never stored; link a loyalty card."


class BarcodeNotPossible(Invalid):
    """The format cannot carry the number."""

    code = "BARCODE_NOT_POSSIBLE"
    message = "A {format} barcode cannot carry this number. Choose another format."


class BarcodeOptionInvalid(Invalid):
    """The picture was asked for with a value that does not exist."""

    code = "BARCODE_OPTION_INVALID"
    message = "The {option} of a barcode is one of: {allowed}."


class CardCodeInvalid(Invalid):
    """The scanned text is no code of the app."""

    code = "CARD_CODE_INVALID"
    message = "This is not a code of the app. Scan the code on the member's screen."


class CardCodeWrong(NotAllowed):
    """The code is wrong or out of date."""

    code = "CARD_CODE_WRONG"
    message = "The code is wrong or out of date. Scan the code that the app shows now."


class CardCodeLocked(NotAllowed):
    """Too many wrong codes were tried."""

    code = "CODE_LOCKED"
    message = "Too many wrong codes were tried for this card. Try again after {until}."


class CardNotFound(NotFound):
    """There is no such card, or it is not the caller's."""

    code = "CARD_NOT_FOUND"
    message = "There is no such card."


class CardBlocked(Conflict):
    """The card is blocked."""

    code = "CARD_BLOCKED"
    message = "The card is blocked. Use another card, or unblock this one first."


class CardReplaced(Conflict):
    """Another card has taken the place of this one."""

    code = "CARD_REPLACED"
    message = "The card has been replaced by a new one. Use the new card."


class CardAlreadyLinked(Conflict):
    """The number belongs to another member."""

    code = "CARD_ALREADY_LINKED"
    message = "This card already belongs to a member. Ask at the shop if it is yours."


class CardLimitReached(Conflict):
    """The member carries as many cards as one may."""

    code = "CARD_LIMIT_REACHED"
    message = "A member carries at most {limit} cards."


class CardCodeUsed(Conflict):
    """The code has been spent already."""

    code = "CARD_CODE_USED"
    message = "This code has been used. Wait for the next one, at most {period_seconds} seconds."
