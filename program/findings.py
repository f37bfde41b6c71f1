"""What the checks of a manifest find, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from foundation.money import minor_digits


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, at a pointer."""

    pointer: str
    message: str
    hint: str = ""


def amount_findings(amount: str | int | None, pointer: str, currency: str) -> Iterator[Finding]:
    """Want an amount that the currency can express; None is no amount."""
    digits = minor_digits(currency)
    if amount is not None and (Fraction(str(amount)) * 10**digits).denominator != 1:
        yield Finding(pointer, f"{amount} has more than {digits} digits after the point.")
