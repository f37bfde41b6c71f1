"""One basket or activity as rules see it: what each line counts for, and what points paid of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from foundation.money import minor_digits
from program.conditions import Selection, category_path, is_occasion, is_selected, to_number
from program.terms import Rule
from program.values import Basket, Line, Situation, Standing

# When units can be used that wait for a decision and not for a day.
UNDECIDED = datetime(9999, 12, 31, tzinfo=UTC)
_NO_SKU = ""


@dataclass(frozen=True)
class Visit:
    """One basket with all that rules look at: its situation, and what points paid of each line."""

    situation: Situation
    basket: Basket
    burned: Mapping[int, int] = field(default_factory=dict)
    is_burned: bool = False
    _amounts: dict[tuple[str, str], list[int]] = field(default_factory=dict, repr=False)
    _places: dict[tuple[str, str], list[int]] = field(default_factory=dict, repr=False)

    @property
    def lines(self) -> Sequence[Line]:
        """The lines that earn; an activity is one line without number."""
        return self.basket.lines

    @property
    def standing(self) -> Standing:
        """Where the member stands."""
        return self.situation.standing

    @property
    def day(self) -> date:
        """The day in the program's zone."""
        return self.situation.day

    def fits(self, rule: Rule) -> bool:
        """Tell whether the rule means this receipt at all."""
        if self.is_burned and rule.amount_base == "none_if_any_burn":
            return False
        return is_occasion(rule.occasion, self.situation)

    def meant(self, lines: Selection) -> list[bool] | None:
        """Tell of each line whether a rule means it; None for all of them."""
        if lines.is_everything:
            return None
        found = [False] * len(self.basket.lines)
        for place in self._near(lines):
            found[place] = is_selected(self.basket.lines[place], lines)
        return found

    def _near(self, lines: Selection) -> Iterable[int]:
        """Give the places of the lines that may be meant, found by their goods."""
        if lines.skus is None and lines.categories is None:
            return range(len(self.basket.lines))
        if not self._places:
            for place, line in enumerate(self.basket.lines):
                for key in (
                    ("", line.sku),
                    *((">", path) for path in category_path(line.category)),
                ):
                    self._places.setdefault(key, []).append(place)
        sign, keys = (">", lines.categories) if lines.skus is None else ("", lines.skus)
        assert keys is not None
        return [place for key in keys for place in self._places.get((sign, key), ())]

    def amounts(self, rule: Rule) -> list[int]:
        """Give what each line counts for under a rule, in minor units."""
        key = (rule.amount_base, rule.amount_of)
        if key not in self._amounts:
            self._amounts[key] = self._reckoned(*key)
        return self._amounts[key]

    def _reckoned(self, amount_base: str, amount_of: str) -> list[int]:
        lines = self.basket.lines
        activity = self.situation.activity
        if activity is not None and self.situation.basket is None:
            value = activity.data.get(amount_of or "amount")
            return [minor_of(value, self.basket.currency)]
        if amount_base == "gross":
            return [
                line.amount_minor if line.gross_minor is None else line.gross_minor
                for line in lines
            ]
        if amount_base == "net_of_points" and self.burned:
            return [max(line.amount_minor - self.burned.get(line.no, 0), 0) for line in lines]
        return [line.amount_minor for line in lines]


def visit_of_activity(situation: Situation, currency: str) -> Visit:
    """See an activity as a visit with one line, worth the amount that it brings."""
    activity = situation.activity
    if activity is None:
        raise ValueError("there is no activity")
    amount = minor_of(activity.data.get("amount"), currency)
    line = Line(0, _NO_SKU, Decimal(1), amount)
    basket = Basket(
        occurred_at=activity.occurred_at,
        currency=currency,
        lines=(line,),
        channel=activity.channel,
        store_id=activity.store_id,
        partner=activity.partner,
    )
    return Visit(situation, basket)


def minor_of(value: object, currency: str) -> int:
    """Read an amount as minor units, down to a whole one; what is no amount counts for nothing."""
    number = to_number(value)
    if number is None or number <= 0:
        return 0
    return int(number.scaleb(minor_digits(currency)))
