"""What a wallet should be, told as simply as can be: a plain list with one row per point.

It knows nothing of lots that are split, joined and written down as changes. The names of lots are
taken over from the ledger, because a name is all that they are here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

NEVER = 1 << 60


class Refused(Exception):
    """The oracle would refuse; the text is the name of the refusal it expects."""


@dataclass(frozen=True)
class Point:
    """One point: the lot that it lies in, and its three moments."""

    lot: str
    expires: int | None
    available: int
    earned: int

    @property
    def order(self) -> tuple[int, int, str]:
        """Nearest expiry first, undated last, then the oldest."""
        return (self.expires or NEVER, self.earned, self.lot)

    def is_live(self, now: int) -> bool:
        """Tell whether it can be spent."""
        return self.available <= now and (self.expires is None or now < self.expires)


@dataclass
class Oracle:
    """Points that are free, points that are held, and one number for what is owed."""

    now: int
    free: list[Point] = field(default_factory=list)
    held: dict[str, tuple[int, list[Point]]] = field(default_factory=dict)
    debt: int = 0
    moved: Counter[str] = field(default_factory=Counter)

    def tick(self, now: int) -> None:
        """Let time pass, stopping at every moment at which something happens."""
        moments = {p.expires for p in self.free} | {p.available for p in self.free} | {now}
        for until, points in self.held.values():
            moments |= {until} | {p.expires for p in points}
        for moment in sorted(m for m in moments if m is not None and self.now < m <= now):
            self.now = moment
            self.settle()

    def settle(self) -> None:
        """Let holds run out, points expire and debts be paid at this moment."""
        for name in [name for name, (until, _) in self.held.items() if until <= self.now]:
            self.free_again(self.held.pop(name)[1])
        dead = [p for p in self.free if p.expires is not None and p.expires <= self.now]
        self.moved["expire"] -= len(dead)
        self.free = [p for p in self.free if p not in set(dead)]
        self.pay()

    def pay(self) -> None:
        """Use what is live to pay what is owed."""
        paid = self.live()[: self.debt]
        self.debt -= len(paid)
        self.remove(paid)

    def live(self) -> list[Point]:
        """List what can be spent, in the order in which it is."""
        return sorted((p for p in self.free if p.is_live(self.now)), key=lambda p: p.order)

    def remove(self, points: list[Point]) -> None:
        """Take points out of the list, one row for each."""
        for point in points:
            self.free.remove(point)

    def free_again(self, points: list[Point]) -> None:
        """Put points back beside those of the same lot, whose moments they share."""
        for point in points:
            self.free.append(next((p for p in self.free if p.lot == point.lot), point))

    def trial(self, steps: list[Any], names: Iterator[str | None]) -> Oracle:
        """Give the oracle after a posting, or raise `Refused`; this one stays as it is."""
        held = {name: (until, list(points)) for name, (until, points) in self.held.items()}
        after = Oracle(self.now, list(self.free), held, self.debt, Counter(self.moved))
        for step in steps:
            getattr(after, f"do_{type(step).__name__.lower()}")(step, names)
        after.settle()
        return after

    def do_earn(self, step: Any, names: Iterator[str | None]) -> None:
        """Add points; points of one lot always share their moments."""
        available = max(step.available_ms or self.now, self.now)
        name = next(names) or self.name_alike(step.expires_ms, available)
        kin = next((p for p in self.free if p.lot == name), None)
        if kin is not None:
            assert kin.expires == step.expires_ms, "an expiry was changed by joining lots"
            both_live = kin.available <= self.now >= available
            assert both_live or kin.available == available, "pending and live points were joined"
        point = kin or Point(name, step.expires_ms, available, self.now)
        self.free += [point] * step.amount
        self.moved["earn"] += step.amount
        self.pay()

    def name_alike(self, expires: int | None, available: int) -> str:
        """Name the lot that a refused posting would have earned into."""
        alike = {available} | (
            {p.available for p in self.live()} if available <= self.now else set()
        )
        kin = (p for p in self.free if p.expires == expires and p.available in alike)
        return min((p.lot for p in kin), default=f"?{len(self.free)} {expires} {available}")

    def do_burn(self, step: Any, _: Iterator[str | None]) -> None:
        """Spend the first points of the list."""
        self.remove(self.pick(step.amount))
        self.moved["burn"] -= step.amount

    def pick(self, amount: int) -> list[Point]:
        """Choose what is spent."""
        chosen = self.live()[:amount]
        if len(chosen) < amount:
            raise Refused("InsufficientPoints")
        return chosen

    def do_placehold(self, step: Any, _: Iterator[str | None]) -> None:
        """Put points aside."""
        chosen = self.pick(step.amount)
        self.remove(chosen)
        self.held[step.hold_id] = (step.until_ms, chosen)

    def do_confirmhold(self, step: Any, _: Iterator[str | None]) -> None:
        """Spend the first points put aside; the others are free again."""
        _, points = self.held.get(step.hold_id, (0, None))
        if points is None:
            raise Refused("HoldNotFound")
        amount = len(points) if step.amount is None else step.amount
        if amount > len(points):
            raise Refused("InsufficientPoints")
        del self.held[step.hold_id]
        self.moved["burn"] -= amount
        self.free_again(points[amount:])
        self.pay()

    def do_releasehold(self, step: Any, _: Iterator[str | None]) -> None:
        """Let all points put aside be free again."""
        if step.hold_id not in self.held:
            raise Refused("HoldNotFound")
        self.free_again(self.held.pop(step.hold_id)[1])
        self.pay()

    def do_restore(self, step: Any, names: Iterator[str | None]) -> None:
        """Give spent points back, expiring when they would have, or later."""
        for piece in step.slices:
            expires = piece.expires_ms
            if expires is not None and step.not_before_ms is not None:
                expires = max(expires, step.not_before_ms)
            name = next(names) or f"?{len(self.free)}"
            point = Point(name, expires, piece.available_ms, piece.earned_ms)
            self.free_again([point] * piece.amount)
            self.moved["burn_reverse"] += piece.amount
            assert all(p.expires == expires for p in self.free if p.lot == point.lot)
        self.pay()

    def do_claw(self, step: Any, _: Iterator[str | None]) -> None:
        """Take points away: those of the named lots, then the first, then owe them."""
        own = [p for name in dict.fromkeys(step.lots) for p in self.free if p.lot == name]
        taken = (own + [p for p in self.live() if p.lot not in step.lots])[: step.amount]
        short = step.amount - len(taken)
        if short and step.policy == "block":
            raise Refused("ReturnBlocked")
        self.remove(taken)
        if step.policy == "debt":
            self.debt += short
        self.moved["earn_reverse"] -= len(taken) + (short if step.policy == "debt" else 0)

    def do_mature(self, step: Any, names: Iterator[str | None]) -> None:
        """Let points of the named lots that wait be free now, under an expiry of their own."""
        waiting = [p for p in self.free if p.lot in step.lots and p.available > self.now]
        ripe = sorted(waiting, key=lambda p: p.order)[: step.amount]
        if len(ripe) < step.amount:
            raise Refused("InsufficientPoints")
        self.remove(ripe)
        name = next(names) or self.name_alike(step.expires_ms, self.now)
        kin = next((p for p in self.free if p.lot == name), None)
        if kin is not None:
            assert kin.expires == step.expires_ms, "an expiry was changed by joining lots"
            assert kin.available <= self.now, "ripe and waiting points were joined"
        point = kin or Point(name, step.expires_ms, self.now, self.now)
        self.free += [point] * step.amount
        self.pay()

    def do_prolong(self, step: Any, _: Iterator[str | None]) -> None:
        """Move expiries of live points later."""
        late = step.expires_ms
        self.free = [
            Point(p.lot, late, p.available, p.earned)
            if p.is_live(self.now) and p.expires is not None and p.expires < late
            else p
            for p in self.free
        ]

    def free_lots(self) -> Counter[tuple[Any, ...]]:
        """Count free points by lot and moments."""
        return Counter((p.lot, p.expires, p.available, p.earned) for p in self.free)

    def held_lots(self) -> dict[str, tuple[int, Counter[tuple[Any, ...]]]]:
        """Count held points by hold, lot and moments."""
        return {
            name: (until, Counter((p.lot, p.expires, p.available, p.earned) for p in points))
            for name, (until, points) in self.held.items()
        }
