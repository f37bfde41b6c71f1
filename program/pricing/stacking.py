"""How chosen rules stand together: group by group, with what each takes off each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from program.pricing.effects import Candidate, Takings, takings, worth_on
from program.pricing.goods import Goods
from program.pricing.sets import bits, weightiest
from program.pricing.terms import Group, PricingTerms

MOST_OFFERS = 96
Taken = list[tuple[Candidate, Takings]]
Amounts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What is left of every line, and what each candidate took, in the order of settling."""

    left: Amounts
    taken: tuple[tuple[Candidate, Takings], ...]
    total: int


class Settlement:
    """A basket under one set of terms: settles any choice of candidates, each group once.

    Candidates come sorted by phase and id; nothing here depends on the order of the manifest but
    the order of groups, and rules under `first`.
    """

    def __init__(self, terms: PricingTerms, goods: Goods) -> None:
        self.terms = terms
        self.goods = goods
        self._known: dict[tuple[tuple[int, ...], Amounts], tuple[Taken, Amounts]] = {}

    def settle(self, chosen: Sequence[Candidate]) -> Settled:
        """Take everything off that the chosen candidates give, in the order of their groups."""
        left = self.goods.amounts
        taken: Taken = []
        by_group: dict[int, list[Candidate]] = {}
        for found in chosen:
            by_group.setdefault(found.rule.group, []).append(found)
        for rank in sorted(by_group):
            got, left = self._group(self.terms.groups[rank], by_group[rank], left)
            taken += got
        return Settled(left, tuple(taken), sum(left))

    def _group(
        self, group: Group, members: list[Candidate], left: Amounts
    ) -> tuple[Taken, Amounts]:
        """Settle a group; what is known of the same members at the same prices is not redone."""
        key = (tuple(found.rule.place for found in members), left)
        known = self._known.get(key)
        if known is None:
            amounts = left if group.base == "running" else self.goods.amounts
            wanted = _WAYS[_way(group, members)](self.goods, members, amounts)
            after = list(left)
            got = [(found, _take(after, takes) if takes else takes) for found, takes in wanted]
            known = self._known[key] = got, tuple(after)
        return known


def _take(left: list[int], wanted: Takings) -> Takings:
    """Take what is wanted, never more than there is left."""
    got = {place: min(minor, left[place]) for place, minor in wanted.items() if left[place]}
    for place, minor in got.items():
        left[place] -= minor
    return got


def _way(group: Group, members: Sequence[Candidate]) -> str:
    """Tell how a group is settled; what chooses once for the receipt has been chosen already."""
    if group.how == "multiply":
        return "multiply"
    is_choosing = group.how in ("max", "first") and group.per == "line"
    return group.how if is_choosing and len(members) > 1 else "sum"


def _sum(goods: Goods, members: Sequence[Candidate], amounts: Amounts) -> Taken:
    return [(found, takings(found, goods, amounts, found.places)) for found in members]


def _multiply(goods: Goods, members: Sequence[Candidate], amounts: Amounts) -> Taken:
    """Take each of what the one before left; the first of the price that the group begins with."""
    running = list(amounts)
    taken: Taken = []
    for found in members:
        got = takings(found, goods, running, found.places)
        for place, minor in got.items():
            running[place] -= minor
        taken.append((found, got))
    return taken


def _max(goods: Goods, members: Sequence[Candidate], amounts: Amounts) -> Taken:
    """Give every line its best rule; what is had as a whole has its lines to itself.

    A whole is worth what it takes off above the best that its lines have otherwise; of wholes that
    share lines the set that is worth most is taken.
    """
    best: dict[int, tuple[int, Candidate]] = {}
    wholes: Taken = []
    for found in members:
        if found.is_whole:
            wholes.append((found, takings(found, goods, amounts, found.places)))
            continue
        for place in found.places:
            worth = worth_on(found, goods, amounts, place)
            if worth and (place not in best or worth > best[place][0]):
                best[place] = (worth, found)
    chosen = _best_wholes(wholes, {place: worth for place, (worth, _) in best.items()})
    claimed = {place for v in chosen for place in wholes[v][1]}
    won: dict[int, list[int]] = {}
    for place in sorted(best.keys() - claimed):
        won.setdefault(best[place][1].rule.place, []).append(place)
    kept = {wholes[v][0].rule.place: wholes[v][1] for v in chosen}
    return [
        (found, kept.get(found.rule.place, {}))
        if found.is_whole
        else (found, _of(goods, found, amounts, won.get(found.rule.place)))
        for found in members
    ]


def _of(goods: Goods, found: Candidate, amounts: Amounts, places: list[int] | None) -> Takings:
    return takings(found, goods, amounts, places) if places else {}


def _best_wholes(wholes: Taken, otherwise: dict[int, int]) -> list[int]:
    """Choose among offers that are had as a whole, by place in their list."""
    users: dict[int, int] = {}
    uses = [
        taken.keys() if found.is_sharing or not taken else found.touched for found, taken in wholes
    ]
    for v, places in enumerate(uses):
        for place in places:
            users[place] = users.get(place, 0) | 1 << v
    neighbours = [0] * len(wholes)
    for v, places in enumerate(uses):
        for place in places:
            neighbours[v] |= users[place]
        neighbours[v] &= ~(1 << v)
    weights = [
        sum(minor - otherwise.get(place, 0) for place, minor in taken.items())
        for _, taken in wholes
    ]
    return list(bits(weightiest(neighbours, weights, MOST_OFFERS)))


def _first(goods: Goods, members: Sequence[Candidate], amounts: Amounts) -> Taken:
    """Give every line the first rule of the manifest that gives it something."""
    claimed: set[int] = set()
    taken: Taken = []
    for found in sorted(members, key=lambda member: member.rule.place):
        got: Takings = {}
        if not found.is_whole:
            free = [place for place in found.places if place not in claimed]
            got = takings(found, goods, amounts, free)
        elif claimed.isdisjoint(found.touched):
            got = takings(found, goods, amounts, found.places)
        claimed |= got.keys()
        taken.append((found, got))
    return taken


_WAYS: dict[str, Callable[[Goods, Sequence[Candidate], Amounts], Taken]] = {
    "sum": _sum,
    "multiply": _multiply,
    "max": _max,
    "first": _first,
}
