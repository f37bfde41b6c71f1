"""Rewards redeemed: opened → confirmed, handed over, cancelled or expired.

Each step is one entry in the member's wallet: units, what they buy, the place in the pool, the
member's counter and the redemption's record stand or fall together. Every step is safe to repeat.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from foundation import Refusal, clock, database, ids
from offers import gifts, redemptions, slots, stock
from offers.catalogue import reward_of
from offers.drawing import draw_uses
from offers.errors import RedemptionClosed, RewardRefused
from offers.redemptions import Record, change_key, get_redemption
from program import (
    Rejection,
    Terms,
    capabilities,
    counters_step,
    expires_at,
    local_date,
    rewards,
    standing_of,
    terms_at,
    terms_of,
)
from wallet import (
    Burn,
    Claw,
    Command,
    ConfirmHold,
    Decision,
    Earn,
    HoldNotFound,
    KeyTaken,
    Lot,
    PlaceHold,
    Posting,
    ReleaseHold,
    Restore,
    ReturnBlocked,
    SlotTaken,
    Step,
    WalletView,
    end_key,
    find_entry,
    hold_id_for,
    post,
    to_ms,
)

_log = structlog.get_logger(__name__)
_TRIES = 50
SYSTEM = {"kind": "system", "id": "kopilka"}
Actor = Mapping[str, str]


@dataclass(frozen=True)
class Redeemed:
    """A redemption after a step, the wallet after it, and whether the step had been made before."""

    redemption: Record
    view: WalletView
    replayed: bool


def redeem(member_id: str, reward: str, *, program: str, key: str, actor: Actor) -> Redeemed:
    """Take a reward: its price is spent, or held until a till hands it over.

    Raises `RewardNotFound`, `RewardRefused` with the rejection, and what the ledger raises.
    """
    terms = terms_at(program, clock.now())
    wanted = reward_of(terms, reward)
    redemption_id = ids.derived("rdm", actor.get("id", ""), key)
    natural = [change_key(redemption_id, 0)]
    if wanted.is_handed_over:
        natural.append(hold_id_for(redemption_id, SYSTEM))
    body = {"reward": reward, "program": program}
    command = Command("redeem", tuple(natural), key, body, actor)
    scope = stock.scope_of(program, wanted)
    place = slots.take(scope)
    for _ in range(_TRIES):
        opening = _Opening(terms, wanted, member_id, redemption_id, scope, place)
        try:
            return _after(post(member_id, command, opening.decide))
        except SlotTaken:
            place = slots.find_place(scope) if scope else None
    raise RewardRefused(reward=reward, rejection=Rejection.of("OUT_OF_STOCK"))


@dataclass(frozen=True)
class _Opening:
    """What redeeming a reward does to a wallet."""

    terms: Terms
    reward: rewards.Reward
    member_id: str
    redemption_id: str
    scope: slots.Scope | None
    place: str | None

    def decide(self, view: WalletView) -> Decision:
        at = view.at.astimezone(self.terms.zone)
        self._require(view)
        price = rewards.price_on(self.reward, at.date())
        why = _why(self.redemption_id, self.reward)
        record = self._record(view, price)
        steps: list[Step] = [self._payment(record, why)]
        if not self.reward.is_handed_over:
            steps += gift_steps(self.terms, self.reward, view, why)
        steps += _counted(self.terms, self.reward, view, 1)
        return _decision(steps, record, (self.place,) if self.place else ())

    def _require(self, view: WalletView) -> None:
        standing = standing_of(self.terms, view).standing
        is_out = self.scope is not None and self.place is None
        rejection = _barred(view) or rewards.why_not_reward(
            self.reward, standing, view.at.astimezone(self.terms.zone), is_out_of_stock=is_out
        )
        if rejection is not None:
            raise RewardRefused(reward=self.reward.code, rejection=rejection)

    def _payment(self, record: Record, why: Mapping[str, Any]) -> Step:
        if not self.reward.is_handed_over:
            return Burn(record["account"], record["price"], why)
        until = to_ms(record["until"])
        ref = self.redemption_id
        return PlaceHold(record["hold_id"], record["account"], record["price"], until, ref, why)

    def _record(self, view: WalletView, price: int) -> Record:
        waits = self.reward.is_handed_over
        today = local_date(self.terms, view.at)
        return {
            "_id": self.redemption_id,
            "n": 0,
            "member_id": self.member_id,
            "program": self.terms.program,
            "version": self.terms.version,
            "reward": self.reward.code,
            "state": "opened" if waits else "confirmed",
            "opened_at": view.at,
            "until": rewards.waits_until(self.reward, today, self.terms.zone) if waits else None,
            "closed_at": None if waits else view.at,
            "account": self.reward.account,
            "price": price,
            "hold_id": hold_id_for(self.redemption_id, SYSTEM) if waits else None,
            "place": self.place,
        }


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
        why = _why(redemption_id, reward)
        steps: list[Step] = [ConfirmHold(record["hold_id"], None, why)]
        steps += gift_steps(terms, reward, view, why)
        return _decision(steps, _closed(record, "handed_over", view, actor))

    return _end(record, "hand_over", "handed_over", decide, key, actor)


def cancel(redemption_id: str, *, member_id: str | None = None, key: str, actor: Actor) -> Redeemed:
    """Give up a redemption that waits: its units, its place and the member's count are free again.

    Raises `RedemptionNotFound`, `RedemptionClosed`.
    """
    record = get_redemption(redemption_id, member_id=member_id)
    terms = terms_of(record["program"], record["version"])
    reward = reward_of(terms, record["reward"])

    def decide(view: WalletView) -> Decision:
        steps: list[Step] = [ReleaseHold(record["hold_id"], _why(redemption_id, reward))]
        steps += _counted(terms, reward, view, -1)
        return _decision(steps, _closed(record, "cancelled", view, actor), _back(record))

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
        steps = _mirror(entry, _why(redemption_id, reward))
        steps += _counted(terms, reward, view, -1)
        return _decision(steps, _closed(record, "cancelled", view, actor), _back(record))

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
        steps = _counted(terms, reward, view, -1)
        return _decision(steps, _closed(record, "expired", view, SYSTEM), _back(record))

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
    return _after(posting)


def gift_steps(
    terms: Terms, reward: rewards.Reward, view: WalletView, why: Mapping[str, Any]
) -> list[Step]:
    """List the units that a reward gives."""
    steps: list[Step] = []
    for gift in reward.gives:
        if gift.account is not None:
            until = expires_at(terms, gift.account, view.at)
            expires = to_ms(until) if until else None
            steps.append(Earn(gift.account, gift.amount, expires, None, why))
    return steps


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


def _counted(terms: Terms, reward: rewards.Reward, view: WalletView, n: int) -> list[Step]:
    if reward.per_member is None:
        return []
    return list(counters_step(terms, view, {rewards.counter_of(reward): n}))


def _barred(view: WalletView) -> Rejection | None:
    status = view.mark("barred")
    if status is not None:
        return Rejection.of("NOT_ELIGIBLE", segment=status)
    return Rejection.of("EARN_ONLY") if capabilities.is_earn_only(view) else None


def _back(record: Record) -> tuple[str, ...]:
    return (slots.key_back(record["place"]),) if record.get("place") else ()


def _closed(record: Record, state: str, view: WalletView, actor: Actor) -> Record:
    return record | {
        "n": record["n"] + 1,
        "state": state,
        "closed_at": view.at,
        "by": actor.get("id", ""),
    }


def _why(redemption_id: str, reward: rewards.Reward) -> dict[str, Any]:
    return {"redemption": redemption_id, "reward": reward.code, "reason": dict(reward.name)}


def _decision(steps: list[Step], record: Record, places: tuple[str, ...] = ()) -> Decision:
    return Decision(
        steps,
        redemptions.pack(record),
        also=lambda entry: [redemptions.cache_write(entry)],
        slots=places,
    )


def _after(posting: Posting) -> Redeemed:
    """Draw what follows from an entry at once; the worker does the same if this is cut short."""
    record = redemptions.record_of(posting.entry)
    if not posting.replayed:
        with contextlib.suppress(PyMongoError, Refusal, LookupError):
            draw_uses([posting.entry])
            gifts.follow_codes(record)
    return Redeemed(record, posting.view, posting.replayed)
