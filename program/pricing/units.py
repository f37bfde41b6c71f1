"""Discounts that count items: whole items only, the cheapest first, in multiples.

Items are never unrolled: a line is a run of equal items. The worth of k items of a line is its
share of the line's amount, so that all items together are worth the line exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from program.pricing.goods import Goods
from program.pricing.terms import Bundle, BuyGet, Cut, GiftOf
from program.rounding import round_ratio, spread

Takings = dict[int, int]
_FINE = 10**12


@dataclass(frozen=True, slots=True)
class Run:
    """So many equal items of the line at a place; `price` only tells dearer from cheaper."""

    place: int
    count: int
    price: int


def runs_of(goods: Goods, amounts: Sequence[int], places: Iterable[int]) -> list[Run]:
    """Give the whole items of some lines, the cheapest first."""
    runs = []
    for place in places:
        quantity, parts = goods.ratios[place]
        count = quantity // parts
        if count:
            runs.append(Run(place, count, amounts[place] * parts * _FINE // quantity))
    runs.sort(key=_cheapness)
    return runs


def _cheapness(run: Run) -> tuple[int, int]:
    return run.price, run.place


def pick(runs: Iterable[Run], wanted: int) -> dict[int, int]:
    """Take so many items from the beginning of some runs: counts by place."""
    picked: dict[int, int] = {}
    for run in runs:
        if wanted <= 0:
            break
        count = min(run.count, wanted)
        picked[run.place] = picked.get(run.place, 0) + count
        wanted -= count
    return picked


def _less(runs: Iterable[Run], picked: dict[int, int]) -> list[Run]:
    """Give what is left of runs after some items were picked."""
    left = [Run(run.place, run.count - picked.get(run.place, 0), run.price) for run in runs]
    return [run for run in left if run.count > 0]


def _worth(goods: Goods, amounts: Sequence[int], place: int, count: int) -> int:
    """Give what so many items of a line are worth, in whole minor units."""
    quantity, parts = goods.ratios[place]
    return round_ratio(amounts[place] * count * parts, quantity, "half_up")


def _worths(goods: Goods, amounts: Sequence[int], picked: dict[int, int]) -> Takings:
    return {
        place: min(_worth(goods, amounts, place, count), amounts[place])
        for place, count in sorted(picked.items())
    }


def cheapest_takings(
    cut: Cut, goods: Goods, amounts: Sequence[int], places: Sequence[int]
) -> Takings:
    """Cut the cheapest items; a fixed price or an amount is for one item."""
    picked = pick(runs_of(goods, amounts, places), cut.items)
    worths = _worths(goods, amounts, picked)
    return {place: _cut_items(cut, worth, picked[place]) for place, worth in worths.items()}


def _cut_items(cut: Cut, worth: int, count: int) -> int:
    value = cut.value
    if cut.kind == "percent":
        return round_ratio(worth * value.numerator, value.denominator, "half_up")
    if cut.kind == "amount":
        return min(int(value) * count, worth)
    return max(worth - int(value) * count, 0)


def buy_get_takings(
    act: BuyGet, goods: Goods, amounts: Sequence[int], parts: Sequence[tuple[int, ...]]
) -> Takings:
    """Make the cheapest of what is got cheaper, as often as enough is bought beside it."""
    buying = runs_of(goods, amounts, parts[0])
    getting = runs_of(goods, amounts, parts[1]) if act.goods is not None else buying
    times = _times(act, buying, getting)
    if not times:
        return {}
    got = pick(getting, times * act.get)
    worths = _worths(goods, amounts, got)
    whole = sum(worths.values())
    taken = round_ratio(whole * act.share.numerator, act.share.denominator, "half_up")
    if not act.is_shared:
        return _shared(taken, worths)
    bought = pick(reversed(_less(buying, got)), times * act.buy)
    both = {place: got.get(place, 0) + bought.get(place, 0) for place in {**got, **bought}}
    return _shared(taken, _worths(goods, amounts, both))


def _times(act: BuyGet, buying: Sequence[Run], getting: Sequence[Run]) -> int:
    """Give how often an offer fits: what is got cannot count as bought."""
    if act.goods is None:
        fits = sum(run.count for run in buying) // (act.buy + act.get)
        return fits if act.times is None else min(fits, act.times)
    bought = {run.place: run.count for run in buying}
    got = {run.place: run.count for run in getting}
    both = sum(min(count, got.get(place, 0)) for place, count in bought.items())
    alone, others = sum(bought.values()) - both, sum(got.values()) - both
    most = act.times if act.times is not None else alone + both
    low, high = 0, min(most, (alone + both) // act.buy, (others + both) // act.get)
    while low < high:
        tried = (low + high + 1) // 2
        fits = _fits(act, tried, buying, getting)
        low, high = (tried, high) if fits else (low, tried - 1)
    return low


def _fits(act: BuyGet, times: int, buying: Sequence[Run], getting: Sequence[Run]) -> bool:
    got = pick(getting, times * act.get)
    return sum(run.count for run in _less(buying, got)) >= times * act.buy


def bundle_takings(
    act: Bundle, goods: Goods, amounts: Sequence[int], parts: Sequence[tuple[int, ...]]
) -> Takings:
    """Put bundles together from the dearest items, as long as they make the goods cheaper."""
    used: dict[int, int] = {}
    taken: Takings = {}
    left = act.times
    while left is None or left > 0:
        picked, times = _one_bundle(act, goods, amounts, parts, used)
        times = times if left is None else min(times, left)
        worths = {
            place: _between(goods, amounts, place, used.get(place, 0), count * times)
            for place, count in sorted(picked.items())
        }
        saved = _cut_items(act.cut, sum(worths.values()), times)
        if saved <= 0:
            break
        for place, minor in _shared(saved, worths).items():
            taken[place] = taken.get(place, 0) + minor
            used[place] = used.get(place, 0) + picked[place] * times
        left = None if left is None else left - times
    return taken


def _between(goods: Goods, amounts: Sequence[int], place: int, used: int, count: int) -> int:
    """Give what the next items of a line are worth after those used, so that all sum to it."""
    return _worth(goods, amounts, place, used + count) - _worth(goods, amounts, place, used)


def _one_bundle(
    act: Bundle,
    goods: Goods,
    amounts: Sequence[int],
    parts: Sequence[tuple[int, ...]],
    used: dict[int, int],
) -> tuple[dict[int, int], int]:
    """Pick the dearest items left for every part, and tell how often the same pick is there."""
    picked: dict[int, int] = {}
    for part, places in zip(act.parts, parts, strict=True):
        gone = {place: used.get(place, 0) + picked.get(place, 0) for place in places}
        free = _less(runs_of(goods, amounts, places), gone)
        found = pick(sorted(free, key=lambda run: (-run.price, run.place)), part.quantity)
        if sum(found.values()) < part.quantity:
            return {}, 0
        for place, count in found.items():
            picked[place] = picked.get(place, 0) + count
    times = min(
        (int(goods.lines[place].quantity) - used.get(place, 0)) // count
        for place, count in picked.items()
    )
    return picked, times


def gift_takings(
    act: GiftOf, goods: Goods, amounts: Sequence[int], places: Sequence[int]
) -> Takings:
    """Make the gift's own lines free, for as many items as are given."""
    return _worths(goods, amounts, pick(runs_of(goods, amounts, places), act.quantity))


def _shared(total: int, worths: Takings) -> Takings:
    return dict(zip(worths, spread(total, list(worths.values())), strict=True))
