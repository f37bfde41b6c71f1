"""The code that a phone shows at the till: it changes every half minute. Pure.

The payload is `K1.<card's public id>.<8 digits>`. The digits are a TOTP (RFC 6238, SHA-1,
30 s) over a secret of the card, so a phone that fetched the secret once makes codes offline and
a photograph of the screen is soon worth nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime

from foundation import ids

PERIOD_SECONDS = 30
DIGITS = 8
SECRET_BYTES = 20
VERSION = "K1"
ID_PREFIX = "crd"

_KEY_LABEL = b"wallet.cards.codes.v1"
_PAYLOAD = re.compile(rf"{VERSION}\.([0-9a-z]+)\.([0-9]{{{DIGITS}}})", re.ASCII)


def derive_key(secret: bytes) -> bytes:
    """Derive the key of all card codes from the house's master secret."""
    return hmac.digest(secret, _KEY_LABEL, hashlib.sha256)


def secret_of(card_id: str, *, key: bytes) -> bytes:
    """Give the secret of one card: 20 bytes that need not be stored anywhere."""
    return hmac.digest(key, card_id.encode(), hashlib.sha256)[:SECRET_BYTES]


def spell_secret(secret: bytes) -> str:
    """Write a secret in base 32, as authenticator libraries take it."""
    return base64.b32encode(secret).decode()


def counter_at(at: datetime) -> int:
    """Number the half minute in which a moment lies, counted from 1970."""
    return int(at.timestamp()) // PERIOD_SECONDS


def ends_at(counter: int) -> datetime:
    """Give the moment at which a half minute is over."""
    return datetime.fromtimestamp((counter + 1) * PERIOD_SECONDS, UTC)


def digits_for(secret: bytes, counter: int) -> str:
    """Compute the eight digits of a counter (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, counter.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def public_id(card_id: str) -> str:
    """Shorten a card's id to the part that the payload carries."""
    return card_id.removeprefix(f"{ID_PREFIX}_")


def write_payload(card_id: str, digits: str) -> str:
    """Join a card and its digits to what the barcode holds."""
    return f"{VERSION}.{public_id(card_id)}.{digits}"


def is_payload(text: str) -> bool:
    """Tell whether a scanned text claims to be a code of the app."""
    return text.strip().startswith(f"{VERSION}.")


def read_payload(text: str) -> tuple[str, str] | None:
    """Split a payload into card id and digits; None when it has another shape."""
    found = _PAYLOAD.fullmatch(text.strip())
    if found is None:
        return None
    card_id = f"{ID_PREFIX}_{found[1]}"
    return (card_id, found[2]) if ids.is_id(card_id, ID_PREFIX) else None


def matching_counter(secret: bytes, digits: str, *, at: datetime) -> int | None:
    """Find the half minute that the digits belong to: the present one or a neighbour.

    All three are always compared, each in constant time, so the time taken tells nothing.
    """
    now = counter_at(at)
    matching = None
    for counter in (now - 1, now, now + 1):
        if hmac.compare_digest(digits_for(secret, counter), digits):
            matching = counter
    return matching
