"""Conditions of the member: who they are, how long, how often, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from program.calendar import add_months
from program.conditions.matching import Wanted
from program.rejections import Rejection
from program.values import Situation


@dataclass(frozen=True, slots=True)
class Tiers:
    """Holding one of these tiers."""

    codes: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether the member holds one of them."""
        return situation.standing.tier in self.codes

    def rejection(self, situation: Situation) -> Rejection:
        """Ask for a member, or for another tier."""
        if situation.standing.tier is None:
            return Rejection.of("MEMBER_REQUIRED")
        return Rejection.of("NOT_ELIGIBLE", segment=", ".join(sorted(self.codes)))


@dataclass(frozen=True, slots=True)
class Segments:
    """Being in one of these segments."""

    names: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether the member is in one of them."""
        return not self.names.isdisjoint(situation.standing.facts.segments)

    def rejection(self, situation: Situation) -> Rejection:
        """Name the segments."""
        return Rejection.of("NOT_ELIGIBLE", segment=", ".join(sorted(self.names)))


@dataclass(frozen=True, slots=True)
class NotSegments:
    """Being in none of these segments."""

    names: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether the member is in none of them."""
        return self.names.isdisjoint(situation.standing.facts.segments)

    def rejection(self, situation: Situation) -> Rejection:
        """Say who is not in these segments."""
        names = ", ".join(sorted(self.names))
        return Rejection.of("NOT_ELIGIBLE", segment=f"not {names}")


@dataclass(frozen=True, slots=True)
class Attributes:
    """Having attributes with the values wanted; what is not known does not hold."""

    wanted: tuple[tuple[str, Wanted], ...]

    def holds(self, situation: Situation) -> bool:
        """Tell whether each attribute is as wanted."""
        known = situation.standing.facts.attributes
        return all(want.takes(known.get(name)) for name, want in self.wanted)

    def rejection(self, situation: Situation) -> Rejection:
        """Name the first attribute that is not."""
        known = situation.standing.facts.attributes
        name = next(name for name, want in self.wanted if not want.takes(known.get(name)))
        return Rejection.of("NOT_ELIGIBLE", segment=name)


@dataclass(frozen=True, slots=True)
class Visits:
    """At one visit, at each whose number `every` divides, or from the `least` on.

    The visit that is going on counts: the first purchase is visit 1.
    """

    exactly: int = 0
    every: int = 0
    least: int = 0

    def holds(self, situation: Situation) -> bool:
        """Tell whether this visit is meant."""
        number = situation.standing.facts.visits + 1
        if self.exactly and number != self.exactly:
            return False
        if self.every and number % self.every:
            return False
        return number >= self.least

    def rejection(self, situation: Situation) -> Rejection:
        """Say which visits are meant."""
        spelled = f"visit {self.exactly}" if self.exactly else f"every visit {self.every}"
        if self.least and not self.exactly and not self.every:
            spelled = f"visit {self.least} or later"
        return Rejection.of("CONDITION_FAILED", detail=spelled)


@dataclass(frozen=True, slots=True)
class NewVisit:
    """On the first receipt of a visit, or on those that go on with one."""

    wanted: bool = True

    def holds(self, situation: Situation) -> bool:
        """Tell whether this receipt begins a visit, or does not."""
        return situation.standing.facts.goes_on is not self.wanted

    def rejection(self, situation: Situation) -> Rejection:
        """Say which receipts are meant."""
        which = "first" if self.wanted else "later"
        return Rejection.of("CONDITION_FAILED", detail=f"the {which} receipt of a visit")


@dataclass(frozen=True, slots=True)
class DaysSinceLast:
    """So many days after the visit before; without one it does not hold."""

    least: int = 0
    most: int | None = None

    def holds(self, situation: Situation) -> bool:
        """Tell whether the last visit was so long ago."""
        last = situation.standing.facts.last_visit_at
        if last is None:
            return False
        days = (situation.day - last.astimezone(situation.at.tzinfo).date()).days
        return days >= self.least and (self.most is None or days <= self.most)

    def rejection(self, situation: Situation) -> Rejection:
        """Say that it is about the time since the last visit."""
        return Rejection.of("CONDITION_FAILED", detail="days since the last visit")


@dataclass(frozen=True, slots=True)
class Tenure:
    """Being a member for so long: the day itself counts."""

    months: int = 0
    days: int = 0

    def holds(self, situation: Situation) -> bool:
        """Tell whether the member joined long enough ago."""
        joined = situation.standing.facts.joined_at
        if joined is None:
            return False
        first = joined.astimezone(situation.at.tzinfo).date()
        return add_months(first, self.months) + timedelta(days=self.days) <= situation.day

    def rejection(self, situation: Situation) -> Rejection:
        """Say that it is about the time of membership."""
        return Rejection.of("CONDITION_FAILED", detail="length of membership")


@dataclass(frozen=True, slots=True)
class Paid:
    """Holding a paid membership that runs, or not."""

    wanted: bool = True

    def holds(self, situation: Situation) -> bool:
        """Tell whether a paid membership runs at this moment."""
        facts = situation.standing.facts
        since, until = facts.paid_since, facts.paid_until
        runs = until is not None and situation.at < until
        return (runs and (since is None or since <= situation.at)) is self.wanted

    def rejection(self, situation: Situation) -> Rejection:
        """Ask for a paid membership, or for somebody without one."""
        if self.wanted:
            return Rejection.of("MEMBER_REQUIRED")
        return Rejection.of("NOT_ELIGIBLE", segment="without paid membership")


@dataclass(frozen=True, slots=True)
class Links:
    """Being linked, with the consent of both, by one of these kinds."""

    kinds: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether there is such a link."""
        links = situation.standing.facts.links
        return any(links.get(kind) for kind in self.kinds)

    def rejection(self, situation: Situation) -> Rejection:
        """Name the kinds of link."""
        return Rejection.of("NOT_ELIGIBLE", segment=", ".join(sorted(self.kinds)))


@dataclass(frozen=True, slots=True)
class Balances:
    """Holding so many units of accounts."""

    wanted: tuple[tuple[str, Wanted], ...]

    def holds(self, situation: Situation) -> bool:
        """Tell whether each balance is as wanted; what is not there is nought."""
        balances = situation.standing.balances
        return all(want.takes(balances.get(code, 0)) for code, want in self.wanted)

    def rejection(self, situation: Situation) -> Rejection:
        """Say how many units are missing, or which account holds too many."""
        balances = situation.standing.balances
        for code, want in self.wanted:
            held = balances.get(code, 0)
            missing = want.missing_from(held)
            if missing:
                return Rejection.of("INSUFFICIENT_POINTS", missing=missing, account=code)
            if not want.takes(held):
                return Rejection.of("CONDITION_FAILED", detail=f"units of {code}")
        return Rejection.of("CONDITION_FAILED", detail="units")
