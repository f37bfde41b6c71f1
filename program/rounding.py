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
    return _hand_out(total - sum(shares), shares, rests)


def share_steps(steps: int, weights: Sequence[int], quantum: int, step: int) -> list[int]:
    """Share whole steps of units among weights of which a `quantum` is worth one step.

    Each weight keeps the whole steps that are its own; what the rests have given together goes
    to the largest rests, one unit each, and a step of several units goes over the rests in
    proportion. The steps are those of the rounded sum, so never fewer than the weights' own.
    """
    own, rests = [], []
    for weight in weights:
        whole, rest = divmod(weight, quantum)
        own.append(step * whole)
        rests.append(rest)
    left = step * steps - sum(own)
    if step == 1:
        return _hand_out(left, own, rests)
    return [mine + more for mine, more in zip(own, spread(left, rests), strict=True)]


def _hand_out(left: int, shares: list[int], rests: Sequence[int]) -> list[int]:
    """Add a unit to the shares with the largest rests, ties to the earlier one."""
    if left:
        for place in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
            shares[place] += 1
    return shares
