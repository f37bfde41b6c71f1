"""What every step of a redemption shares: its reasons, its entry, what follows from it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo.errors import PyMongoError

from foundation import Refusal
from offers import gifts, redemptions
from offers.drawing import draw_uses
from offers.redemptions import Record
from program import Terms, counters_step, expires_at, rewards
from wallet import Decision, Earn, Posting, Step, WalletView, to_ms

SYSTEM = {"kind": "system", "id": "kopilka"}
Actor = Mapping[str, str]


@dataclass(frozen=True)
class Redeemed:
    """A redemption after a step, the wallet after it, and whether the step had been made before."""

    redemption: Record
    view: WalletView
    replayed: bool


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


def counted_steps(terms: Terms, reward: rewards.Reward, view: WalletView, n: int) -> list[Step]:
    """Count a redemption of a reward that has a limit per member, or take the count back."""
    if reward.per_member is None:
        return []
    return list(counters_step(terms, view, {rewards.counter_of(reward): n}))


def reason_for(redemption_id: str, reward: rewards.Reward) -> dict[str, Any]:
    """Say in an entry what a redemption moves units for."""
    return {"redemption": redemption_id, "reward": reward.code, "reason": dict(reward.name)}


def decision_on(steps: list[Step], record: Record, places: tuple[str, ...] = ()) -> Decision:
    """Decide on an entry that carries the redemption as it then is."""
    return Decision(
        steps,
        redemptions.pack(record),
        also=lambda entry: [redemptions.cache_write(entry)],
        slots=places,
    )


def follow_up(posting: Posting) -> Redeemed:
    """Draw what follows from an entry at once; the worker does the same if this is cut short."""
    record = redemptions.record_of(posting.entry)
    if not posting.replayed:
        with contextlib.suppress(PyMongoError, Refusal, LookupError):
            draw_uses([posting.entry])
            gifts.follow_codes(record)
    return Redeemed(record, posting.view, posting.replayed)
