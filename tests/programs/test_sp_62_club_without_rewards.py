"""A program without any reward is valid: receipts are taken and explained, and nothing moves."""

from __future__ import annotations

from decimal import Decimal

import pytest

from program import read_manifest
from tests.programs.shop import a_shop, text_of

pytestmark = pytest.mark.sp(62)


def test_a_program_without_any_reward_is_valid() -> None:
    manifest = read_manifest(text_of("club-without-rewards"))

    assert manifest.warnings == ()
    assert manifest.terms.accounts == {}


def test_a_receipt_is_taken_and_costs_what_it_costs() -> None:
    till = a_shop("club-without-rewards").till()

    assert till.pay("1999.99") == Decimal("1999.99")


def test_a_quote_offers_nothing_and_says_so() -> None:
    quote = a_shop("club-without-rewards").till().quote(1000)

    assert (quote.evaluation.earned, quote.evaluation.burn.cap) == ((), "no_burning")


def test_a_receipt_without_rewards_is_returned_in_full() -> None:
    till = a_shop("club-without-rewards").till()

    closed = till.sell(1000)

    assert till.refund(closed) == Decimal(1000)
