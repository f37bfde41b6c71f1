"""Money as integer minor units with a currency, and sharing it out to the last unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

# Minor digits of ISO 4217 where they are not two.
_DIGITS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
    "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip


def minor_digits(currency: str) -> int:
    """Tell how many digits stand after the point in this currency."""
    return _DIGITS.get(currency, 2)


def to_minor(amount: Decimal | str, currency: str) -> int:
    """Turn a decimal amount into minor units; raises ValueError for a fraction of a unit."""
    scaled = Decimal(amount).scaleb(minor_digits(currency))
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} {currency} has a fraction of the smallest unit")
    return int(scaled)


def spell(amount_minor: int, currency: str) -> str:
    """Write an amount as a decimal with its currency, as in `12.50 EUR`."""
    digits = minor_digits(currency)
    return f"{Decimal(amount_minor).scaleb(-digits):.{digits}f} {currency}"


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total in proportion to weights so that the parts sum to it exactly.

    Largest remainder, ties to the earlier place; with no weight at all nothing is shared.
    """
    whole = sum(weights)
    if whole <= 0:
        return [0] * len(weights)
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [part.numerator // part.denominator for part in exact]
    left = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for place in order[:left]:
        parts[place] += 1
    return parts
