"""Record what members did, with all that it gives: one entry of the wallet each.

An activity is known by its number at its source as well as by the caller's key: the same again
gives the same answer. What may count once takes a place in the wallet's keys, which a refusal or
a reversal does not free; another number under the same place is refused with ALREADY_CLAIMED,
unless the one that holds it was declined.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation import ids
from foundation.errors import FieldError
from program import (
    Activity,
    Rejection,
    Terms,
    activities,
    caps_step,
    earn_for_activity,
    effects,
    moments,
    partners,
    standing_of,
    terms_at,
)
from sales import draws
from sales.activities import records
from sales.activities.citing import cite
from sales.activities.coupons import try_codes
from sales.activities.crediting import credits_for, try_credits
from sales.activities.errors import (
    ActivityExists,
    ActivityInvalid,
    ActivityRejected,
    ActivityUnknown,
)
from sales.activities.queries import find_activity
from sales.activities.values import Occurrence, Recorded
from sales.admission import require_admitted
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
    data = _fields(terms, kind, occurrence)
    natural = (records.change_key(activity, 0),)
    operation = records.OPERATIONS["record"]
    body = occurrence.body()
    command = Command(operation, natural, key, body, actor, occurrence.occurred_at)
    try:
        posting = _post_free(terms, kind, occurrence, activity, data, command)
    except KeyTaken as taken:
        raise ActivityExists(id=occurrence.id, fields=taken.values["fields"]) from taken
    return recorded(posting)


def _fields(terms: Terms, kind: activities.ActivityType, occurrence: Occurrence) -> Record:
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
        recording = _Recording(terms, kind, occurrence, activity, data, n, chances)
        try:
            return post(occurrence.member_id, command, recording.decide)
        except SlotTaken as taken:
            n = _next_place(taken, n)
    raise WalletBusy


def _next_place(taken: SlotTaken, n: int) -> int:
    """Give the next number of a place that was taken by what was declined. Raises if it counts."""
    own = [slot for slot in taken.keys if not slot.startswith(draws.POOLS)]
    if not own:
        return n  # Somebody else won this very prize: there may be another one.
    for slot in own:
        entry = find_entry(slot)
        if entry is None:
            continue
        before = find_activity(records.change_of(entry["k"])[0])
        if before is not None and before["state"] == "declined":
            return n + 1
    raise ActivityRejected(Rejection.of("ALREADY_CLAIMED"))


class _Recording:
    """What is decided when an activity is written down."""

    def __init__(
        self,
        terms: Terms,
        kind: activities.ActivityType,
        occurrence: Occurrence,
        activity: str,
        data: Record,
        n: int,
        chances: tuple[draws.Chance, ...] = (),
    ) -> None:
        self.terms, self.kind, self.occurrence = terms, kind, occurrence
        self.activity, self.data, self.n = activity, data, n
        self.chances = chances

    def decide(self, view: WalletView) -> Decision:
        """Judge the activity by the wallet as it is; raises what `record` raises."""
        require_admitted(view)
        cited = cite(self.terms, self.kind, self.occurrence)
        standing = standing_of(self.terms, view)
        happened = self._happened(cited)
        situation = activities.situation_of(self.terms, happened, standing.standing)
        turned = activities.rejection_of(
            self.kind, situation, cited, effects.last_at(self.terms, self.kind, view)
        )
        if turned is not None:
            raise ActivityRejected(turned)
        version = self.terms.version
        draft = records.of_occurrence(self.occurrence, self.activity, version, view.at)
        terms = partners.at_partner(self.terms, situation.activity or happened)
        earned, counted = earn_for_activity(terms, situation, to=("member",))
        tickets = draws.tickets_for(self.terms, self.chances, situation, view, self.activity)
        gains = (*earned, *tickets.earned)
        rows = [effects.row_of_earned(found) for found in gains if found.amount]
        given = activities.effects_of(self.terms, self.kind, situation)
        rows += [effects.row_of(found) for found in given]
        place = activities.place_of(self.kind, situation, cited)
        draft |= {
            "state": "pending" if self.kind.waits else "approved",
            "data": activities.as_json(self.data),
            "place": place,
            "effects": rows,
            "counted": dict(counted),
            **({"draws": tickets.records()} if tickets.chances else {}),
        }
        if others := credits_for(self.terms, situation):
            draft["credits"] = others
        granting = effects.Granting(self.terms, view, draft)
        for number, row in enumerate(rows):
            (granting.set_aside if self.kind.waits else granting.do)(number, row)
        steps = moments.with_tier(granting, standing)
        steps += caps_step(self.terms, view, counted)
        steps += effects.last_step(self.terms, self.kind, view, self.occurrence.occurred_at)
        steps = moments.with_moments(self.terms, view, steps)
        own = () if place is None else (self._slot(place),)
        return Decision(
            [*steps, *tickets.steps],
            records.pack(draft),
            also=lambda entry: [records.cache_write(entry)],
            slots=(*own, *tickets.slots),
        )

    def _happened(self, cited: activities.Cited | None) -> Activity:
        what = self.occurrence
        known = cited.fields() if cited is not None else {}
        return Activity(
            what.type,
            what.id,
            what.occurred_at,
            {**self.data, **known},
            what.source,
            what.partner,
            what.channel,
            what.store_id,
            what.app_version,
        )

    def _slot(self, place: str) -> str:
        what = self.occurrence
        parts = (what.program, what.type, what.member_id, place, str(self.n))
        return ids.derived("plc", *parts)


def recorded(posting: Posting) -> Recorded:
    """Give the activity that an entry drew; codes and what others get are given at once."""
    entry = posting.entry
    if not posting.replayed:
        try_credits(entry)
        try_codes(entry)
    return Recorded(records.record_of(entry), posting.view, entry["m"], posting.replayed)
