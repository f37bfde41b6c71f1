"""Ways of giving: once, by formula, by table, by bands, carried; for whom, and from when."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import Evaluation, Standing, evaluate
from program.earning import UNDECIDED, Visit, earn, earn_for_activity
from program.rules import situation_of
from program.values import Activity, Facts, Line, Situation
from tests.program.manifests import NOON, a_basket, a_line, a_rule, terms_of

MOSCOW_MIDNIGHT_IN_A_WEEK = datetime(2026, 3, 8, 21, 0, tzinfo=UTC)


def earned(
    give: dict[str, Any], *amounts: Any, standing: Standing | None = None, **rule: Any
) -> int:
    """Give what one rule earns on lines of these amounts."""
    return found(give, *amounts, standing=standing, **rule).earned_total


class Outcome:
    """An evaluation and its units."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.earned_total = sum(one.amount for one in evaluation.earned)
        self.hits = [(h.line_no, h.points) for one in evaluation.earned for h in one.hits]


def found(
    give: dict[str, Any], *amounts: Any, standing: Standing | None = None, **rule: Any
) -> Outcome:
    """Evaluate one rule on lines of these amounts."""
    terms = terms_of(earning=[a_rule(give=give, **rule)])
    return Outcome(evaluate(terms, a_basket(*amounts), standing or Standing()))


def test_a_fixed_amount_comes_once_and_is_shared_by_the_lines() -> None:
    outcome = found({"amount": 10}, 300, 100, 0)

    assert outcome.hits == [(1, 8), (2, 2)]


def test_a_fixed_amount_where_nothing_is_to_pay_goes_to_the_first_line() -> None:
    assert found({"amount": 10}, 0, 0).hits == [(1, 10)]


def test_a_fixed_amount_for_goods_that_are_not_there_is_nothing() -> None:
    assert earned({"amount": 10}, 100, when={"categories": ["tea"]}) == 0


@pytest.mark.parametrize(
    ("formula", "units"),
    [
        ("amount / 100", 3),
        ("floor(amount / 100) * 2", 6),
        ("line.amount / 100", 3),
        ("floor(line.amount / 100)", 2),
        ("1 / 3 * 3", 1),
        ("attribute.unknown", 0),
        ("amount / 0.00000001", 1_000_000_000),
    ],
)
def test_a_formula_gives_units_for_the_lines_together_or_each(formula: str, units: int) -> None:
    assert earned({"formula": formula}, 150, 199) == units


def test_a_formula_looks_at_the_lines_that_its_rule_means_at_what_is_paid_in_money() -> None:
    terms = terms_of(
        earning=[a_rule(give={"formula": "amount"}, when={"categories": ["tea"]})],
        burning={"account": "points", "value": 1},
    )
    basket = a_basket(a_line(1, 100, category="tea"), a_line(2, 100))
    standing = Standing(balances={"points": 100})

    evaluation = evaluate(terms, basket, standing, burn_points=100)

    assert sum(one.amount for one in evaluation.earned) == 50


@pytest.mark.parametrize(
    ("attributes", "units"),
    [({"t": "A", "n": 1}, 30), ({"t": "A", "n": 2}, 5), ({"t": "B", "n": 1}, 5), ({}, 5)],
)
def test_a_table_finds_the_rate_by_several_values(attributes: dict[str, Any], units: int) -> None:
    table = {"by": ["attribute.t", "attribute.n"], "rates": {"A": {"1": 3}}, "otherwise": "0.5"}
    standing = Standing(facts=Facts(attributes=attributes))

    assert earned({"table": table}, 1000, standing=standing) == units


STEPS = [
    {"from": 0, "percent": 1},
    {"from": 1000, "percent": 2},
    {"from": 3000, "op": "gt", "percent": 5},
]


@pytest.mark.parametrize(
    ("mode", "before", "amount", "units"),
    [
        ("prospective", 0, 2000, 20),
        ("prospective", 1000, 100, 2),
        ("prospective", 3000, 100, 2),
        ("prospective", 3001, 100, 5),
        ("marginal", 0, 1000, 10),
        ("marginal", 0, 4000, 10 + 40 + 50),
        ("marginal", 900, 200, 1 + 2),
        ("retro", 900, 100, 20 - 9),
        ("retro", 1000, 100, 2),
        ("retro", 2900, 100, 2),
        ("retro", 3000, 100, 155 - 60),
    ],
)
def test_bands_by_what_has_counted_before(mode: str, before: int, amount: int, units: int) -> None:
    give = {"bands": {"account": "points", "mode": mode, "steps": STEPS}}
    given = before // 100 * (1 if before < 1000 else 2)
    used = {"counted:r@": before * 100, "given:r@": given} if mode == "retro" else {}
    standing = Standing(balances={"points": before}, caps_used=used)

    assert earned(give, amount, standing=standing, id="r") == units


@pytest.mark.parametrize(
    ("expiry", "to"),
    [({"kind": "rolling", "months": 12}, "member"), ({"kind": "none"}, "company")],
)
def test_retro_bands_without_a_window_go_by_what_the_old_rate_comes_to(
    expiry: dict[str, Any], to: str
) -> None:
    bands = {"account": "counted", "mode": "retro", "steps": STEPS}
    terms = terms_of(
        accounts={"points": {"kind": "points"}, "counted": {"kind": "counter", "expiry": expiry}},
        earning=[a_rule(give={"bands": bands}, to=to)],
        links={"employee": {}},
    )
    standing = Standing(balances={"counted": 3000})
    visit = Visit(situation_of(terms, a_basket(100), standing), a_basket(100))

    assert [found.amount for found in earn(terms, visit)[0]] == [155 - 60]


def test_what_marginal_bands_give_does_not_depend_on_how_the_sum_is_split() -> None:
    give = {"bands": {"account": "points", "mode": "marginal", "steps": STEPS}}
    parts = [700, 600, 1800, 900]

    sums = [sum(parts[:place]) for place in range(len(parts))]
    split = [
        earned(give, part, standing=Standing(balances={"points": before}))
        for part, before in zip(parts, sums, strict=True)
    ]

    assert sum(split) == earned(give, *parts) == 10 + 40 + 50


@pytest.mark.parametrize(
    ("before", "units", "counted"), [(0, 1, 1500), (500, 2, 1500), (499, 1, 1500)]
)
def test_a_rule_that_carries_counts_its_period(before: int, units: int, counted: int) -> None:
    standing = Standing(caps_used={"carry:basic@2026-03": before})

    outcome = found({"points": 1, "per": 10, "carry": "month"}, 15, standing=standing)

    assert outcome.earned_total == units
    assert outcome.evaluation.caps_used_delta == {"carry:basic@2026-03": 1500}


@pytest.mark.parametrize(
    ("available", "expected"),
    [
        (None, NOON),
        ({"days": 7}, MOSCOW_MIDNIGHT_IN_A_WEEK),
        ({"days": 0}, NOON),
        ("approval", UNDECIDED),
    ],
)
def test_a_rule_says_when_its_units_can_be_used(available: Any, expected: datetime) -> None:
    rule = {"available": available} if available is not None else {}

    evaluation = found({"percent": 10}, 100, **rule).evaluation

    assert [one.available_at for one in evaluation.earned] == [expected]


def test_units_of_one_account_with_different_waits_come_apart() -> None:
    rules = [a_rule(id="now"), a_rule(id="later", available={"days": 7})]

    evaluation = evaluate(terms_of(earning=rules), a_basket(1000), Standing())

    assert [(one.amount, one.hits[0].rule_id) for one in evaluation.earned] == [
        (10, "now"),
        (10, "later"),
    ]


def test_rules_for_others_are_apart_and_do_not_stack_with_those_for_the_member() -> None:
    accounts = {"points": {"kind": "points", "stacking": "max"}}
    rules = [a_rule(), a_rule(id="firm", to="company", give={"percent": 5})]
    terms = terms_of(accounts=accounts, earning=rules)

    found = situation_of(terms, a_basket(1000), Standing(facts=Facts(links={"company": ("c",)})))
    evaluation = evaluate(terms, a_basket(1000), found.standing)

    assert [(one.to, one.amount) for one in evaluation.earned] == [("member", 10), ("company", 50)]


def a_trip(**data: Any) -> Situation:
    """Give a trip of Monday noon."""
    at = NOON
    return Situation(at, at.date(), Standing(), None, Activity("trip.completed", "1", at, data))


@pytest.mark.parametrize(
    ("give", "units"),
    [
        ({"amount": 3}, 3),
        ({"percent": 10}, 20),
        ({"percent": 10, "of": "data.tip"}, 1),
        ({"points": 1, "per": 5, "of": "data.km"}, 2),
        ({"formula": "data.km * 2 + amount"}, 224),
    ],
)
def test_an_activity_earns_by_what_it_brings(give: dict[str, Any], units: int) -> None:
    terms = terms_of(earning=[a_rule(on="trip.completed", give=give)])

    earned, _ = earn_for_activity(terms, a_trip(amount=200, tip="10", km=12))

    assert [one.amount for one in earned] == [units]


def test_a_receipt_and_another_activity_do_not_set_it_off() -> None:
    terms = terms_of(earning=[a_rule(on="ride.logged", give={"amount": 3})])

    assert earn_for_activity(terms, a_trip()) == ((), {})
    assert evaluate(terms, a_basket(1000), Standing()).earned == ()


def test_many_rules_give_the_same_with_an_index_as_one_by_one() -> None:
    rules = [
        a_rule(id=f"r{n}", when={"categories": [f"c{n}"]} if n % 2 else {"skus": [f"s{n}"]})
        for n in range(40)
    ]
    basket = a_basket(
        a_line(1, 1000, sku="s4", category="c5 > x"), a_line(2, 500, sku="s6", category="c7")
    )

    many = evaluate(terms_of(earning=rules), basket, Standing())

    hits = {(hit.rule_id, hit.line_no, hit.points) for one in many.earned for hit in one.hits}
    assert hits == {("r4", 1, 10), ("r5", 1, 10), ("r6", 2, 5), ("r7", 2, 5)}


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=12))
def test_carried_receipts_give_what_their_sum_gives(amounts: list[int]) -> None:
    terms = terms_of(earning=[a_rule(give={"points": 3, "per": 10, "carry": "month"})])
    used: dict[str, int] = {}
    units = 0

    for kopecks in amounts:
        basket = a_basket(Line(1, "a", Decimal(1), kopecks))
        evaluation = evaluate(terms, basket, Standing(caps_used=dict(used)))
        units += sum(one.amount for one in evaluation.earned)
        for counter, n in evaluation.caps_used_delta.items():
            used[counter] = used.get(counter, 0) + n

    assert units == sum(amounts) // 1000 * 3
