"""What the effects of an activity do to a wallet, and how each is undone: steps for one entry.

Units wait while a decision is awaited, and what is taken is set aside; all else is done when the
decision falls. A row of the record notes what its mirror needs: lots, slices, what was before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from foundation import ids
from program import facts
from program.activities import ActivityType, Given, extended_until, lapses_at
from program.converting import taking_apart_steps
from program.earning import TakenBack
from program.expiry import available_at, prolonged_until, restored_expires_at
from program.terms import Expiry, Terms
from program.tier_marks import tier_step
from program.values import Earned, TierState
from wallet import (
    UNDATED_MS,
    Burn,
    Claw,
    ConfirmHold,
    Earn,
    Lot,
    Mature,
    PlaceHold,
    Prolong,
    ReleaseHold,
    Restore,
    SetMark,
    Step,
    WalletView,
    to_moment,
    to_ms,
)

Row = dict[str, Any]
UNITS = frozenset({"add", "grant", "earn"})
ORDERS = frozenset({"message", "partner", "webhook"})


def row_of(given: Given) -> Row:
    """Write down what an effect comes to."""
    settings = dict(given.settings)
    if "expiry" in settings:
        settings["expiry"] = asdict(settings["expiry"])
    return {"k": given.kind, "u": given.account, "n": given.amount, "s": settings}


def row_of_earned(earned: Earned) -> Row:
    """Write down what the earning rules give on one account."""
    by_rule: dict[str, int] = {}
    for hit in earned.hits:
        by_rule[hit.rule_id] = by_rule.get(hit.rule_id, 0) + hit.points
    settings: Row = {"rules": [[rule, points] for rule, points in by_rule.items()]}
    if earned.cap:
        settings["cap"] = earned.cap
    return {"k": "earn", "u": earned.account, "n": earned.amount, "s": settings}


def rows_back(rows: Sequence[Row], judged: Iterable[TakenBack]) -> list[Row]:
    """Give the rows as they are taken back: what retro bands gave by what is left to earn now.

    What they take besides what this very activity gave stands in rows of its own, at the end.
    """
    found = list(rows)
    for back in judged:
        place = next((n for n, row in enumerate(rows) if _is_of(row, back)), len(found))
        if place == len(found):
            found.append({"k": "earn", "u": back.account, "n": 0, "s": {"rules": []}})
        row = found[place]
        by_rule = dict(row["s"]["rules"])
        amount = row["n"] - by_rule.get(back.rule, 0) + back.units
        rules = [[rule, n] for rule, n in (by_rule | {back.rule: back.units}).items() if n]
        found[place] = row | {"n": amount, "s": row["s"] | {"rules": rules}}
    return found


def is_bygone(terms: Terms, row: Row, counted_at: datetime, now: datetime) -> bool:
    """Tell whether given units counted for a time that is over: there is nothing to take back."""
    if row["k"] not in UNITS or not terms.accounts[row["u"]].is_of_its_time:
        return False
    until = lapses_at(terms, _given(row), counted_at)
    return until is not None and until <= now


def _is_of(row: Row, back: TakenBack) -> bool:
    rules = [rule for rule, _ in row["s"]["rules"]] if row["k"] == "earn" else []
    return row["u"] == back.account and back.rule in rules


def _given(row: Row) -> Given:
    settings = dict(row["s"])
    if "expiry" in settings:
        settings["expiry"] = Expiry(**settings["expiry"])
    return Given(row["k"], row["u"], row["n"], settings)


def with_touched(activity: str, rows: Sequence[Row], moves: Sequence[Mapping[str, Any]]) -> None:
    """Note in the rows of an activity which lots their moves have touched."""
    for move in moves:
        why = move.get("w", {})
        place = why.get("effect")
        if place is None or why.get("activity") != activity or not move.get("l"):
            continue
        if move["t"] in ("earn", "mature"):
            rows[place]["lots"] = [row[0] for row in move["l"]]
            rows[place]["ends"] = [row[2] for row in move["l"]]
        if move["t"] == "burn":
            rows[place]["slices"] = move["l"]


def _last_mark(terms: Terms) -> str:
    return f"happened@{terms.program}"


def last_at(terms: Terms, kind: ActivityType, view: WalletView) -> datetime | None:
    """Give when a type of activity counted last, if it may come again only after so many days."""
    ms = (view.mark(_last_mark(terms)) or {}).get(kind.code)
    return None if ms is None else to_moment(ms)


def last_step(terms: Terms, kind: ActivityType, view: WalletView, at: datetime) -> list[Step]:
    """Remember when an activity counted that may come again only after so many days."""
    if kind.once is None or kind.once.kind != "days":
        return []
    kept = dict(view.mark(_last_mark(terms)) or {})
    kept[kind.code] = to_ms(at)
    return [SetMark(_last_mark(terms), dict(sorted(kept.items())))]


class Granting:
    """Gathers the steps of one change of an activity; marks touched twice are written once."""

    def __init__(self, terms: Terms, view: WalletView, record: Mapping[str, Any]) -> None:
        self.terms = terms
        self.view = view
        self.record = record
        self.gained: dict[str, int] = {}
        self.is_tier_set = False
        self.is_tier_lowered = False
        self._steps: list[Step] = []
        self._marks: dict[str, Any] = {}

    def steps(self) -> list[Step]:
        """Give all steps, marks last."""
        return [*self._steps, *(SetMark(key, value) for key, value in self._marks.items())]

    def why(self, place: int) -> dict[str, Any]:
        """Explain a movement: the activity, its type, the effect by its number, name or rules."""
        kind = self.record["type"]
        found = self.terms.activities.types.get(kind) if self.terms.activities else None
        reason = found.name["en"] if found is not None else kind
        row = self.record["effects"][place]
        words = {"rules": row["s"]["rules"]} if row["k"] == "earn" else {"reason": reason}
        version = self.record["version"]
        return {
            "activity": self.record["_id"],
            "type": kind,
            "effect": place,
            **words,
            "version": version,
        }

    def set_aside(self, place: int, row: Row) -> None:
        """Do what is done while a decision is awaited: units wait, what is taken is held."""
        if row["k"] in UNITS:
            why = self.why(place)
            self._steps.append(Earn(row["u"], row["n"], None, UNDATED_MS, why))
        elif row["k"] == "deduct":
            row["hold"] = ids.derived("hld", self.record["_id"], str(place))
            until = self.view.at + timedelta(days=row["s"].get("hold_days", 90))
            hold = (row["hold"], row["u"], row["n"], to_ms(until), self.record["_id"])
            self._steps.append(PlaceHold(*hold, self.why(place)))

    def ripen(self, place: int, row: Row) -> None:
        """Do what an approval does: units that waited can be used, all that is no unit is done."""
        if row["k"] in UNITS:
            self._count(row)
            lots = tuple(row["lots"])
            until = self._lapse_ms(row)
            self._steps.append(Mature(row["u"], row["n"], lots, until, self.why(place)))
        elif row["k"] != "deduct":
            self.do(place, row)

    def take_held(self, place: int, row: Row) -> None:
        """Spend what was set aside; if its time is over, what is there."""
        if row["hold"] in self.view.state.holds:
            self._steps.append(ConfirmHold(row["hold"], None, self.why(place)))
        else:
            self._steps.append(Burn(row["u"], row["n"], self.why(place)))

    def call_off(self, place: int, row: Row) -> None:
        """Undo what was set aside."""
        if row["k"] in UNITS:
            why = self.why(place)
            lots = tuple(row["lots"])
            cancel = Claw(row["u"], row["n"], lots, "clamp", why, kind="pending_cancel")
            self._steps.append(cancel)
        elif row["k"] == "deduct" and row.get("hold") in self.view.state.holds:
            self._steps.append(ReleaseHold(row["hold"], self.why(place)))

    def do(self, place: int, row: Row) -> None:
        """Carry out an effect at once."""
        _DOING.get(row["k"], _leave)(self, place, row)

    def undo(self, place: int, row: Row) -> None:
        """Carry out the mirror of an effect."""
        _UNDOING.get(row["k"], _leave)(self, place, row)

    def add(self, place: int, row: Row) -> None:
        """Give units, with the account's expiry or their own; they wait as the account's do."""
        days = self.terms.accounts[row["u"]].pending_days
        wait = to_ms(available_at(self.terms, row["u"], self.view.at)) if days else None
        if wait is None:
            self._count(row)
        self._steps.append(Earn(row["u"], row["n"], self._lapse_ms(row), wait, self.why(place)))
        until = prolonged_until(self.terms, row["u"], self.view.at)
        if until is not None:
            self._steps.append(Prolong(row["u"], to_ms(until)))

    def take_back(self, place: int, row: Row) -> None:
        """Take given units back, by the policy of their account."""
        if not row["n"]:
            return
        account = self.terms.accounts[row["u"]]
        if account.is_bygone(row.get("ends", ()), self.view.at_ms):
            return
        lots, why = tuple(row.get("lots", ())), self.why(place)
        self._steps += taking_apart_steps(self.terms, self.view, {row["u"]: row["n"]}, why)
        self._steps.append(Claw(row["u"], row["n"], lots, account.negative, why))

    def deduct(self, place: int, row: Row) -> None:
        """Take units."""
        self._steps.append(Burn(row["u"], row["n"], self.why(place)))

    def give_back(self, place: int, row: Row) -> None:
        """Give units back to their lots."""
        slices = tuple(self._dated(row["u"], Lot(*lot)) for lot in row.get("slices", ()))
        if slices:
            self._steps.append(Restore(row["u"], slices, None, self.why(place)))

    def set_attributes(self, place: int, row: Row) -> None:
        """Set attributes of the member, and note what they were."""
        profile = dict(self._mark(facts.PROFILE) or {})
        kept = dict(profile.get("a", {}))
        row["was"] = {name: kept.get(name) for name in row["s"]}
        self._put_attributes(profile, kept | row["s"])

    def reset_attributes(self, place: int, row: Row) -> None:
        """Put attributes back that nobody has changed since."""
        profile = dict(self._mark(facts.PROFILE) or {})
        kept = dict(profile.get("a", {}))
        back = {n: was for n, was in row.get("was", {}).items() if kept.get(n) == row["s"][n]}
        self._put_attributes(profile, kept | back)

    def enter(self, place: int, row: Row) -> None:
        """Put the member into segments, and note which are new."""
        kept = set(self._mark(facts.SEGMENTS) or ())
        row["was"] = sorted(set(row["s"]["names"]) - kept)
        self._marks[facts.SEGMENTS] = sorted(kept | set(row["s"]["names"])) or None

    def leave(self, place: int, row: Row) -> None:
        """Take the member out of segments, and note of which."""
        kept = set(self._mark(facts.SEGMENTS) or ())
        row["was"] = sorted(set(row["s"]["names"]) & kept)
        self._marks[facts.SEGMENTS] = sorted(kept - set(row["s"]["names"])) or None

    def undo_enter(self, place: int, row: Row) -> None:
        """Take the member out of the segments that were entered."""
        kept = set(self._mark(facts.SEGMENTS) or ())
        self._marks[facts.SEGMENTS] = sorted(kept - set(row.get("was", ()))) or None

    def undo_leave(self, place: int, row: Row) -> None:
        """Put the member back into the segments that were left."""
        kept = set(self._mark(facts.SEGMENTS) or ())
        self._marks[facts.SEGMENTS] = sorted(kept | set(row.get("was", ()))) or None

    def raise_tier(self, place: int, row: Row) -> None:
        """Give a tier, if the member's own is not that or a higher one."""
        key = f"tier@{self.terms.program}"
        kept = self._mark(key)
        ranks = self.terms.ladder.ranks if self.terms.ladder is not None else {}
        wanted = row["s"]["names"]
        if wanted not in ranks or (kept is not None and ranks.get(kept["c"], -1) >= ranks[wanted]):
            return
        row["was"] = kept
        self.is_tier_set = True
        given = TierState(wanted, self.view.at, None, by="operator", stage="granted")
        self._steps.append(tier_step(self.terms, given))

    def lower_tier(self, place: int, row: Row) -> None:
        """Give back the tier that was held before, if the one given is still held."""
        key = f"tier@{self.terms.program}"
        kept = self._mark(key)
        if "was" in row and kept is not None and kept["c"] == row["s"]["names"]:
            was = row["was"]
            due = was.get("r") if was else None
            self._steps.append(SetMark(key, was, due))
            self.is_tier_set = self.is_tier_lowered = True

    def extend(self, place: int, row: Row) -> None:
        """Let units on hand live longer; nobody's units are shortened again."""
        until = extended_until(self.terms, row["s"], self.view.at)
        self._steps.append(Prolong(row["u"], to_ms(until)))

    def _mark(self, key: str) -> Any:
        return self._marks[key] if key in self._marks else self.view.mark(key)

    def _put_attributes(self, profile: Row, attributes: Mapping[str, Any]) -> None:
        left = {
            name: attributes[name] for name in sorted(attributes) if attributes[name] is not None
        }
        profile["a"] = left
        self._marks[facts.PROFILE] = profile

    def _count(self, row: Row) -> None:
        self.gained[row["u"]] = self.gained.get(row["u"], 0) + row["n"]

    def _lapse_ms(self, row: Row) -> int | None:
        until = lapses_at(self.terms, _given(row), self.view.at)
        return None if until is None else to_ms(until)

    def _dated(self, account: str, lot: Lot) -> Lot:
        first = None if lot.expires_ms is None else to_moment(lot.expires_ms)
        until = restored_expires_at(self.terms, account, first, self.view.at)
        expires = None if until is None else to_ms(until)
        return Lot(lot.id, lot.amount, expires, lot.available_ms, lot.earned_ms)


def _leave(granting: Granting, place: int, row: Row) -> None:
    """Do nothing to the wallet: orders go out when the entry stands."""


_Act = Callable[[Granting, int, Row], None]
_DOING: dict[str, _Act] = {
    "add": Granting.add,
    "grant": Granting.add,
    "earn": Granting.add,
    "deduct": Granting.deduct,
    "set": Granting.set_attributes,
    "enter": Granting.enter,
    "leave": Granting.leave,
    "tier": Granting.raise_tier,
    "extend": Granting.extend,
}
_UNDOING: dict[str, _Act] = {
    "add": Granting.take_back,
    "grant": Granting.take_back,
    "earn": Granting.take_back,
    "deduct": Granting.give_back,
    "set": Granting.reset_attributes,
    "enter": Granting.undo_enter,
    "leave": Granting.undo_leave,
    "tier": Granting.lower_tier,
}
