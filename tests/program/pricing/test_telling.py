"""Why rules and codes do not count, what is near, and what is remembered of a member."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from program import PresentedCode, Rejection
from program.values import Nudge
from tests.program.pricing.shelf import MOSCOW, a_line, a_rule, buy, minor, off, paid, why

CODED = off(10, "coded", when={"codes": ["spring"]})


def test_a_code_calls_its_rule_and_is_named_by_the_discount() -> None:
    priced = buy([CODED], 1000, codes={"SPRING": "spring"})

    assert (paid(priced), priced.discounts[0].code, priced.rejected) == (900, "SPRING", ())


def test_a_rule_that_needs_a_code_is_silent_without_it() -> None:
    assert (paid(buy([CODED], 1000)), buy([CODED], 1000).rejected) == (1000, ())


@pytest.mark.parametrize(
    ("rule", "lines", "reason"),
    [
        (CODED | {"when": {"codes": ["spring"], "min_amount": 2000}}, [1000], "MIN_AMOUNT"),
        (CODED | {"when": {"codes": ["spring"], "until": "2026-02-28"}}, [1000], "EXPIRED"),
        (CODED | {"when": {"codes": ["spring"], "from": "2026-04-01"}}, [1000], "NOT_STARTED"),
        (CODED | {"when": {"codes": ["spring"], "skus": ["X"]}}, [1000], "NO_EFFECT"),
        (
            CODED | {"when": {"codes": ["spring"], "exclude_skus": ["s1"]}},
            [1000],
            "EXCLUDED_ITEMS",
        ),
        (
            CODED | {"not_with_flags": ["offer:R1"]},
            [a_line(1, 1000, flags=frozenset({"offer:R1"}))],
            "EXCLUDED_OFFER_IN_CART",
        ),
        (off(10, when={"codes": ["other"]}), [1000], "NO_EFFECT"),
    ],
)
def test_a_code_that_does_not_count_says_why(
    rule: dict[str, Any], lines: list[Any], reason: str
) -> None:
    priced = buy([rule], *lines, codes={"SPRING": "spring"})

    assert paid(priced) == 1000
    assert why(priced)["code:SPRING"] == reason


def test_of_two_codes_for_one_rule_the_first_counts() -> None:
    priced = buy([CODED], 1000, codes={"ONE": "spring", "TWO": "spring"})

    assert why(priced) == {"code:TWO": "NOT_STACKABLE_WITH"}
    assert dict(priced.rejected[0].rejection.details) == {"code": "ONE"}


def test_of_two_codes_the_better_counts_and_names_itself() -> None:
    better = off(20, "better", when={"codes": ["summer"]})

    priced = buy([CODED, better], 1000, codes={"SPRING": "spring", "SUMMER": "summer"})

    assert paid(priced) == 800
    assert dict(priced.rejected[-1].rejection.details) == {"code": "SUMMER"}


def test_a_code_that_is_not_known_or_not_accepted_says_so() -> None:
    bad = PresentedCode("OLD", "spring", Rejection.of("EXPIRED"))

    priced = buy([CODED], 1000, shown=(bad,), asked=("LOST", "OLD"))

    assert why(priced) == {"code:LOST": "NOT_FOUND", "code:OLD": "EXPIRED"}


@pytest.mark.parametrize(
    ("rule", "amount", "expected"),
    [
        (
            a_rule(ladder={"steps": [{"from": 12000, "percent": 8}]}),
            10000,
            ("ladder", 200000, "8 %", 1104000),
        ),
        (
            off(5, "rule", when={"min_amount": 10000}),
            "9999.99",
            ("minimum", 1, "5 %", 950000),
        ),
        (
            off(5, "rule", when={"min_amount": 10000, "min_amount_op": "gt"}),
            10000,
            ("minimum", 1, "5 %", 950001),
        ),
        (
            a_rule(discount={"amount": 500}, when={"min_amount": 3000}),
            2900,
            ("minimum", 10000, "500.00 RUB", 250000),
        ),
    ],
)
def test_what_is_near_is_told_with_what_is_paid_then(
    rule: dict[str, Any], amount: Any, expected: tuple[str, int, str, int]
) -> None:
    kind, missing, reward, pay = expected

    priced = buy([rule], amount)

    assert priced.nudges == (Nudge(kind, "rule", missing, reward, pay),)


def test_a_nudge_counts_the_discount_that_it_would_replace() -> None:
    steps = [{"from": 10000, "percent": 5}, {"from": 20000, "percent": 7}]

    nudge = buy([a_rule(ladder={"steps": steps})], 19000).nudges[0]

    assert (nudge.missing_minor, nudge.pay_if_reached_minor) == (minor(1000), minor(18600))


def test_what_would_save_nothing_is_no_nudge() -> None:
    rules = [off(10), off(5, "least", when={"min_amount": 2000})]

    assert buy(rules, 1900).nudges == ()


@pytest.mark.parametrize(
    ("per", "counter"), [("ever", "uses:rule"), ("month", "uses:rule@2026-03"),
                         ("week", "uses:rule@2026-W10"), ("year", "uses:rule@2026")],
)  # fmt: skip
def test_a_rule_is_counted_for_its_member_and_has_an_end(per: str, counter: str) -> None:
    rule = off(10, "rule", limit={"times": 2, "per": per})

    once, spent = (buy([rule], 100, counters={counter: n}) for n in (1, 2))

    assert (paid(once), dict(once.counted)) == (90, {counter: 1})
    assert (paid(spent), why(spent)) == (100, {"rule:rule": "MEMBER_LIMIT"})


def test_counters_of_long_ago_are_forgotten() -> None:
    at = datetime(2026, 5, 20, 12, tzinfo=MOSCOW)

    priced = buy([off(10)], 100, at=at, counters={"uses:x@2026-03": 2, "uses:y": 1, "own": 4})

    assert dict(priced.counted) == {"uses:x@2026-03": -2}
