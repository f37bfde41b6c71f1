"""Cards: what a member shows to be known, at a till or on a phone.

A card has a number, drawn at random or printed on plastic, and a barcode of it in the formats
that tills read. A card in the app also shows a code that changes every half minute, so that a
photograph of it spends nothing. Other companies' cards may be kept here too; they identify
nobody.
"""

from wallet.cards.barcodes import BarcodeImage, ImageKind
from wallet.cards.codes import is_payload as is_card_code
from wallet.cards.errors import (
    BarcodeNotPossible,
    BarcodeOptionInvalid,
    CardAlreadyLinked,
    CardBlocked,
    CardCodeInvalid,
    CardCodeLocked,
    CardCodeUsed,
    CardCodeWrong,
    CardLimitReached,
    CardNotFound,
    CardNumberInvalid,
    CardNumberMisread,
    CardReplaced,
    PaymentCardRefused,
)
from wallet.cards.numbers import FORMATS, BarcodeFormat, FormatGuess, guess_format
from wallet.cards.queries import (
    CardKind,
    CardStatus,
    CardView,
    find_card,
    get_active_card,
    get_card,
    list_cards,
)
from wallet.cards.service import (
    block_card,
    card_barcode,
    issue_virtual_card,
    link_card,
    replace_card,
    unblock_card,
    write_card_cache,
)
from wallet.cards.verification import (
    CardCode,
    CodeSecret,
    card_code,
    code_secret,
    configure,
    verify_card_code,
)

__all__ = [
    "FORMATS",
    "BarcodeFormat",
    "BarcodeImage",
    "BarcodeNotPossible",
    "BarcodeOptionInvalid",
    "CardAlreadyLinked",
    "CardBlocked",
    "CardCode",
    "CardCodeInvalid",
    "CardCodeLocked",
    "CardCodeUsed",
    "CardCodeWrong",
    "CardKind",
    "CardLimitReached",
    "CardNotFound",
    "CardNumberInvalid",
    "CardNumberMisread",
    "CardReplaced",
    "CardStatus",
    "CardView",
    "CodeSecret",
    "FormatGuess",
    "ImageKind",
    "PaymentCardRefused",
    "block_card",
    "card_barcode",
    "card_code",
    "code_secret",
    "configure",
    "find_card",
    "get_active_card",
    "get_card",
    "guess_format",
    "is_card_code",
    "issue_virtual_card",
    "link_card",
    "list_cards",
    "replace_card",
    "unblock_card",
    "verify_card_code",
    "write_card_cache",
]
