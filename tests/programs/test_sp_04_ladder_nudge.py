""" "Will you buy for 2,000 more to get 8 %?" """

from __future__ import annotations

import pytest

from program.values import Nudge
from tests.programs.shop import a_shop, minor

pytestmark = pytest.mark.sp(4)


def test_the_quote_says_what_is_missing_and_what_is_paid_then() -> None:
    quote = a_shop("ladder-nudge").till().quote(10000)

    nudge = Nudge("ladder", "ladder", minor("2000.00"), "8 %", minor("11040.00"))
    assert quote.evaluation.nudges == (nudge,)


def test_with_2000_more_it_costs_what_was_said() -> None:
    till = a_shop("ladder-nudge").till()

    assert till.pay(10000, 2000) == 11040
    assert till.quote(10000, 2000).evaluation.nudges == ()
