from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from program import Basket, CurrencyMismatch, InvalidBasket, LineRepeated, evaluate
from program.rules import cap_keys
from tests.program.manifests import (
    NOON,
    a_basket,
    a_line,
    a_rule,
    amount_on,
    example,
    on,
    standing,
    terms_of,
)

RICH = standing(points=10_000)


@pytest.mark.parametrize(
    ("fuel", "goods", "points"),
    [
        ("39990", None, 3999),
        ("39989.99", None, 3998),
        (None, "13330", 3999),
        ("10000", "1000", 1300),
        (None, "15", 3),
        ("15", None, 1),
    ],
)
def test_fuel_and_goods_earn_at_two_rates(fuel: str | None, goods: str | None, points: int) -> None:
    lines = [a_line(1, fuel, category="fuel")] if fuel else []
    lines += [a_line(2, goods, category="goods")] if goods else []

    assert amount_on(evaluate(example("fuel-two-rates"), a_basket(*lines), standing())) == points


@pytest.mark.parametrize(
    ("amount_base", "mode", "points"),
    [
        ("net", "floor", 450),
        ("net_of_points", "floor", 427),
        ("net_of_points", "half_up", 428),
        ("net_of_points", "half_even", 428),
        ("none_if_any_burn", "floor", 0),
        ("gross", "floor", 500),
    ],
)
def test_points_spent_leave_the_amount_by_the_setting(
    amount_base: str, mode: str, points: int
) -> None:
    rule = a_rule(give={"percent": 5}, base=amount_base, rounding={"mode": mode})
    terms = terms_of(earning=[rule], burning={"account": "points", "value": 1})
    basket = a_basket(a_line(1, 9000, gross_minor=1_000_000))

    evaluation = evaluate(terms, basket, RICH, burn_points=450)

    assert evaluation.payable_minor == 855_000
    assert amount_on(evaluation) == points


@pytest.mark.parametrize(("mode", "money"), [("floor", 5999), ("half_up", 6000)])
def test_cashback_is_money_in_the_smallest_units(mode: str, money: int) -> None:
    rule = a_rule(account="money", give={"percent": 3}, rounding={"mode": mode})
    terms = terms_of(accounts={"money": {"kind": "money"}}, earning=[rule])

    assert amount_on(evaluate(terms, a_basket("1999.99"), standing()), "money") == money


def test_cashback_waits_and_skips_what_is_excluded() -> None:
    basket = a_basket("100", a_line(2, 500, category="tobacco"))

    found = on(evaluate(example("cashback-three-percent"), basket, standing()), "money")

    assert found is not None
    assert found.amount == 300
    assert found.available_at == datetime(2026, 3, 15, 21, tzinfo=UTC)
    assert found.expires_at is None


def test_a_fifth_of_the_cheque_is_earned_on_what_is_paid() -> None:
    rule = a_rule(give={"percent": 20})
    terms = terms_of(earning=[rule], burning={"account": "points", "value": 1})

    assert amount_on(evaluate(terms, a_basket(1500), standing())) == 300
    assert amount_on(evaluate(terms, a_basket(1000), standing(points=300), burn_points=300)) == 140


@pytest.mark.parametrize(
    ("when", "points"),
    [
        ({}, 30),
        ({"categories": ["drinks"]}, 10),
        ({"categories": ["drinks > coffee"]}, 10),
        ({"categories": ["coffee"]}, 0),
        ({"exclude_categories": ["drinks"]}, 20),
        ({"skus": ["sku-2"]}, 20),
        ({"exclude_skus": ["sku-2"]}, 10),
        ({"brands": ["Acme"]}, 20),
        ({"brands": ["Acme"], "categories": ["drinks"]}, 0),
        ({"channels": ["web"]}, 30),
        ({"channels": ["store"]}, 0),
        ({"stores": ["sto_1"]}, 30),
        ({"stores": ["sto_2"]}, 0),
        ({"tiers": ["gold"]}, 30),
        ({"tiers": ["blue"]}, 0),
        ({"weekdays": ["mon"]}, 30),
        ({"weekdays": ["tue", "sun"]}, 0),
        ({"min_amount": 3000}, 30),
        ({"min_amount": "3000.01"}, 0),
        ({"min_amount": 3000, "min_amount_op": "gt"}, 0),
        ({"min_amount": "2999.99", "min_amount_op": "gt"}, 30),
    ],
)
def test_a_rule_gives_where_its_conditions_hold(when: dict[str, Any], points: int) -> None:
    status = {"kind": "status"}
    ladder = [{"code": c, "name": c, "threshold": n} for n, c in enumerate(("blue", "gold"))]
    terms = terms_of(
        accounts={"points": {"kind": "points"}, "status": status},
        tiers={"account": "status", "ladder": ladder},
        earning=[a_rule(when=when)],
    )
    lines = (a_line(1, 1000, category="drinks > coffee"), a_line(2, 2000, brand="Acme"))
    basket = a_basket(*lines, channel="web", store_id="sto_1")

    assert amount_on(evaluate(terms, basket, standing("gold"))) == points


@pytest.mark.parametrize(
    ("at", "points"),
    [
        (datetime(2026, 3, 2, 20, 59, tzinfo=UTC), 10),  # Monday, 23:59 in Moscow
        (datetime(2026, 3, 2, 21, 0, tzinfo=UTC), 0),
        (datetime(2026, 3, 1, 21, 0, tzinfo=UTC), 10),
    ],
)
def test_a_weekday_is_that_of_the_zone_of_the_program(at: datetime, points: int) -> None:
    terms = terms_of(earning=[a_rule(when={"weekdays": ["mon"]})])

    assert amount_on(evaluate(terms, a_basket(1000, occurred_at=at), standing())) == points


@pytest.mark.parametrize(("stacking", "points"), [("sum", 16), ("max", 10), ("first", 1)])
def test_several_rules_on_one_line_stack_by_the_account(stacking: str, points: int) -> None:
    rules = [
        a_rule(),
        a_rule(id="five", give={"percent": 5}),
        a_rule(id="ten", give={"percent": 10}),
    ]
    accounts = {"points": {"kind": "points", "stacking": stacking}}

    evaluation = evaluate(terms_of(accounts=accounts, earning=rules), a_basket(100), standing())

    assert amount_on(evaluation) == points


@pytest.mark.parametrize(("stacking", "points"), [("sum", 450), ("max", 300), ("first", 250)])
def test_multipliers_stack_among_themselves(stacking: str, points: int) -> None:
    times = [("a", "2.5"), ("b", 3)]
    rules = [a_rule()] + [
        a_rule(id=name, give={"multiplier": times, "of": ["basic"]}) for name, times in times
    ]
    accounts = {"points": {"kind": "points", "stacking": stacking}}
    terms = terms_of(accounts=accounts, earning=rules)

    assert amount_on(evaluate(terms, a_basket(10_000), standing())) == points


def test_a_multiplier_adds_to_its_own_lines_only_and_is_explained() -> None:
    double = a_rule(id="x2", reason="Twice", when={"categories": ["tea"]},
                    give={"multiplier": 2, "of": ["basic"]})  # fmt: skip
    basket = a_basket(1000, a_line(2, 500, category="tea"))

    found = on(evaluate(terms_of(earning=[a_rule(), double]), basket, standing()))

    assert found is not None
    assert [(hit.rule_id, hit.line_no, hit.points, hit.reason) for hit in found.hits] == [
        ("basic", 1, 10, "Points"),
        ("basic", 2, 5, "Points"),
        ("x2", 2, 5, "Twice"),
    ]


def test_a_multiplier_of_steps_doubles_whole_steps() -> None:
    steps = a_rule(give={"points": 3, "per": 10})
    double = a_rule(id="x2", give={"multiplier": 2, "of": ["basic"]})

    evaluation = evaluate(terms_of(earning=[steps, double]), a_basket("15"), standing())

    assert amount_on(evaluation) == 6


def test_a_line_has_the_whole_points_of_its_own_share() -> None:
    burning = {"account": "points", "value": "0.01"}
    terms = terms_of(earning=[a_rule(give={"percent": 2})], burning=burning)

    found = on(evaluate(terms, a_basket("1000.00", "3.33"), standing()))

    assert found is not None
    assert [hit.points for hit in found.hits] == [2000, 6]


@pytest.mark.parametrize(("scope", "points"), [("receipt", 10), ("line", 9)])
def test_rounding_is_by_receipt_or_by_line(scope: str, points: int) -> None:
    terms = terms_of(earning=[a_rule(rounding={"scope": scope})])

    found = on(evaluate(terms, a_basket(350, 350, 350), standing()))

    assert found is not None
    assert found.amount == points == sum(hit.points for hit in found.hits)


def test_stamps_count_items_that_are_paid_for() -> None:
    rule = a_rule(
        account="stamps", give={"points": 1, "per_items": 1}, when={"categories": ["cup"]}
    )
    terms = terms_of(accounts={"stamps": {"kind": "stamps"}}, earning=[rule])
    basket = a_basket(
        a_line(1, 500, category="cup", quantity=Decimal(3)),
        a_line(2, 0, category="cup", quantity=Decimal(1)),
        a_line(3, 90, category="cake", quantity=Decimal(2)),
    )

    assert amount_on(evaluate(terms, basket, standing()), "stamps") == 3


def test_an_empty_basket_gives_nothing_anywhere() -> None:
    evaluation = evaluate(example("grocer"), Basket(NOON, "USD", ()), standing("gold", points=500))

    assert evaluation.earned == ()
    assert (evaluation.total_minor, evaluation.payable_minor) == (0, 0)
    assert (evaluation.burn.max_points, evaluation.caps_used_delta) == (0, {})


def test_a_receipt_in_another_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch, match="takes RUB, not EUR"):
        evaluate(terms_of(), a_basket(10, currency="EUR"), standing())


@pytest.mark.parametrize(
    "changes", [{"amount_minor": -1}, {"quantity": Decimal(-1)}, {"gross_minor": -5}]
)
def test_a_negative_line_is_refused(changes: dict[str, Any]) -> None:
    values = {"no": 7, "sku": "x", "quantity": Decimal(1), "amount_minor": 100} | changes
    basket = a_basket()
    line = type(a_line(1, 1))(**values)

    with pytest.raises(InvalidBasket, match="Line 7 is negative"):
        evaluate(terms_of(), Basket(basket.occurred_at, "RUB", (line,)), standing())


def test_two_lines_with_one_number_are_refused() -> None:
    with pytest.raises(LineRepeated):
        evaluate(terms_of(), a_basket(a_line(1, 5), a_line(1, 6)), standing())


def test_the_next_tier_is_reckoned_after_this_receipt() -> None:
    basket = a_basket(100, currency="USD")

    step = evaluate(example("grocer"), basket, standing("basic", status=350)).next
    assert step is not None
    assert (step.code, step.missing) == ("silver", 50)
    crossing = evaluate(example("grocer"), basket, standing("basic", status=450)).next
    assert crossing is not None
    assert (crossing.code, crossing.missing) == ("gold", 950)


def test_the_counters_of_caps_are_known_beforehand() -> None:
    accounts = {"points": {"kind": "points", "caps": {"receipt": 9, "day": 10, "year": 500}}}
    rule = a_rule(caps={"week": 20, "month": 30})
    terms = terms_of(accounts=accounts, earning=[rule])

    assert cap_keys(terms, datetime(2026, 12, 31, 22, tzinfo=UTC)) == (
        "points@2027",
        "points@2027-01-01",
        "rule:basic@2026-W53",
        "rule:basic@2027-01",
    )
