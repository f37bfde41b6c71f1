"""The arithmetic that is often misquoted, computed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from program.pricing import cost_at_markup, margin
from program.pricing.margin import Margin, percent_of


def test_ten_percent_at_a_margin_of_45_needs_28_57_percent_more_sales() -> None:
    found = margin(10_000, 1_000, margin_share=Fraction(45, 100))

    assert (found.profit_before_minor, found.profit_after_minor) == (4_500, 3_500)
    assert found.uplift is not None
    assert percent_of(found.uplift) == "28.57"


def test_five_percent_of_9000_costs_a_sixth_of_a_profit_of_2700() -> None:
    found = margin(900_000, 45_000, margin_share=Fraction(30, 100))

    assert (found.profit_before_minor, found.profit_after_minor) == (270_000, 225_000)
    assert _lost(found) == "16.67"


def test_a_markup_of_30_percent_is_not_a_margin_of_30_percent() -> None:
    cost = cost_at_markup(900_000, Fraction(30, 100))

    found = margin(900_000, 45_000, cost_minor=cost)

    assert found.profit_before_minor == 207_692
    assert _lost(found) == "21.67"


@pytest.mark.parametrize(("given", "profit", "lost"), [(450, 4950, "8.33"), (900, 4500, "16.67")])
def test_a_bonus_of_5_percent_over_two_purchases(given: int, profit: int, lost: str) -> None:
    found = margin(1_800_000, given * 100, margin_share=Fraction(30, 100))

    assert found.profit_after_minor == profit * 100
    assert _lost(found) == lost


def test_what_costs_the_whole_profit_has_no_break_even() -> None:
    assert margin(100, 40, cost_minor=60).uplift is None
    assert margin(100, 10, cost_minor=100).loss_share is None
    assert margin(100, 50, cost_minor=60).profit_after_minor == -10


def test_either_cost_or_margin_is_said() -> None:
    with pytest.raises(ValueError, match="either"):
        margin(100, 10)


def _lost(found: Margin) -> str:
    assert found.loss_share is not None
    return percent_of(found.loss_share)
