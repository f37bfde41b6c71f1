"""A machine that posts at random to a ledger and to the oracle and compares them exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import repeat
from typing import Any, ClassVar

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from foundation.errors import Refusal
from tests.wallet.book import OURS, Book, Kit, stored
from tests.wallet.oracle import Oracle, Refused

START_MS = 1000
AMOUNTS = st.integers(1, 20)
TENTHS = st.integers(0, 12)  # of what there is, so that most postings succeed
PLACES = st.integers(0, 9)
LIVES = st.sampled_from([None, None, 0, 1, 2, 5, 12, 30])
WAITS = st.sampled_from([None, None, 0, 1, 3, 8])

EARN = st.tuples(st.just("earn"), AMOUNTS, LIVES, WAITS)
BURN = st.tuples(st.just("burn"), TENTHS)
HOLD = st.tuples(st.just("hold"), TENTHS, st.integers(0, 10))
CONFIRM = st.tuples(st.just("confirm"), PLACES, st.none() | TENTHS)
RELEASE = st.tuples(st.just("release"), PLACES)
CLAW = st.tuples(
    st.just("claw"), st.integers(0, 25), PLACES, st.sampled_from(["debt", "debt", "clamp", "block"])
)
GIVE_BACK = st.tuples(st.just("give_back"), PLACES, AMOUNTS, LIVES)
PROLONG = st.tuples(st.just("prolong"), st.integers(1, 40))
MATURE = st.tuples(st.just("mature"), PLACES, TENTHS, LIVES)
CREDIT = st.one_of(EARN, CONFIRM, RELEASE, GIVE_BACK, MATURE)
DEBIT = st.one_of(BURN, HOLD, CLAW)
ENDS = st.one_of(CONFIRM, RELEASE)
ANY = st.one_of(EARN, BURN, HOLD, ENDS, CLAW, GIVE_BACK, PROLONG, MATURE, EARN, BURN)


class LedgerMachine(RuleBasedStateMachine):
    """The ledger beside the oracle; subclasses put another `kit` in."""

    kit: ClassVar[Kit] = OURS

    def __init__(self) -> None:
        super().__init__()
        self.book = Book(self.kit)
        self.now = START_MS
        self.oracle = Oracle(START_MS)
        self.moved: Counter[str] = Counter()
        self.in_lots: Counter[str] = Counter()
        self.earned: list[list[str]] = []
        self.burned: list[list[Any]] = []
        self.placed = 0

    @initialize(recipes=st.lists(EARN, min_size=1, max_size=3))
    def open(self, recipes: Any) -> None:
        self.post(recipes)

    @rule(recipe=EARN)
    def earn(self, recipe: Any) -> None:
        self.post([recipe])

    @rule(recipe=BURN)
    def burn(self, recipe: Any) -> None:
        self.post([recipe])

    @rule(recipe=HOLD)
    def hold(self, recipe: Any) -> None:
        self.post([recipe])

    @precondition(lambda self: self.oracle.held)
    @rule(recipe=ENDS)
    def settle(self, recipe: Any) -> None:
        self.post([recipe])

    @rule(recipe=CLAW)
    def claw(self, recipe: Any) -> None:
        self.post([recipe])

    @precondition(lambda self: self.oracle.held)
    @rule(tenths=st.integers(11, 25), recipes=st.tuples(ENDS, DEBIT))
    def overdraw_and_sell(self, tenths: int, recipes: Any) -> None:
        self.post([("claw", tenths, 9, "debt")])
        self.post(list(recipes))

    @precondition(lambda self: self.burned)
    @rule(recipe=GIVE_BACK)
    def give_back(self, recipe: Any) -> None:
        self.post([recipe])

    @rule(recipe=PROLONG)
    def prolong(self, recipe: Any) -> None:
        self.post([recipe])

    @rule(wait=st.integers(1, 8), earned=AMOUNTS, recipe=MATURE)
    def wait_and_mature(self, wait: int, earned: int, recipe: Any) -> None:
        self.post([("earn", earned, None, wait)])
        self.post([recipe])

    @rule(recipes=st.lists(ANY, min_size=2, max_size=3))
    def post_several(self, recipes: Any) -> None:
        self.post(recipes)

    @rule(recipes=st.tuples(CREDIT, DEBIT))
    def sell(self, recipes: Any) -> None:
        self.post(list(recipes))

    @rule(milliseconds=st.integers(1, 10), stop=st.integers(0, 10))
    def tick(self, milliseconds: int, stop: int) -> None:
        between = self.now + min(stop, milliseconds)
        self.now += milliseconds
        self.oracle.tick(self.now)

        seen = self.kit.rules.settled(self.kit.rules.settled(self.book.state, between), self.now)
        assert self.bytes_of(seen) == self.bytes_of(self.book.at(self.now)), "looking changed it"
        self.compare()

    def post(self, recipes: list[Any]) -> None:
        """Post to both; both refuse alike and change nothing, or both end up alike."""
        steps = [self.step_of(recipe) for recipe in recipes]
        before = self.book.state
        bytes_before = self.bytes_of(before)
        outcome = self.outcome_of(steps)
        assert self.bytes_of(before) == bytes_before, "the state before was touched"
        if isinstance(outcome, str):
            assert self.expected(steps, repeat(None)) == outcome
            assert self.book.state is before, "a refusal changed the wallet"
            return
        told = (m for m in outcome.moves if m["n"] > 0 or m["t"] == "mature")
        names = (row[0] for move in told for row in move["l"])
        assert self.expected(steps, names) is None
        self.check_entry(before, outcome)
        self.remember(outcome)
        self.compare()

    def outcome_of(self, steps: list[Any]) -> Any:
        """Post to the ledger and give the outcome, or the name of the refusal."""
        try:
            return self.book.post(self.now, *steps)
        except Refusal as refusal:
            return type(refusal).__name__

    def expected(self, steps: list[Any], names: Iterator[str | None]) -> str | None:
        """Post to the oracle and give the name of its refusal, or None."""
        try:
            self.oracle = self.oracle.trial(steps, names)
        except Refused as refusal:
            return str(refusal)
        return None

    def step_of(self, recipe: Any) -> Any:
        """Turn a recipe into a step that fits what has happened so far."""
        return getattr(self, f"_{recipe[0]}_step")(*recipe[1:])

    def _earn_step(self, amount: int, life: int | None, wait: int | None) -> Any:
        return self.kit.steps.Earn("points", amount, self.later(life), self.later(wait))

    def _burn_step(self, tenths: int) -> Any:
        return self.kit.steps.Burn("points", self.share(tenths))

    def _hold_step(self, tenths: int, ttl: int) -> Any:
        self.placed += 1
        name, amount = f"h{self.placed}", self.share(tenths)
        return self.kit.steps.PlaceHold(name, "points", amount, self.now + ttl)

    def _confirm_step(self, place: int, tenths: int | None) -> Any:
        name = self.some_hold(place)
        held = len(self.oracle.held.get(name, (0, []))[1])
        amount = None if tenths is None else max(1, held * tenths // 10)
        return self.kit.steps.ConfirmHold(name, amount)

    def _release_step(self, place: int) -> Any:
        return self.kit.steps.ReleaseHold(self.some_hold(place))

    def _claw_step(self, tenths: int, place: int, policy: str) -> Any:
        lots = self.earned[place % len(self.earned)] if self.earned and place < 8 else ()
        return self.kit.steps.Claw("points", self.share(tenths), tuple(lots), policy)

    def _give_back_step(self, place: int, amount: int, grace: int | None) -> Any:
        rows = self.burned[place % len(self.burned)] if self.burned else [["0.0", 1, None, 1, 1]]
        pieces, _ = self.kit.rules.draw([self.kit.values.Lot(*row) for row in rows], amount)
        return self.kit.steps.Restore("points", tuple(pieces), self.later(grace))

    def _prolong_step(self, life: int) -> Any:
        return self.kit.steps.Prolong("points", self.now + life)

    def _mature_step(self, place: int, tenths: int, life: int | None) -> Any:
        waiting: Counter[str] = Counter(p.lot for p in self.oracle.free if p.available > self.now)
        lots = sorted(waiting)[-1 - place // 3 :] if place < 9 else ["0.0"]
        amount = sum(waiting[lot] for lot in lots) * tenths // 10
        return self.kit.steps.Mature("points", max(1, amount), tuple(lots), self.later(life))

    def share(self, tenths: int) -> int:
        """Give some tenths of what can be spent, at least one."""
        return max(1, len(self.oracle.live()) * tenths // 10)

    def some_hold(self, place: int) -> str:
        """Choose an open hold, or one that is not open."""
        held = sorted(self.oracle.held)
        return held[place % len(held)] if held and place < 9 else "h1"

    def later(self, milliseconds: int | None) -> int | None:
        """Give a moment from now on, or None."""
        return None if milliseconds is None else self.now + milliseconds

    def remember(self, outcome: Any) -> None:
        """Keep what can be clawed or given back."""
        for move in outcome.moves:
            if move["t"] == "earn":
                self.earned.append([row[0] for row in move["l"]])
            if move["t"] == "burn":
                self.burned.append(move["l"])

    def check_entry(self, before: Any, outcome: Any) -> None:
        """Hold the invariants of one entry: replay (I3), moves (I9), lots (I10)."""
        rules = self.kit.rules
        followed = rules.replay(before, stored(outcome.changes))
        assert self.bytes_of(followed) == self.bytes_of(outcome.state), "I3"
        for move in outcome.moves:
            assert move["n"] + sum(part for _, part in move.get("c", [])) == 0, "I9"
            self.moved[move["t"]] += move["n"]
        for change in outcome.changes:
            if change[0] == "+":
                self.in_lots[change[2]] += change[3]
            if change[0] == "-":
                self.in_lots[change[2]] -= change[3]
        assert +self.in_lots == Counter(self.amounts(outcome.state)), "I10"
        assert min(self.in_lots.values(), default=0) >= 0, "I10"
        balance = self.kit.values.balance_of(outcome.state, "points", self.now)
        assert sum(self.moved.values()) == balance.total, "I9"
        nonzero = {kind: amount for kind, amount in self.moved.items() if amount}
        assert nonzero == {kind: n for kind, n in self.oracle.moved.items() if n}

    def compare(self) -> None:
        """Compare the ledger with the oracle exactly, lot by lot, and hold I4, I5, I6."""
        state, oracle = self.book.at(self.now), self.oracle
        lots = self.lots_of(state)
        assert all(lot.amount > 0 for lot in lots), "I4"
        assert Counter({_key(lot): lot.amount for lot in lots}) == oracle.free_lots()
        holds = {
            name: (hold.until_ms, Counter({_key(lot): lot.amount for lot in hold.slices}))
            for name, hold in state.holds.items()
        }
        assert holds == oracle.held_lots(), "I6"
        balance = self.kit.values.balance_of(state, "points", self.now)
        held = sum(len(points) for _, points in oracle.held.values())
        available = len(oracle.live())
        expected = [available, len(oracle.free) - available, held, oracle.debt]
        assert balance.dump() == expected, "I4"
        assert balance.debt >= 0, "I5"
        assert not (balance.debt and balance.available), "I5"

    def teardown(self) -> None:
        """Read the whole journal again from nothing."""
        state = self.kit.values.WalletState()
        for outcome in self.book.entries:
            state = self.kit.rules.replay(state, stored(outcome.changes))
        assert self.bytes_of(state) == self.bytes_of(self.book.state), "I3"

    def lots_of(self, state: Any) -> list[Any]:
        """List the lots of the one account."""
        kept = state.accounts.get("points")
        return list(kept.lots.values()) if kept else []

    def amounts(self, state: Any) -> dict[str, int]:
        """Give what is in each lot."""
        return {lot.id: lot.amount for lot in self.lots_of(state)}

    def bytes_of(self, state: Any) -> bytes:
        """Give a state byte by byte."""
        return orjson.dumps(self.kit.values.dump(state))


def _key(lot: Any) -> tuple[Any, ...]:
    return (lot.id, lot.expires_ms, lot.available_ms, lot.earned_ms)
