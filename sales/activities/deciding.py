"""Decide on what members did: approve, decline, fulfil, take back; each in one entry, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from program import (
    Terms,
    activities,
    caps_step,
    effects,
    moments,
    retro_back,
    standing_of,
    terms_of,
)
from sales import draws
from sales.activities import records
from sales.activities.errors import ActivityDecided
from sales.activities.queries import get_activity
from sales.activities.service import recorded, type_of
from sales.activities.values import Recorded
from wallet import (
    Command,
    Decision,
    KeyTaken,
    SetMark,
    SlotTaken,
    Step,
    WalletBusy,
    WalletView,
    end_key,
    post,
)

Record = dict[str, Any]
_TRIES = 20


def approve(activity: str, **by: Any) -> Recorded:
    """Let an activity count: what waited can be used. Raises `ActivityDecided`."""
    return _change(activity, "approve", **by)


def decline(activity: str, **by: Any) -> Recorded:
    """Say no: what waited is cancelled, what was set aside goes back. Raises `ActivityDecided`."""
    return _change(activity, "decline", **by)


def fulfil(activity: str, **by: Any) -> Recorded:
    """Say that what was accepted is done: what was set aside is spent. Raises `ActivityDecided`."""
    return _change(activity, "fulfil", **by)


def reverse(activity: str, **by: Any) -> Recorded:
    """Take an activity back that counted: every effect by its mirror, once."""
    return _change(activity, "reverse", **by)


_Act = Callable[[effects.Granting, activities.ActivityType, Record], None]
_FROM: Mapping[str, frozenset[str]] = {
    "approve": frozenset({"pending"}),
    "decline": frozenset({"pending", "accepted"}),
    "fulfil": frozenset({"accepted"}),
    "reverse": frozenset({"approved", "fulfilled"}),
}
_DONE: Mapping[str, str] = {"decline": "declined", "fulfil": "fulfilled", "reverse": "reversed"}


def _approve(granting: effects.Granting, kind: activities.ActivityType, draft: Record) -> None:
    for place, row in enumerate(draft["effects"]):
        granting.ripen(place, row)
        if row["k"] == "deduct" and not kind.needs_fulfilment:
            granting.take_held(place, row)


def _decline(granting: effects.Granting, kind: activities.ActivityType, draft: Record) -> None:
    was_accepted = any(change["by"] == "approve" for change in draft["changes"])
    for place, row in enumerate(draft["effects"]):
        if was_accepted and row["k"] != "deduct":
            granting.undo(place, row)
        else:
            granting.call_off(place, row)


def _fulfil(granting: effects.Granting, kind: activities.ActivityType, draft: Record) -> None:
    for place, row in enumerate(draft["effects"]):
        if row["k"] == "deduct":
            granting.take_held(place, row)


def _reverse(granting: effects.Granting, kind: activities.ActivityType, draft: Record) -> None:
    for place, row in reversed(list(enumerate(draft["effects"]))):
        granting.undo(place, row)


_ACTS: Mapping[str, _Act] = {
    "approve": _approve,
    "decline": _decline,
    "fulfil": _fulfil,
    "reverse": _reverse,
}


def _change(
    activity: str,
    what: str,
    *,
    key: str,
    actor: Mapping[str, str],
    reason: str | None = None,
    program: str | None = None,
) -> Recorded:
    """Change an activity by its number: two who decide at once are told apart."""
    for _ in range(_TRIES):
        before = get_activity(activity, program=program)
        natural = _keys_of(before, what)
        body = {"activity": activity, "reason": reason}
        command = Command(records.OPERATIONS[what], natural, key, body, actor)

        def decide(view: WalletView, before: Record = before) -> Decision:
            terms = terms_of(before["program"], before["version"])
            steps, draft = decided(before, terms, what, view, actor=actor, reason=reason)
            return Decision(
                steps,
                records.pack(draft),
                also=lambda entry: [records.cache_write(entry)],
                slots=_places_back(before, terms, what),
            )

        try:
            posting = post(before["member_id"], command, decide)
        except KeyTaken:
            continue  # Somebody else was faster: look again.
        except SlotTaken:  # Another freed a place of the same draw: this one frees the next.
            continue
        if posting.is_of_another(command):
            raise ActivityDecided(state=records.record_of(posting.entry)["state"])
        return recorded(posting)
    raise WalletBusy


def _places_back(before: Record, terms: Terms, what: str) -> tuple[str, ...]:
    """Give the places that its prizes free."""
    if what not in ("decline", "reverse"):
        return ()
    return draws.places_back(terms, before, is_all_back=True, is_void=True)


def _keys_of(before: Record, what: str) -> tuple[str, ...]:
    """Give the natural keys of a change: its number, and the ends of holds that it brings."""
    number = records.change_key(before["_id"], before["n"] + 1)
    kind = type_of(terms_of(before["program"], before["version"]), before["type"])
    is_last = what in ("decline", "fulfil") or (what == "approve" and not kind.needs_fulfilment)
    held = [row["hold"] for row in before["effects"] if row.get("hold")] if is_last else []
    return (number, *(end_key(hold_id) for hold_id in held))


def decided(
    before: Record,
    terms: Terms,
    what: str,
    view: WalletView,
    *,
    actor: Mapping[str, str],
    reason: str | None,
) -> tuple[list[Step], Record]:
    """Give what a decision does to the wallet under some terms, and the activity after it.

    Raises `ActivityDecided`.
    """
    if before["state"] not in _FROM[what]:
        raise ActivityDecided(state=before["state"])
    kind = type_of(terms, before["type"])
    draft = records.as_payload(before) | {"n": before["n"] + 1}
    draft["effects"] = [dict(row) for row in before["effects"]]
    accepted = "accepted" if kind.needs_fulfilment else "approved"
    draft["state"] = _DONE.get(what, accepted)
    meant, back = _taken_back(terms, view, what, draft)
    granting = effects.Granting(terms, view, meant)
    _ACTS[what](granting, kind, meant)
    made = {"by": what, "at": view.at.isoformat(), "who": dict(actor), "reason": reason}
    draft["changes"] = [*before["changes"], made]
    steps = moments.with_tier(granting, standing_of(terms, view))
    if what in ("decline", "reverse"):
        steps += caps_step(terms, view, back)
    steps += _forgotten(terms, kind, view, before) if what == "reverse" else ()
    steps = moments.with_moments(terms, view, steps, is_undone=granting.is_tier_lowered)
    return steps, draft


def _taken_back(
    terms: Terms, view: WalletView, what: str, draft: Record
) -> tuple[Record, dict[str, int]]:
    """Give the activity as it is taken back, and what to add to the counters of caps then."""
    counted = draft.get("counted", {})
    counters = {key: -n for key, n in counted.items()}
    if what != "reverse":
        return draft, counters
    rows = [_of_today(terms, row, draft, view) for row in draft["effects"]]
    lost: dict[str, int] = {}
    for row in rows:
        if row["k"] in effects.UNITS:
            lost[row["u"]] = lost.get(row["u"], 0) + row["n"]
    judged = retro_back(terms, view, counted=counted, still={}, lost=lost).values()
    counters |= {back.counter: -back.units for back in judged}
    return draft | {"effects": effects.rows_back(rows, judged)}, counters


def _of_today(terms: Terms, row: Record, draft: Record, view: WalletView) -> Record:
    """Leave nothing to take of what counted for a time that is over."""
    approved = [change["at"] for change in draft["changes"] if change["by"] == "approve"]
    counted_at = datetime.fromisoformat([draft["told_at"], *approved][-1])
    return row | {"n": 0} if effects.is_bygone(terms, row, counted_at, view.at) else row


def _forgotten(
    terms: Terms, kind: activities.ActivityType, view: WalletView, before: Record
) -> tuple[SetMark, ...]:
    """Forget what a tier brought, which a return would take back again.

    Raises `ActivityDecided` where it is not the last rise's: that may have fallen with its goods.
    """
    if kind.happens is None or kind.happens.on != "tier":
        return ()
    steps = moments.forget_steps(terms, view, before["_id"])
    if not steps:
        raise ActivityDecided(state=before["state"])
    return steps
