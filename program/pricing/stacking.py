"""How chosen rules stand together: group by group, with what each takes off each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from program.pricing.effects import Candidate, Takings, takings, worth_on
from program.pricing.goods import Goods
from program.pricing.terms import Group, PricingTerms


@dataclass(frozen=True, slots=True)
class Settled:
    """What is left of every line, and what each candidate took, in the order of settling."""

    left: tuple[int, ...]
    taken: tuple[tuple[Candidate, Takings], ...]

    @property
    def total(self) -> int:
        """What the basket costs."""
        return sum(self.left)


class Settling:
    """A basket being settled: the price on the shelf, and what is left so far."""

    def __init__(self, goods: Goods) -> None:
        self.goods = goods
        self.left = list(goods.amounts)
        self.taken: list[tuple[Candidate, Takings]] = []

    def take(self, found: Candidate, amounts: Sequence[int], places: Sequence[int]) -> Takings:
        """Take what a candidate gives at some amounts, never more than there is left."""
        wanted = takings(found, self.goods, amounts, places)
        got = {
            place: min(minor, self.left[place])
            for place, minor in wanted.items()
            if self.left[place]
        }
        for place, minor in got.items():
            self.left[place] -= minor
        self.taken.append((found, got))
        return got


def settle(terms: PricingTerms, goods: Goods, chosen: Sequence[Candidate]) -> Settled:
    """Take everything off that the chosen candidates give, in the order of their groups.

    Candidates come sorted by phase and id; nothing here depends on the order of the manifest but
    groups, and rules under `first`.
    """
    settling = Settling(goods)
    for rank, group in enumerate(terms.groups):
        members = [found for found in chosen if found.rule.group == rank]
        if not members:
            continue
        amounts = goods.amounts if group.base == "initial" else tuple(settling.left)
        _WAYS[_way(group, members)](settling, members, amounts)
    return Settled(tuple(settling.left), tuple(settling.taken))


def _way(group: Group, members: Sequence[Candidate]) -> str:
    """Tell how a group is settled; what chooses once for the receipt has been chosen already."""
    is_choosing = group.how in ("max", "first") and group.per == "line"
    if group.how == "multiply":
        return "multiply"
    return group.how if is_choosing and len(members) > 1 else "sum"


def _sum(settling: Settling, members: Sequence[Candidate], amounts: Sequence[int]) -> None:
    for found in members:
        settling.take(found, amounts, found.places)


def _multiply(settling: Settling, members: Sequence[Candidate], amounts: Sequence[int]) -> None:
    """Take each of what the one before left; the first of the price that the group begins with."""
    running = list(amounts)
    for found in members:
        for place, minor in settling.take(found, running, found.places).items():
            running[place] -= minor


def _max(settling: Settling, members: Sequence[Candidate], amounts: Sequence[int]) -> None:
    """Give every line its best rule; what is had as a whole has its lines to itself."""
    claimed: set[int] = set()
    for found in members:
        if found.is_whole:
            claimed |= settling.take(found, amounts, found.places).keys()
    best: dict[int, tuple[int, Candidate]] = {}
    for found in members:
        if found.is_whole:
            continue
        for place in found.places:
            if place in claimed:
                continue
            worth = worth_on(found, settling.goods, amounts, place)
            if place not in best or worth > best[place][0]:
                best[place] = (worth, found)
    for found in members:
        if not found.is_whole:
            won = [p for p in found.places if p in best and best[p][1] is found]
            settling.take(found, amounts, won)


def _first(settling: Settling, members: Sequence[Candidate], amounts: Sequence[int]) -> None:
    """Give every line the first rule of the manifest that gives it something."""
    claimed: set[int] = set()
    for found in sorted(members, key=lambda member: member.rule.place):
        if found.is_whole and not claimed.isdisjoint(found.touched):
            settling.taken.append((found, {}))
            continue
        free = [place for place in found.places if place not in claimed]
        claimed |= settling.take(found, amounts, free).keys()


_WAYS: dict[str, Callable[[Settling, Sequence[Candidate], Sequence[int]], None]] = {
    "sum": _sum,
    "multiply": _multiply,
    "max": _max,
    "first": _first,
}
