"""What a return comes to, reckoned from all that came back so far.

Money and points are cumulative: what should have come back by now, less what came back before. So
the order and the split of returns cannot matter, and a full return leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from program import (
    Basket,
    Earned,
    Evaluation,
    Line,
    PresentedCode,
    Standing,
    TakenBack,
    Terms,
    Undone,
    caps_step,
    counters_step,
    evaluate,
    expires_at,
    lapsed_back_steps,
    load_facts,
    moments,
    price_basket,
    restored_expires_at,
    retro_back,
    taking_apart_steps,
    undoing,
    visit_back_step,
)
from sales import draws
from sales.crediting import credits_back
from sales.rules import (
    SoldLine,
    listed_lines,
    points_back,
    remaining_burn,
    remaining_lines,
    to_claw,
)
from wallet import Claw, Lot, Restore, Step, WalletView, to_moment, to_ms


class Figures:
    """What a return comes to: money back, points back, points taken back."""

    def __init__(
        self,
        record: Mapping[str, Any],
        terms: Terms,
        after: Sequence[SoldLine],
        *,
        is_undone: bool = False,
    ) -> None:
        self.is_undone = is_undone
        self.record = record
        self.terms = terms
        self.after = list(after)
        self.is_all_back = all(line.is_gone for line in after)
        self.rest = self._lines_that_remain()
        self.restored = self._points_to_restore()
        self.counted: dict[str, int] = dict(record.get("counted", {}))
        self.counters: dict[str, int] = dict(record.get("counters", {}))
        self.still: tuple[Earned, ...] = self._still_earned()
        self.clawed = self._points_to_claw({})
        is_kept = terms.returns.earned == "keep"
        self.credits = credits_back(record, self.still, is_kept=is_kept)
        self.refund_minor = self._money_to_refund()
        self.retro: dict[str, TakenBack] = {}
        self.beyond: dict[str, int] = {}
        self.undone = Undone(())

    def _lines_that_remain(self) -> tuple[Line, ...]:
        """Give what is still sold, at the price that it then has."""
        if self.terms.returns.reprice == "keep" or self.is_all_back:
            return remaining_lines(self.after)
        listed = self._basket(listed_lines(self.after))
        priced = price_basket(self.terms, listed, self._standing())
        return priced.lines

    def undo(self, view: WalletView) -> Figures:
        """Find what falls with the goods: a rise, a membership and what they gave."""
        self.clawed = self._of_today(self.clawed, view)
        self._take_by_what_counts_now(view)
        self.undone = undoing(
            self.terms,
            view,
            self.record,
            lost=self.clawed,
            fees_back=self._fees_back(),
            is_all_back=self.is_all_back,
            is_undone=self.is_undone,
        )
        self.refund_minor = max(self.refund_minor - self.undone.kept_minor, 0)
        return self

    def _take_by_what_counts_now(self, view: WalletView) -> None:
        """Take back what retro bands gave for more than what is left, whoever it was given with."""
        counted = self.record.get("counted", {})
        if self.terms.returns.earned == "keep":
            return
        lost, still = self.clawed, self.counted
        self.retro = retro_back(self.terms, view, counted=counted, still=still, lost=lost)
        if not self.retro:
            return
        clawed = self._points_to_claw(self.retro)
        for back in self.retro.values():
            clawed[back.account] = clawed.get(back.account, 0) + back.units
            self.counted[back.counter] = counted.get(back.counter, 0) - back.units
        self.clawed = self._of_today({code: n for code, n in clawed.items() if n}, view)
        self.beyond = self._beyond()

    def _beyond(self) -> dict[str, int]:
        """Give what is taken of more than this receipt has earned: receipts after it were given."""
        own = dict.fromkeys(self.clawed, 0)
        for found in self.record["earned"]:
            own[found["account"]] = own.get(found["account"], 0) + found["amount"]
        for made in self.record["returns"]:
            for code, amount in made["clawed"].items():
                own[code] = own.get(code, 0) - amount + made.get("beyond", {}).get(code, 0)
        more = {code: units - max(own[code], 0) for code, units in self.clawed.items()}
        return {code: units for code, units in more.items() if units > 0}

    def _of_today(self, clawed: Mapping[str, int], view: WalletView) -> dict[str, int]:
        return {code: units for code, units in clawed.items() if not self._is_bygone(code, view)}

    def _is_bygone(self, code: str, view: WalletView) -> bool:
        """Tell whether units counted for a time that is over.

        They lapsed as they were, so there is nothing to take, least of all from those of today.
        """
        if not self.terms.accounts[code].is_of_its_time:
            return False
        joined_at = self._standing().facts.joined_at
        until = expires_at(self.terms, code, self.record["occurred_at"], joined_at)
        return until is not None and until <= view.at

    def _fees_back(self) -> dict[int, int]:
        """Give what comes back of the lines that sold a membership."""
        paid = self.terms.membership
        before = {row["no"]: row.get("ra", 0) for row in self.record["lines"]}
        back = {
            line.line.no: line.returned_minor - before[line.line.no]
            for line in self.after
            if paid is not None and line.line.sku == paid.sku
        }
        return {no: amount for no, amount in back.items() if amount > 0}

    def _money_to_refund(self) -> int:
        """Give the money to hand back: what was paid, less what the rest costs, less before."""
        back = max(self._worth_back() - sum(line.burned_back_minor for line in self.after), 0)
        made = self.record["returns"]
        before = int(sum(one["refund_minor"] + one.get("kept", 0) for one in made))
        return max(back - before, 0)

    def _worth_back(self) -> int:
        """Give by how much the rest costs less than all that was bought, in money and points."""
        paid = sum(line.line.amount_minor for line in self.after)
        return max(paid - sum(line.amount_minor for line in self.rest), 0)

    def _basket(self, lines: tuple[Line, ...]) -> Basket:
        record = self.record
        return Basket(
            record["occurred_at"],
            record["currency"],
            lines,
            record["channel"],
            record["store_id"],
            tuple(record.get("codes", ())),
            record.get("partner"),
            record.get("app"),
            record.get("attributes", {}),
        )

    def _standing(self) -> Standing:
        """Give the standing that the sale was judged by."""
        kept = self.record.get("standing", {})
        codes = tuple(PresentedCode(*row) for row in kept.get("k", ()))
        return Standing(
            self.record["tier"], kept.get("v", {}), self.record["caps"], load_facts(kept), codes
        )

    def _points_to_restore(self) -> int:
        if self.terms.returns.burned != "restore_by_share":
            return 0
        total = points_back(self.after, self.record["burn"]["points"], self._worth_back())
        return max(total - sum(made["restored"] for made in self.record["returns"]), 0)

    def _points_to_claw(self, judged: Mapping[str, TakenBack]) -> dict[str, int]:
        """Give what to take back, but for what rules gave that are judged by what counts now."""
        if self.terms.returns.earned == "keep":
            return {}
        earned: dict[str, int] = {}
        for found in self.record["earned"]:
            by_others = sum(points for rule, _, points in found["hits"] if rule not in judged)
            earned[found["account"]] = earned.get(found["account"], 0) + by_others
        clawed: dict[str, int] = {}
        for made in self.record["returns"]:
            for code, amount in made["clawed"].items():
                clawed[code] = clawed.get(code, 0) + amount
            for rule, back in judged.items():
                of_rule = made.get("retro", {}).get(rule, 0)
                clawed[back.account] = clawed.get(back.account, 0) - of_rule
        still = self._kept_prizes()
        for one in self.still:
            if one.to == "member":
                left = sum(hit.points for hit in one.hits if hit.rule_id not in judged)
                still[one.account] = still.get(one.account, 0) + left
        return to_claw(earned, still, clawed)

    def _kept_prizes(self) -> dict[str, int]:
        """Give what was won with the receipt and is not taken back."""
        rows, flags = self.record["earned"], (self.is_all_back, self.is_undone)
        return draws.kept_prizes(self.terms, rows, is_all_back=flags[0], is_undone=flags[1])

    def _still_earned(self) -> tuple[Earned, ...]:
        if self.terms.returns.earned == "keep":
            return ()
        if not self.rest:
            self.counted, self.counters = {}, {}
            return ()
        found = self.remaining_evaluation()
        delta = found.caps_used_delta
        self.counted = {key: min(n, delta.get(key, 0)) for key, n in self.counted.items()}
        self.counters |= found.counters_delta
        return found.earned

    def remaining_evaluation(self) -> Evaluation:
        """Ask the terms again about what remains."""
        return evaluate(
            self.terms,
            self._basket(self.rest),
            self._standing(),
            burn_points=self.record["burn"]["points"],
            burned_by_line=remaining_burn(self.after, self.rest, self._worth_back()),
        )

    def steps(self, view: WalletView, operation: str) -> list[Step]:
        """List what the return does to the wallet: points back first, then points taken back."""
        record = self.record
        why = {"receipt": record["_id"], "no": record["receipt_no"], "by": operation}
        steps: list[Step] = []
        if self.restored:
            slices = self._slices_back(view)
            steps.append(Restore(record["burn"]["account"], slices, None, why))
        if self.is_all_back:
            steps += lapsed_back_steps(record.get("lapsed", {}), why)
        steps += taking_apart_steps(self.terms, view, self.clawed, why)
        for code, amount in self.clawed.items():
            lots = tuple(
                lot
                for found in record["earned"]
                if found["account"] == code
                for lot in found["lots"]
            )
            policy, own = self.terms.accounts[code].negative, amount - self.beyond.get(code, 0)
            others = _of_others(record, operation, self.retro.values())
            for units, reason in ((own, why), (amount - own, others)):
                steps += [Claw(code, units, lots, policy, reason)] if units else []
        steps += caps_step(self.terms, view, self._back("counted", self.counted))
        steps += counters_step(self.terms, view, self._back("counters", self.counters))
        if self.is_all_back and self.terms.draws is not None:
            steps += draws.forget_steps(self.terms, view, record["_id"])
        steps += self._visit_back(view) if self.is_all_back else ()
        steps += self.undone.steps
        return moments.with_moments(self.terms, view, steps, is_undone=True)

    def _visit_back(self, view: WalletView) -> tuple[Step, ...]:
        return visit_back_step(self.terms, view, self._standing().facts, self._basket(()))

    def _back(self, name: str, now: Mapping[str, int]) -> dict[str, int]:
        """Give the difference to what the sale had counted, which is mostly taken back."""
        before = self.record.get(name, {})
        return {key: now.get(key, 0) - n for key, n in before.items()}

    def _slices_back(self, view: WalletView) -> tuple[Lot, ...]:
        """Take what is restored from the slices that were burned, the latest expiry first."""
        skip = sum(made["restored"] for made in self.record["returns"])
        wanted = self.restored
        code = self.record["burn"]["account"]
        back = []
        for row in reversed(self.record["burn"]["slices"]):
            lot = Lot(*row)
            passed = min(skip, lot.amount)
            skip -= passed
            part = min(lot.amount - passed, wanted)
            if part:
                wanted -= part
                back.append(self._dated(lot.with_amount(part), code, view))
        return tuple(back)

    def _dated(self, lot: Lot, code: str, view: WalletView) -> Lot:
        first = None if lot.expires_ms is None else to_moment(lot.expires_ms)
        until = restored_expires_at(self.terms, code, first, view.at)
        expires = None if until is None else to_ms(until)
        return Lot(lot.id, lot.amount, expires, lot.available_ms, lot.earned_ms)


def _of_others(
    record: Mapping[str, Any], operation: str, judged: Iterable[TakenBack]
) -> dict[str, Any]:
    """Explain what falls with a receipt and was given with others, by the rules that gave it."""
    return {
        "falls_with": record["_id"],
        "no": record["receipt_no"],
        "by": operation,
        "rules": [[back.rule, back.units] for back in judged],
        "version": record["version"],
    }
