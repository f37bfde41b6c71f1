"""Prefixed ids: random ones, and ones derived from natural keys.

An id is a prefix and 24 characters of lower-case base 32 (120 bits): `mem_4f0k…`. Random ids
spread evenly over shards and tell nothing about how many there are.
"""

from __future__ import annotations

import hashlib
import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 24
_SHAPE = re.compile(rf"^[a-z]{{3}}_[{ALPHABET}]{{{LENGTH}}}$")


def _spell(number: int) -> str:
    letters = []
    for _ in range(LENGTH):
        number, digit = divmod(number, 32)
        letters.append(ALPHABET[digit])
    return "".join(letters)


def new(prefix: str) -> str:
    """Make a random id with this prefix."""
    return f"{prefix}_{_spell(secrets.randbits(5 * LENGTH))}"


def derived(prefix: str, *parts: str) -> str:
    """Make the one id that these parts always give: for natural keys that must be unique."""
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(text).digest()
    return f"{prefix}_{_spell(int.from_bytes(digest[:15], 'big'))}"


def is_id(text: str, prefix: str) -> bool:
    """Tell whether a text has the shape of an id with this prefix."""
    return text.startswith(f"{prefix}_") and _SHAPE.fullmatch(text) is not None
