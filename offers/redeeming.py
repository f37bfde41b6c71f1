"""Rewards redeemed: the price is spent at once, or held until a till hands the reward over.

Each step is one entry in the member's wallet: units, what they buy, the place in the pool, the
member's counter and the redemption's record stand or fall together. Every step is safe to repeat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation import clock, ids
from offers import slots, stock
from offers.catalogue import reward_of
from offers.errors import RewardRefused
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
from offers.redemptions import Record, change_key
from program import Rejection, Terms, capabilities, local_date, rewards, standing_of, terms_at
from wallet import (
    Burn,
    Command,
    Decision,
    PlaceHold,
    SlotTaken,
    Step,
    WalletView,
    hold_id_for,
    post,
    to_ms,
)

_TRIES = 50


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
            return follow_up(post(member_id, command, opening.decide))
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
        why = reason_for(self.redemption_id, self.reward)
        record = self._record(view, price)
        steps: list[Step] = [self._payment(record, why)]
        if not self.reward.is_handed_over:
            steps += gift_steps(self.terms, self.reward, view, why)
        steps += counted_steps(self.terms, self.reward, view, 1)
        return decision_on(steps, record, (self.place,) if self.place else ())

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


def _barred(view: WalletView) -> Rejection | None:
    status = view.mark("barred")
    if status is not None:
        return Rejection.of("NOT_ELIGIBLE", segment=status)
    return Rejection.of("EARN_ONLY") if capabilities.is_earn_only(view) else None
