"""What reaching a tier brings: in the very entry of the rise, and taken back with it.

The mark `reached@<program>` is what the last rise brought: {t: tier, s: since, q: number of the
entry, v: version, of: the activities, p: places taken once, x: activities undone}. An activity is
{i: id, k: number, y: type, e: effects, c: counted by caps, p: place}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foundation import Refusal, ids
from program.activities import (
    ActivityType,
    effects_of,
    place_of,
    rejection_of,
    situation_of,
    types_happening,
)
from program.converting import conversion_steps
from program.earning import earn_for_activity
from program.effects import Granting, last_at, last_step, row_of, row_of_earned, with_touched
from program.privileges import rights_now, risen_tier
from program.standings import MemberStanding, caps_step, standing_of
from program.terms import Terms
from program.tier_marks import reviewed_tier, tier_mark, tier_of
from program.values import Activity
from wallet import Rehearsal, Rehearsed, SetMark, Step, WalletView, to_ms

SOURCE = "kopilka"
_RISES = frozenset({"joined", "upgraded", "granted"})
_MOST_RISES = 20
Record = dict[str, Any]


def reached_mark(program: str) -> str:
    """Name the mark of what the last tier reached has brought."""
    return f"reached@{program}"


def with_tier(granting: Granting, standing: MemberStanding) -> list[Step]:
    """Give the steps of an activity, and what follows for the tier and the rights of the member."""
    terms, view = granting.terms, granting.view
    steps: list[Step] = [*standing.steps, *granting.steps()]
    steps += conversion_steps(terms, view, steps, {"activity": granting.record["_id"]})
    if granting.is_tier_set:
        after = _rehearsed(view, steps).view
        rights = rights_now(terms, after, tier_of(terms, after))
        return [*steps, *(rights.steps if rights is not None else ())]
    if granting.gained and terms.ladder is not None:
        steps += risen_tier(terms, view, standing.tier, granting.gained)[1]
    return steps


def with_moments(
    terms: Terms, view: WalletView, steps: Sequence[Step], *, is_undone: bool = False
) -> list[Step]:
    """Add to all steps of an entry what the tier that they reach brings.

    With `is_undone` the entry takes something back: if a rise falls with it, so does what it
    brought. An effect that cannot be done, as taking units that are lacking, is left out with the
    rest of its activity.
    """
    done = list(steps)
    if not _may_matter(terms, view, done):
        return done
    held = view.mark(tier_mark(terms))
    if is_undone and _is_rise_undone(terms, view, done):
        done += _undo(terms, view, done)
        return done
    for _ in range(_MOST_RISES):
        now = _rehearsed(view, done).view.mark(tier_mark(terms))
        more = _reach(terms, view, done, now) if _is_rise(terms, held, now) else []
        if not more:
            break
        done, held = [*done, *more], now
    return done


def forget_steps(terms: Terms, view: WalletView, activity: str) -> tuple[SetMark, ...]:
    """Forget an activity that is taken back by hand; none if it is not the last rise's."""
    key = reached_mark(terms.program)
    kept = view.mark(key) or {}
    left = [made for made in kept.get("of", ()) if made["i"] != activity]
    if len(left) == len(kept.get("of", ())):
        return ()
    return (SetMark(key, {**kept, "of": left, "x": []}),)


def _may_matter(terms: Terms, view: WalletView, steps: Sequence[Step]) -> bool:
    key = tier_mark(terms)
    is_touched = any(isinstance(step, SetMark) and step.key == key for step in steps)
    has_any = bool(types_happening(terms, "tier")) or bool(view.mark(reached_mark(terms.program)))
    return is_touched and has_any


def _rehearsed(view: WalletView, steps: Sequence[Step]) -> Rehearsed:
    return Rehearsal(view.owner_id, opening=view).carry_out(steps, view)


def _rank(terms: Terms, mark: Mapping[str, Any] | None) -> int:
    ranks = terms.ladder.ranks if terms.ladder is not None else {}
    return ranks.get(mark["c"], -1) if mark else -1


def _is_rise(terms: Terms, held: Record | None, now: Record | None) -> bool:
    if now is None or now.get("w", {}).get("e") not in _RISES:
        return False
    return _rank(terms, now) > _rank(terms, held)


def _is_rise_undone(terms: Terms, view: WalletView, steps: Sequence[Step]) -> bool:
    """Tell whether steps undo the rise that brought something, and no review did before them."""
    kept = view.mark(reached_mark(terms.program)) or {}
    before = reviewed_tier(terms, view)
    if before is None or (before.code, to_ms(before.since)) != (kept.get("t"), kept.get("s")):
        return False
    now = _rehearsed(view, steps).view.mark(tier_mark(terms))
    return _rank(terms, now) < _rank(terms, {"c": before.code})


def _reach(terms: Terms, view: WalletView, done: Sequence[Step], now: Record) -> list[Step]:
    key = reached_mark(terms.program)
    kept = view.mark(key) or {}
    places = [tuple(place) for place in kept.get("p", ())]
    more: list[Step] = []
    made: list[Record] = []
    for kind in types_happening(terms, "tier"):
        if kind.happens is None or now["c"] not in (kind.happens.tiers or (now["c"],)):
            continue
        found = _happen(terms, view, [*done, *more], kind, now["c"], places)
        if found is not None:
            more += found[0]
            made.append(found[1])
            places += [(kind.code, found[1]["p"])] if found[1]["p"] is not None else []
    if not made:
        return []
    of = {"t": now["c"], "s": now["s"], "q": view.seq + 1, "v": terms.version, "of": made}
    return [*more, SetMark(key, of | {"p": [list(place) for place in places]})]


def _happen(
    terms: Terms,
    view: WalletView,
    done: Sequence[Step],
    kind: ActivityType,
    tier: str,
    places: Sequence[tuple[str, str]],
) -> tuple[list[Step], Record] | None:
    """Give the steps of an activity that a rise brings, and its record; None if it does not count.

    Who is kept out gets nothing.
    """
    after = _rehearsed(view, done).view
    number = f"{kind.code}|{view.owner_id}|{view.seq + 1}|{tier}"
    standing = standing_of(terms, after)
    happened = Activity(kind.code, number, view.at, {}, SOURCE)
    situation = situation_of(terms, happened, standing.standing)
    place = place_of(kind, situation, None)
    turned = rejection_of(kind, situation, None, last_at(terms, kind, after))
    if turned is not None or view.mark("barred") or (kind.code, place) in places:
        return None
    earned, counted = earn_for_activity(terms, situation, to=("member",))
    rows = [row_of_earned(found) for found in earned if found.amount]
    rows += [row_of(found) for found in effects_of(terms, kind, situation)]
    activity = ids.derived("act", terms.program, SOURCE, number)
    granting = Granting(terms, after, _record(activity, kind.code, terms.version, rows))
    for number_of_row, row in enumerate(rows):
        granting.do(number_of_row, row)
    steps = with_tier(granting, standing)
    steps += caps_step(terms, after, counted)
    steps += last_step(terms, kind, after, view.at)
    try:
        moves = _rehearsed(view, [*done, *steps]).moves
    except Refusal:
        return None
    with_touched(activity, rows, moves)
    made = {"i": activity, "k": number, "y": kind.code, "e": rows, "c": dict(counted), "p": place}
    return steps, made


def _undo(terms: Terms, view: WalletView, done: Sequence[Step]) -> list[Step]:
    """Take back what the last rise brought, the last first."""
    key = reached_mark(terms.program)
    kept = view.mark(key)
    more: list[Step] = []
    for made in reversed(kept["of"]):
        after = _rehearsed(view, [*done, *more]).view
        record = _record(made["i"], made["y"], kept["v"], [dict(row) for row in made["e"]])
        granting = Granting(terms, after, record)
        for place, row in reversed(list(enumerate(record["effects"]))):
            granting.undo(place, row)
        more += with_tier(granting, standing_of(terms, after))
        more += caps_step(terms, after, {counter: -n for counter, n in made["c"].items()})
    freed = [[made["y"], made["p"]] for made in kept["of"]]
    places = [place for place in kept["p"] if list(place) not in freed]
    undone = {"t": None, "of": [], "p": places, "x": kept["of"]}
    return [*more, SetMark(key, {**kept, **undone})]


def _record(activity: str, type: str, version: int, rows: list[Record]) -> Record:
    return {"_id": activity, "type": type, "version": version, "effects": rows}
