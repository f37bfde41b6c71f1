"""Card numbers: making them, checking their digits, and telling what they look like. Pure.

Numbers are drawn at random, never counted up: whoever knows one card cannot walk to the next.
They begin with a prefix that GS1 keeps for use inside a shop (29 by default), so that no till
takes them for goods and no payment scanner for a bank card.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

BarcodeFormat = Literal[
    "QR_CODE",
    "CODE_128",
    "EAN_13",
    "PDF_417",
    "AZTEC",
    "DATA_MATRIX",
    "UPC_A",
    "EAN_8",
    "ITF",
    "CODABAR",
    "CODE_39",
]
GuessNote = Literal["luhn_ok", "check_digit_wrong"]

FORMATS: tuple[BarcodeFormat, ...] = get_args(BarcodeFormat)
DEFAULT_PREFIX = "29"
LONGEST_PLASTIC = 48
LONGEST_FOREIGN = 512
SHORTEST_PLASTIC = 4

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]")
_PREFIX = re.compile(r"[0-9]{1,8}")
_CODABAR = re.compile(r"[A-D][0-9\-$:/.+]+[A-D]")
_CODE_39 = re.compile(r"[0-9A-Z \-.$/+%]{1,48}")
_PRINTABLE_ASCII = re.compile(r"[ -~]+")
_BY_LENGTH: dict[int, BarcodeFormat] = {13: "EAN_13", 12: "UPC_A", 8: "EAN_8"}


@dataclass(frozen=True)
class FormatGuess:
    """The barcode that a typed number most likely has, and what its digits told."""

    format: BarcodeFormat
    note: GuessNote | None = None


def luhn_digit(payload: str) -> str:
    """Give the Luhn check digit of a payload: from the right, every first digit is doubled."""
    doubled = (int(digit) * 2 for digit in payload[::-2])
    total = sum(value - 9 if value > 9 else value for value in doubled)
    total += sum(int(digit) for digit in payload[-2::-2])
    return str(-total % 10)


def gs1_digit(payload: str) -> str:
    """Give the GS1 check digit of a payload: from the right, weights 3, 1, 3, 1 and so on."""
    total = 3 * sum(int(digit) for digit in payload[::-2])
    total += sum(int(digit) for digit in payload[-2::-2])
    return str(-total % 10)


def is_luhn(number: str) -> bool:
    """Tell whether a number is all digits and ends with its Luhn check digit."""
    return _is_digits(number) and len(number) > 1 and luhn_digit(number[:-1]) == number[-1]


def is_gs1(number: str) -> bool:
    """Tell whether a number is all digits and ends with its GS1 check digit."""
    return _is_digits(number) and len(number) > 1 and gs1_digit(number[:-1]) == number[-1]


def new_number(*, prefix: str = DEFAULT_PREFIX, format: BarcodeFormat = "QR_CODE") -> str:
    """Draw a number: 13 digits with a GS1 check digit for EAN_13, else 16 digits with Luhn's.

    A prefix of 1 to 8 digits stays at the front. One that is not, or that makes payment card
    numbers, is a mistake in the program's settings: ValueError.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"A card prefix is 1 to 8 digits, not {prefix!r}.")
    length, check_digit = (12, gs1_digit) if format == "EAN_13" else (15, luhn_digit)
    number = _with_check_digit(prefix, length, check_digit)
    if is_payment_number(number):
        raise ValueError(f"Numbers with the prefix {prefix} would look like payment cards.")
    return number


def is_payment_number(number: str) -> bool:
    """Tell whether a number is that of a payment card, which must never be stored.

    A good EAN-13 is not one: it begins with 4 all over Europe, and payment cards of 13 digits
    went out of use long ago.
    """
    if not (13 <= len(number) <= 19 and is_luhn(number)):
        return False
    return _has_payment_prefix(number) and not (len(number) == 13 and is_gs1(number))


def clean(text: str) -> str:
    """Take the spaces and dashes out of a number of digits; trim any other text."""
    compact = _SEPARATORS.sub("", text)
    return compact if _is_digits(compact) else text.strip()


def search_key(text: str) -> str:
    """Give the one form under which a number is stored and sought.

    Spaces, dashes and letter case do not count. A UPC-A of 12 digits and its EAN-13 with a
    leading zero are one number, because readers report either; so are an EAN-13 and its
    GTIN-14.
    """
    key = _SEPARATORS.sub("", text).upper()
    if len(key) == 12 and is_gs1(key):
        return f"0{key}"
    if len(key) == 14 and key[0] == "0" and is_gs1(key):
        return key[1:]
    return key


def is_plastic_number(number: str) -> bool:
    """Tell whether a cleaned text can be the number of a plastic card."""
    if len(number) > LONGEST_PLASTIC or len(search_key(number)) < SHORTEST_PLASTIC:
        return False
    return _PRINTABLE_ASCII.fullmatch(number) is not None


def is_foreign_number(number: str) -> bool:
    """Tell whether a cleaned text can be the content of another company's card."""
    return 0 < len(number) <= LONGEST_FOREIGN and number.isprintable()


def fits(number: str, format: BarcodeFormat) -> bool:
    """Tell whether a barcode of this format can carry the number, check digits included."""
    return _FITS[format](number)


def misread_format(number: str) -> BarcodeFormat | None:
    """Tell which barcode a number has the length of, without the check digit of it."""
    is_good = not _is_digits(number) or is_gs1(number)
    return None if is_good else _BY_LENGTH.get(len(number))


def guess_format(number: str) -> FormatGuess:
    """Suggest the barcode of a typed number. Only a suggestion: a scan knows better."""
    if _is_digits(number):
        return _guess_for_digits(number)
    if _CODABAR.fullmatch(number):
        return FormatGuess("CODABAR")
    if _is_url(number) or not _fits_code_128(number) or len(number) > LONGEST_PLASTIC:
        return FormatGuess("QR_CODE")
    return FormatGuess("CODE_128")


def _guess_for_digits(number: str) -> FormatGuess:
    if len(number) in _BY_LENGTH:
        if is_gs1(number):
            return FormatGuess(_BY_LENGTH[len(number)])
        return FormatGuess("CODE_128", note="check_digit_wrong")
    if len(number) == 14 and is_gs1(number):
        return FormatGuess("ITF")
    if len(number) > LONGEST_PLASTIC:
        return FormatGuess("QR_CODE")
    if 15 <= len(number) <= 19 and is_luhn(number):
        return FormatGuess("CODE_128", note="luhn_ok")
    return FormatGuess("CODE_128")


def _with_check_digit(prefix: str, length: int, check_digit: Callable[[str], str]) -> str:
    missing = length - len(prefix)
    payload = f"{prefix}{secrets.randbelow(10**missing):0{missing}d}"
    return payload + check_digit(payload)


def _has_payment_prefix(number: str) -> bool:
    first_four = int(number[:4])
    return (
        number.startswith(("4", "51", "52", "53", "54", "55", "34", "37", "6011", "65", "62"))
        or 2221 <= first_four <= 2720
        or 2200 <= first_four <= 2204
    )


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_url(text: str) -> bool:
    return "://" in text


def _fits_code_128(number: str) -> bool:
    return len(number) <= 80 and _PRINTABLE_ASCII.fullmatch(number) is not None


def _fits_itf(number: str) -> bool:
    if not _is_digits(number) or len(number) % 2 or len(number) > LONGEST_PLASTIC:
        return False
    return len(number) != 14 or is_gs1(number)


def _fits_matrix(number: str) -> bool:
    return 0 < len(number.encode()) <= LONGEST_FOREIGN


_FITS: dict[BarcodeFormat, Callable[[str], bool]] = {
    "QR_CODE": _fits_matrix,
    "AZTEC": _fits_matrix,
    "PDF_417": _fits_matrix,
    "DATA_MATRIX": _fits_matrix,
    "CODE_128": _fits_code_128,
    "EAN_13": lambda number: len(number) == 13 and is_gs1(number),
    "UPC_A": lambda number: len(number) == 12 and is_gs1(number),
    "EAN_8": lambda number: len(number) == 8 and is_gs1(number),
    "ITF": _fits_itf,
    "CODABAR": lambda number: _CODABAR.fullmatch(number) is not None,
    "CODE_39": lambda number: _CODE_39.fullmatch(number) is not None,
}
