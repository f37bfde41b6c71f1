"""What an effect takes off: whole minor units per line, never more than the line has left."""

from __future__ import annotations

from collections.abc import Sequence

from program.pricing.goods import Goods
from program.pricing.terms import Bundle, BuyGet, Cut, GiftOf, PriceList, PricingRule
from program.pricing.units import bundle_takings, buy_get_takings, cheapest_takings, gift_takings
from program.rounding import round_ratio, spread

Act = Cut | PriceList | BuyGet | Bundle | GiftOf
Takings = dict[int, int]
Places = tuple[int, ...]


class Candidate:
    """A rule that holds for this basket: the lines it means, and its effect as a plain act.

    `places` are the lines it cuts, `parts` those of each part of an act that has several, `touched`
    all that it may make cheaper; `meant` are those that the rule means; `code` called it. A `whole`
    cannot be had for some of its lines alone; one that is `sharing` uses only lines it cuts.
    """

    __slots__ = (
        "act", "code", "is_sharing", "is_whole", "meant", "parts", "phase", "places", "rule",
        "touched",
    )  # fmt: skip

    def __init__(
        self,
        rule: PricingRule,
        act: Act,
        places: Places,
        *,
        meant: Places = (),
        parts: tuple[Places, ...] = (),
        touched: Places = (),
        code: str | None = None,
    ) -> None:
        self.rule, self.act, self.code = rule, act, code
        self.places, self.meant, self.parts, self.touched = places, meant, parts, touched
        self.is_whole = rule.max_minor is not None or _is_whole(act)
        self.is_sharing = not isinstance(act, BuyGet) or act.is_shared
        self.phase = _phase(act)

    @property
    def name(self) -> str:
        """Give what a shopper knows it by: the code, or the rule."""
        return self.code or self.rule.id


def _is_whole(act: Act) -> bool:
    if isinstance(act, Cut):
        return act.on == "cheapest" or (act.kind != "percent" and act.on != "lines")
    return not isinstance(act, PriceList)


def _phase(act: Act) -> int:
    """Give when an act comes among others: price lists, then items, percent, money."""
    if isinstance(act, Cut):
        return 2 if act.kind == "percent" else 3
    return 0 if isinstance(act, PriceList) else 1


def takings(
    found: Candidate, goods: Goods, amounts: Sequence[int], places: Sequence[int]
) -> Takings:
    """Give what a candidate takes off lines at these amounts.

    `places` are all of its lines, or those left to it where lines are shared among rules.
    """
    taken = _takings(found, goods, amounts, places)
    most = found.rule.max_minor
    if most is not None and sum(taken.values()) > most:
        shares = spread(most, list(taken.values()))
        taken = dict(zip(taken, shares, strict=True))
    return {place: minor for place, minor in taken.items() if minor}


def _takings(
    found: Candidate, goods: Goods, amounts: Sequence[int], places: Sequence[int]
) -> Takings:
    act = found.act
    if isinstance(act, PriceList):
        return {
            place: _above(goods, amounts, place, act.by_sku[goods.lines[place].sku])
            for place in places
        }
    if isinstance(act, BuyGet):
        return buy_get_takings(act, goods, amounts, found.parts)
    if isinstance(act, Bundle):
        return bundle_takings(act, goods, amounts, found.parts)
    if isinstance(act, GiftOf):
        return gift_takings(act, goods, amounts, places)
    if act.on == "cheapest":
        return cheapest_takings(act, goods, amounts, places)
    if act.on == "lines":
        return {place: _cut_line(act, goods, amounts, place) for place in places}
    whole = sum(amounts[place] for place in places)
    shares = spread(taken_by(act, whole), [amounts[place] for place in places])
    return dict(zip(places, shares, strict=True))


def worth_on(found: Candidate, goods: Goods, amounts: Sequence[int], place: int) -> int:
    """Give what a candidate that is no whole takes off one line alone."""
    act = found.act
    if isinstance(act, PriceList):
        return _above(goods, amounts, place, act.by_sku[goods.lines[place].sku])
    return _cut_line(act, goods, amounts, place) if isinstance(act, Cut) else 0


def taken_by(cut: Cut, amount: int) -> int:
    """Give what a cut takes off one amount; half a unit is rounded up."""
    value = cut.value
    if cut.kind == "percent":
        return round_ratio(amount * value.numerator, value.denominator, "half_up")
    if cut.kind == "amount":
        return min(int(value), amount)
    return max(amount - int(value), 0)


def _cut_line(cut: Cut, goods: Goods, amounts: Sequence[int], place: int) -> int:
    if cut.kind == "percent":
        return taken_by(cut, amounts[place])
    if cut.kind == "price":
        return _above(goods, amounts, place, int(cut.value))
    return min(_times(goods, place, int(cut.value)), amounts[place])


def _above(goods: Goods, amounts: Sequence[int], place: int, price: int) -> int:
    """Give how far a line is above a price of one item."""
    return max(amounts[place] - _times(goods, place, price), 0)


def _times(goods: Goods, place: int, minor: int) -> int:
    quantity, parts = goods.ratios[place]
    return minor * quantity if parts == 1 else round_ratio(minor * quantity, parts, "half_up")
