"""One look at a member's tier: what rises, what falls, and when to look again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from program.expiry import add_months, local_date, midnight
from program.terms import Terms
from program.tiers.metrics import Metrics, rank_reached
from program.tiers.terms import Ladder
from program.values import TierState

NextReview = Callable[[Terms, datetime, TierState | None, date | None], datetime | None]


@dataclass(frozen=True, slots=True)
class Look:
    """A ladder, what a member has to show, and the moment."""

    terms: Terms
    ladder: Ladder
    metrics: Metrics
    at: datetime
    next_review: NextReview

    @property
    def reached(self) -> int:
        """The place of the highest tier reached, -1 for none."""
        return rank_reached(self.ladder, self.metrics)

    @property
    def today(self) -> date:
        """The date in the program's zone."""
        return local_date(self.terms, self.at)

    def rank(self, state: TierState) -> int:
        """Give the place of the tier held."""
        return self.ladder.ranks[state.code]

    def begin(
        self, rank: int, stage: str, current: TierState | None, **more: Any
    ) -> TierState | None:
        """Begin the tier of a rank; a review that is still ahead stays as it is."""
        if rank < 0:
            return None
        ahead = current.review_at if current is not None else None
        if ahead is None or ahead <= self.at:
            ahead = self._next_review(current)
        return TierState(
            self.ladder.tiers[rank].code,
            self.at,
            ahead,
            paused_until=current.paused_until if current is not None else None,
            decays_at=self._decay_from_today(rank),
            stage=stage,
            why=self._why(current, more),
        )

    def risen(self, current: TierState, occasion: str) -> TierState | None:
        """Raise a tier if more is reached and the program's moment for it has come."""
        held, reached = self.rank(current), self.reached
        if occasion == "after" and self.ladder.decay is not None:
            current = replace(current, decays_at=self._decay_from_today(held))
        if reached <= held or current.by == "operator":
            return self._earned(current) if reached >= held else current
        if current.stage == "decayed":
            return self._climbed(current, reached) if occasion == "after" else current
        upgrade = self.ladder.upgrade
        if upgrade in ("immediate", "same_receipt") or occasion == "before":
            is_time = upgrade in ("immediate", "same_receipt", "next_receipt")
            return self.begin(reached, "upgraded", current) if is_time else self._waiting(current)
        return self._waiting(current)

    def _earned(self, current: TierState) -> TierState:
        """What waited for a fall has nothing to wait for once the tier is reached again."""
        if current.grace_until is None or current.by == "operator":
            return current
        why = self._why(current, {})
        return replace(current, grace_until=None, falls_to=None, stage="prolonged", why=why)

    def _waiting(self, current: TierState) -> TierState:
        if self.ladder.upgrade != "monthly" or current.rises_at is not None:
            return current
        first = add_months(self.today.replace(day=1), 1)
        return replace(current, rises_at=midnight(first, self.terms.zone))

    def _climbed(self, current: TierState, reached: int) -> TierState | None:
        decay = self.ladder.decay
        held = self.rank(current)
        is_whole = decay is None or decay.restore == "on_next_purchase"
        rank = reached if is_whole else self._above(held)
        after = self.begin(rank, "upgraded", current)
        return replace(after, stage="decayed") if after is not None and rank < reached else after

    def pass_by(self, current: TierState) -> TierState | None:
        """Do all that has fallen due by now."""
        state: TierState | None = self._out_of_pause(current)
        for act in (
            self._grant_over,
            self._waited,
            self._reviewed,
            self._grace_over,
            self._decayed,
        ):
            if state is None:
                return None
            state = act(state)
        return state

    def _is_due(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self.at

    def _out_of_pause(self, state: TierState) -> TierState:
        """End a pause that is over; while it lasts, all that would fall waits for its end."""
        if self._is_due(state.paused_until):
            return replace(state, paused_until=None, stage="resumed", why=self._why(state, {}))
        if state.paused_until is None:
            return state
        names = ("review_at", "grace_until", "decays_at", "granted_until")
        waits: dict[str, Any] = {
            name: state.paused_until for name in names if self._is_due(getattr(state, name))
        }
        return replace(state, **waits)

    def _grant_over(self, state: TierState) -> TierState | None:
        if not self._is_due(state.granted_until):
            return state
        return self.begin(self.reached, "downgraded", state, because="the grant is over")

    def _waited(self, state: TierState) -> TierState | None:
        if not self._is_due(state.rises_at):
            return state
        if self.reached > self.rank(state):
            return self.begin(self.reached, "upgraded", state)
        return replace(state, rises_at=None)

    def _reviewed(self, state: TierState) -> TierState | None:
        if not self._is_due(state.review_at):
            return state
        held, reached = self.rank(state), self.reached
        if reached > held and state.by != "operator" and state.stage != "decayed":
            return self.begin(reached, "upgraded", state)
        kept = self._kept(state)
        ahead = self._next_review(state)
        if kept == held:
            why = self._why(state, {})
            return replace(state, review_at=ahead, stage="prolonged", why=why)
        if self.ladder.grace_days:
            until = midnight(self.today + timedelta(self.ladder.grace_days), self.terms.zone)
            falls_to = self.ladder.tiers[kept].code if kept >= 0 else ""
            why = self._why(state, {"falls_to": falls_to})
            return replace(
                state, review_at=ahead, grace_until=until, falls_to=falls_to, stage="grace", why=why
            )
        return self.begin(kept, self._fall(state), state)

    def _fall(self, state: TierState) -> str:
        is_soft = self.ladder.downgrade == "soft_landing" and state.stage != "landed"
        return "landed" if is_soft else "downgraded"

    def _kept(self, state: TierState) -> int:
        """Give the rank that is left after a review."""
        held, reached, policy = self.rank(state), self.reached, self.ladder.downgrade
        if reached >= held or policy == "none":
            return held
        if policy == "by_balance" or (policy == "soft_landing" and state.stage == "landed"):
            return reached
        return self._below(held)

    def _grace_over(self, state: TierState) -> TierState | None:
        if not self._is_due(state.grace_until):
            return state
        target = max(self.ladder.ranks.get(state.falls_to or "", -1), self.reached)
        if target >= self.rank(state):
            return self._earned(state)
        return self.begin(target, self._fall(state), state)

    def _decayed(self, state: TierState) -> TierState | None:
        decay = self.ladder.decay
        if decay is None or not self._is_due(state.decays_at):
            return state
        rank = self.rank(state)
        for _ in range(decay.step):
            rank = max(self._below(rank), 0)
        after = self.begin(rank, "decayed", state, because="no visit")
        return after if rank < self.rank(state) else replace(state, decays_at=None)

    def is_at_risk(self, state: TierState) -> bool:
        """Tell whether a review is near at which the tier would be lost as things stand."""
        if state.review_at is None or self.ladder.downgrade == "none" or state.by == "operator":
            return False
        is_near = state.review_at - self.at <= timedelta(days=self.ladder.warn_days)
        return is_near and self._kept(state) < self.rank(state)

    def rolled_back(self, state: TierState) -> TierState | None:
        """Undo a rise that is no longer paid for, down to where it began at most."""
        if state.stage not in ("upgraded", "joined") or state.by == "operator":
            return state
        before = self.ladder.ranks.get(str(state.why.get("from", "")), -1)
        rank = max(self.reached, before)
        if rank >= self.rank(state):
            return state
        return self.begin(rank, "downgraded", state, because="a return")

    def _below(self, rank: int) -> int:
        rank -= 1
        while rank >= 0 and self.ladder.tiers[rank].by == "invitation":
            rank -= 1
        return rank

    def _above(self, rank: int) -> int:
        rank += 1
        while self.ladder.tiers[rank].by == "invitation":
            rank += 1
        return rank

    def _next_review(self, current: TierState | None) -> datetime | None:
        return self.next_review(self.terms, self.at, current, self.metrics.joined_on)

    def _decay_from_today(self, rank: int) -> datetime | None:
        decay = self.ladder.decay
        if decay is None or rank <= 0:
            return None
        return midnight(add_months(self.today, decay.months), self.terms.zone)

    def _why(self, current: TierState | None, more: Mapping[str, Any]) -> Mapping[str, Any]:
        units = {code: self.metrics.units.get(code, 0) for code in self.ladder.accounts}
        came = {"from": current.code} if current is not None else {}
        return {**came, "units": units, **more}
