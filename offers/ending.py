"""How redemptions end: handed over, cancelled, taken back or expired.

Each end is one entry in the member's wallet; of two at the same moment one is too late.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from foundation import Refusal, clock, database
from offers import gifts, redemptions, slots
from offers.catalogue import reward_of
from offers.errors import RedemptionClosed
from offers.redeemed import (
    SYSTEM,
    Actor,
    Redeemed,
    counted_steps,
    decision_on,
    follow_up,
    gift_steps,
    reason_for,
)
from offers.redemptions import Record, change_key, get_redemption
from program import terms_of
from wallet import (
    Claw,
    Command,
    ConfirmHold,
    Decision,
    HoldNotFound,
    KeyTaken,
    Lot,
    ReleaseHold,
    Restore,
    ReturnBlocked,
    Step,
    WalletView,
    end_key,
    find_entry,
    post,
)

_log = structlog.get_logger(__name__)


def hand_over(
    redemption_id: str, *, program: str | None = None, key: str, actor: Actor
) -> Redeemed:
    """Confirm a redemption that waits: its units are spent at the price it was opened with.

    The terms are those of its opening, whatever has become of the catalogue since. Raises
    `RedemptionNotFound`, `RedemptionClosed`.
    """
    record = get_redemption(redemption_id, program=program)
    terms = terms_of(record["program"], record["version"])
    reward = reward_of(terms, record["reward"])

    def decide(view: WalletView) -> Decision:
        why = reason_for(redemption_id, reward)
        steps: list[Step] = [ConfirmHold(record["hold_id"], None, why)]
        steps += gift_steps(terms, reward, view, why)
        return decision_on(steps, _closed(record, "handed_over", view, actor))

    return _end(record, "hand_over", "handed_over", decide, key, actor)


def cancel(redemption_id: str, *, member_id: str | None = None, key: str, actor: Actor) -> Redeemed:
    """Give up a redemption that waits: its units, its place and the member's count are free again.

    Raises `RedemptionNotFound`, `RedemptionClosed`.
    """
    record = get_redemption(redemption_id, member_id=member_id)
    terms = terms_of(record["program"], record["version"])
    reward = reward_of(terms, record["reward"])

    def decide(view: WalletView) -> Decision:
        steps: list[Step] = [ReleaseHold(record["hold_id"], reason_for(redemption_id, reward))]
        steps += counted_steps(terms, reward, view, -1)
        return decision_on(steps, _closed(record, "cancelled", view, actor), _back(record))

    return _end(record, "redeem_cancel", "cancelled", decide, key, actor)


def undo(redemption_id: str, *, program: str, key: str, actor: Actor) -> Redeemed:
    """Take back a redemption that was confirmed or handed over: units back, what they bought gone.

    Raises `RedemptionClosed` if some of what it gave is used.
    """
    record = get_redemption(redemption_id, program=program)
    if gifts.is_any_code_used(record):
        raise RedemptionClosed(state="used", wanted="cancelled")
    terms = terms_of(record["program"], record["version"])
    reward = reward_of(terms, record["reward"])
    entry = find_entry(change_key(redemption_id, record["n"])) or {"m": []}

    def decide(view: WalletView) -> Decision:
        steps = _mirror(entry, reason_for(redemption_id, reward))
        steps += counted_steps(terms, reward, view, -1)
        return decision_on(steps, _closed(record, "cancelled", view, actor), _back(record))

    wanted = frozenset({"confirmed", "handed_over"})
    try:
        return _end(record, "redeem_cancel", "cancelled", decide, key, actor, wanted)
    except ReturnBlocked as blocked:
        raise RedemptionClosed(state="used", wanted="cancelled") from blocked


def expire_redemptions() -> int:
    """Close the redemptions that waited in vain: their places are free again. Safe to run twice.

    One that cannot be closed is left and logged; those after it are closed nonetheless.
    """
    now = clock.now()
    due = database.collection(redemptions.COLLECTION).find(
        {"state": "opened", "until": {"$lte": now}}, {"_id": 1}
    )
    done = 0
    for row in sorted(due, key=lambda row: str(row["_id"])):
        try:
            done += not _expire(row["_id"]).replayed
        except RedemptionClosed:
            continue
        except Refusal:
            _log.exception("redemption_left_open", redemption=row["_id"])
    return done


def _expire(redemption_id: str) -> Redeemed:
    record = get_redemption(redemption_id)
    terms = terms_of(record["program"], record["version"])
    reward = reward_of(terms, record["reward"])

    def decide(view: WalletView) -> Decision:
        steps = counted_steps(terms, reward, view, -1)
        return decision_on(steps, _closed(record, "expired", view, SYSTEM), _back(record))

    return _end(record, "redeem_expire", "expired", decide, redemption_id, SYSTEM)


def _end(
    record: Record,
    operation: str,
    wanted: str,
    decide: Any,
    key: str,
    actor: Actor,
    from_states: frozenset[str] = frozenset({"opened"}),
) -> Redeemed:
    """Post the end of a redemption; the same request again gives the same answer."""
    redemption_id = record["_id"]

    def decide_if_open(view: WalletView) -> Decision:
        if record["state"] not in from_states:
            raise RedemptionClosed(state=record["state"], wanted=wanted)
        decided: Decision = decide(view)
        return decided

    natural = [change_key(redemption_id, record["n"] + 1)]
    if record.get("hold_id") and record["state"] == "opened":
        natural.append(end_key(record["hold_id"]))
    command = Command(operation, tuple(natural), key, {"redemption": redemption_id}, actor)
    try:
        posting = post(record["member_id"], command, decide_if_open)
    except HoldNotFound as refusal:
        raise RedemptionClosed(state="expired", wanted=wanted) from refusal
    except KeyTaken as taken:
        state = get_redemption(redemption_id)["state"]
        raise RedemptionClosed(state=state, wanted=wanted) from taken
    if posting.is_of_another(command):  # Another till did the same at the same moment.
        raise RedemptionClosed(state=wanted, wanted=wanted)
    return follow_up(posting)


def _mirror(entry: Mapping[str, Any], why: Mapping[str, Any]) -> list[Step]:
    steps: list[Step] = []
    for move in entry["m"]:
        if move["t"] == "earn":
            lots = tuple(row[0] for row in move["l"])
            steps.append(Claw(move["u"], move["n"], lots, "block", why))
        elif move["t"] == "burn":
            slices = tuple(Lot(*row) for row in move["l"])
            steps.append(Restore(move["u"], slices, None, why))
    return steps


def _back(record: Record) -> tuple[str, ...]:
    return (slots.key_back(record["place"]),) if record.get("place") else ()


def _closed(record: Record, state: str, view: WalletView, actor: Actor) -> Record:
    return record | {
        "n": record["n"] + 1,
        "state": state,
        "closed_at": view.at,
        "by": actor.get("id", ""),
    }
