"""Whole units from exact ratios: rounding modes, and shares that sum to the last unit."""

from __future__ import annotations

from collections.abc import Sequence


def round_ratio(numerator: int, denominator: int, mode: str) -> int:
    """Round a non-negative ratio: `floor`, `ceil`, `half_up` or `half_even`."""
    whole, rest = divmod(numerator, denominator)
    if not rest or mode == "floor":
        return whole
    if mode == "ceil":
        return whole + 1
    if mode == "half_up" or rest * 2 != denominator:
        return whole + (rest * 2 >= denominator)
    return whole + whole % 2


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Share a total by non-negative weights, largest remainder first, ties to the earlier one.

    The shares sum to the total exactly; without any weight nothing is shared.
    """
    whole = sum(weights)
    if whole <= 0 or total <= 0:
        return [0] * len(weights)
    shares, rests = [], []
    for weight in weights:
        share, rest = divmod(total * weight, whole)
        shares.append(share)
        rests.append(rest)
    left = total - sum(shares)
    if left:
        for place in sorted(range(len(rests)), key=lambda i: -rests[i])[:left]:
            shares[place] += 1
    return shares
