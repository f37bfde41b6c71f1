from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.rounding import round_ratio, share_steps, spread


@pytest.mark.parametrize(
    ("numerator", "floor", "half_up", "half_even", "ceil"),
    [
        (0, 0, 0, 0, 0),
        (24, 2, 2, 2, 3),
        (25, 2, 3, 2, 3),
        (26, 2, 3, 3, 3),
        (35, 3, 4, 4, 4),
        (40, 4, 4, 4, 4),
    ],
)
def test_a_ratio_is_rounded_by_its_mode(
    numerator: int, floor: int, half_up: int, half_even: int, ceil: int
) -> None:
    assert round_ratio(numerator, 10, "floor") == floor
    assert round_ratio(numerator, 10, "half_up") == half_up
    assert round_ratio(numerator, 10, "half_even") == half_even
    assert round_ratio(numerator, 10, "ceil") == ceil


def test_the_largest_remainder_gets_the_unit_that_is_left() -> None:
    assert spread(10, [1, 1, 1]) == [4, 3, 3]
    assert spread(100, [2, 1, 0]) == [67, 33, 0]
    assert spread(5, [0, 0]) == [0, 0]


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_shares_sum_to_the_total_and_stay_within_one_of_their_part(
    total: int, weights: list[int]
) -> None:
    shares = spread(total, weights)

    whole = sum(weights)
    assert sum(shares) == (total if whole else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        assert not whole or abs(share * whole - total * weight) < whole


@pytest.mark.parametrize(
    ("steps", "weights", "step", "shares"),
    [
        (2006, [200_000, 666], 1, [2000, 6]),  # 2 % of 1000.00 and of 3.33
        (3, [150, 150], 1, [2, 1]),
        (2, [90, 20], 1, [1, 1]),  # rounded up
        (0, [60, 30], 1, [0, 0]),
        (5, [500, 2], 50, [250, 0]),  # 50 for every full 100
        (1, [50, 50], 50, [25, 25]),
        (11, [1030, 70], 50, [515, 35]),
        (1, [30], 3, [3]),
        (0, [], 1, []),
    ],
)
def test_whole_steps_stay_where_they_were_earned(
    steps: int, weights: list[int], step: int, shares: list[int]
) -> None:
    assert share_steps(steps, weights, 100, step) == shares


@given(
    st.lists(st.integers(0, 10**6), max_size=12),
    st.integers(1, 10**4),
    st.integers(1, 60),
    st.sampled_from(["floor", "half_up", "half_even", "ceil"]),
)
def test_shared_steps_sum_to_the_rounded_sum_and_leave_everyone_their_own(
    weights: list[int], quantum: int, step: int, mode: str
) -> None:
    steps = round_ratio(sum(weights), quantum, mode)

    shares = share_steps(steps, weights, quantum, step)

    assert sum(shares) == step * steps
    for share, weight in zip(shares, weights, strict=True):
        whole, rest = divmod(weight, quantum)
        assert step * whole <= share
        assert share == step * whole or rest
        assert step > 1 or share <= whole + 1
