"""Record what members did, with all that it gives: one entry of the wallet each.

An activity is known by its number at its source as well as by the caller's key: the same again
gives the same answer. What may count once takes a place in the wallet's keys, which a refusal or
a reversal does not free; another number under the same place is refused with ALREADY_CLAIMED,
unless the one that holds it was declined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from foundation import ids
from foundation.errors import FieldError
from program import (
    Rejection,
    Terms,
    activities,
    terms_at,
)
from sales import draws
from sales.activities import records
from sales.activities.coupons import try_codes
from sales.activities.crediting import try_credits
from sales.activities.errors import (
    ActivityExists,
    ActivityInvalid,
    ActivityRejected,
    ActivityUnknown,
)
from sales.activities.judging import Told, judge
from sales.activities.queries import find_activity
from sales.activities.values import Occurrence, Recorded
from sales.service import check_time
from wallet import (
    Command,
    Decision,
    KeyTaken,
    Posting,
    SlotTaken,
    WalletBusy,
    WalletView,
    find_entry,
    post,
)

Record = dict[str, Any]
_TRIES = 20
_COUNTS = frozenset({"approved", "accepted", "fulfilled"})
_FREE = frozenset({"declined"})
# What follows a right may come again when it is taken back: the right is there again.
_FREE_AGAIN = frozenset({"declined", "reversed"})


def record(occurrence: Occurrence, *, key: str, actor: Mapping[str, str]) -> Recorded:
    """Write down what a member did, with all that it gives.

    Raises `ActivityUnknown`, `ActivityInvalid`, `ActivityRejected`, `ActivityExists`,
    `TimeInvalid`, `ReceiptNotFound`, `LineUnknown`, `MemberSuspended`, `InsufficientPoints`,
    `WalletNotFound`.
    """
    terms = terms_at(occurrence.program, occurrence.occurred_at)
    kind = type_of(terms, occurrence.type)
    if kind.happens is not None:
        raise ActivityUnknown(type=occurrence.type)
    return record_as(terms, kind, occurrence, key=key, actor=actor)


def type_of(terms: Terms, code: str) -> activities.ActivityType:
    """Give a type of activity that the program declares. Raises `ActivityUnknown`."""
    kind = terms.activities.types.get(code) if terms.activities is not None else None
    if kind is None:
        raise ActivityUnknown(type=code)
    return kind


def record_as(
    terms: Terms,
    kind: activities.ActivityType,
    occurrence: Occurrence,
    *,
    key: str | None,
    actor: Mapping[str, str],
) -> Recorded:
    """Write down an activity of a known type, sent or happened by itself."""
    check_time(occurrence.occurred_at)
    activity = records.activity_id(occurrence.program, occurrence.source, occurrence.id)
    data = fields_of(terms, kind, occurrence)
    natural = (records.change_key(activity, 0),)
    operation = records.OPERATIONS["record"]
    body = occurrence.body()
    command = Command(operation, natural, key, body, actor, occurrence.occurred_at)
    try:
        posting = _post_free(terms, kind, occurrence, activity, data, command)
    except KeyTaken as taken:
        raise ActivityExists(id=occurrence.id, fields=taken.values["fields"]) from taken
    return recorded(posting)


def fields_of(terms: Terms, kind: activities.ActivityType, occurrence: Occurrence) -> Record:
    """Read what comes with an activity by its type's fields. Raises `ActivityInvalid`."""
    data, faults = activities.read_fields(kind.fields, occurrence.data, currency=terms.currency)
    if faults:
        errors = [FieldError(f"/data/{f.field}", f.code, f.message) for f in faults]
        raise ActivityInvalid(errors=errors, fields=", ".join(f.field for f in faults))
    return data


def _post_free(
    terms: Terms,
    kind: activities.ActivityType,
    occurrence: Occurrence,
    activity: str,
    data: Record,
    command: Command,
) -> Posting:
    """Post under the first free place; one that is taken by what was declined is passed over."""
    n = 0
    for _ in range(_TRIES):
        chances = draws.chances_for(
            terms,
            on="activity",
            order_id=activity,
            member_id=occurrence.member_id,
            occurred_at=occurrence.occurred_at,
        )
        told = Told(terms, kind, occurrence, activity, data, chances)
        try:
            return post(occurrence.member_id, command, partial(_decide, told, n=n))
        except SlotTaken as taken:
            n = _next_place(taken, n, _FREE if kind.follows is None else _FREE_AGAIN)
    raise WalletBusy


def _next_place(taken: SlotTaken, n: int, free: frozenset[str]) -> int:
    """Give the next number of a place that was taken by what is over. Raises if it counts."""
    own = [slot for slot in taken.keys if not slot.startswith(draws.POOLS)]
    if not own:
        return n  # Somebody else won this very prize: there may be another one.
    for slot in own:
        entry = find_entry(slot)
        if entry is None:
            continue
        before = find_activity(records.change_of(entry["k"])[0])
        if before is not None and before["state"] in free:
            return n + 1
    raise ActivityRejected(Rejection.of("ALREADY_CLAIMED"))


def _decide(told: Told, view: WalletView, n: int) -> Decision:
    judged = judge(told, view)
    _require_followed(told, judged.place)
    own = () if judged.place is None else (_slot(told.occurrence, judged.place, n),)
    return Decision(
        judged.steps,
        records.pack(judged.draft),
        also=lambda entry: [records.cache_write(entry)],
        slots=(*own, *judged.tickets.slots),
    )


def _require_followed(told: Told, place: str | None) -> None:
    """Refuse what follows nothing that counts."""
    if told.kind.follows is None or place is None:
        return
    before = replace(told.occurrence, type=told.kind.follows)
    for n in range(_TRIES):
        entry = find_entry(_slot(before, place, n))
        if entry is None:
            break
        found = find_activity(records.change_of(entry["k"])[0])
        if found is not None and found["state"] in _COUNTS:
            return
    raise ActivityRejected(Rejection.of("CONDITION_FAILED", detail=told.kind.follows))


def _slot(what: Occurrence, place: str, n: int) -> str:
    parts = (what.program, what.type, what.member_id, place, str(n))
    return ids.derived("plc", *parts)


def recorded(posting: Posting) -> Recorded:
    """Give the activity that an entry drew; codes and what others get are given at once."""
    entry = posting.entry
    if not posting.replayed:
        try_credits(entry)
        try_codes(entry)
    return Recorded(records.record_of(entry), posting.view, entry["m"], posting.replayed)
