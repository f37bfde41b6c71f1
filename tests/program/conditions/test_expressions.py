"""Formulas: what may be named, what is refused, and what cannot be reckoned."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.conditions import BadExpression, Scope, parse
from program.values import Activity, Basket, Facts, Situation, Standing

ZONE = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 3, 20, 12, 30, tzinfo=ZONE)  # A Friday.
FACTS = Facts(
    joined_at=datetime(2022, 3, 20, tzinfo=ZONE),
    visits=3,
    last_visit_at=datetime(2026, 3, 15, 23, tzinfo=ZONE),
    segments=frozenset({"vip"}),
    attributes={"tariff": "A", "services": 2, "overdue": False},
)


def a_scope(**data: Any) -> Scope:
    """Give a purchase of two things for 1,234.50, or with `data` an activity."""
    standing = Standing("gold", {"spent": 30000}, {}, FACTS)
    activity = Activity("invoice.paid", "1", AT, data) if data else None
    basket = None if data else Basket(AT, "RUB", (), channel="web", attributes={"table": 7})
    situation = Situation(AT, AT.date(), standing, basket, activity, 123450)
    return Scope(situation, "RUB", 123450, Decimal(2))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("amount", "1234.50"),
        ("floor(amount / 100) * (1 + 0.1 * attribute.services)", "14.4"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3 * 3", "0.9999999999999999999999999999999999"),
        ("ceil(amount) + round(2.5) + round(2.345, 2)", "1240.35"),
        ("min(amount, 7) + max(1, 2, 3) + abs(1 - 4)", "13"),
        ("quantity // 2 + 7 % 4", "4"),
        ("visits + days_since_last + tenure_years + tenure_months + hour", "72"),
        ("balance.spent - balance.other", "30000"),
        ('tier == "gold" ? 10 : 1', "10"),
        ("basket.table", "7"),
        ("attribute.unknown ?? 5", "5"),
    ],
)
def test_formulas_are_reckoned_exactly(text: str, number: str) -> None:
    found = parse(text).number(a_scope())

    assert type(found) is Decimal
    assert found == Decimal(number)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("amount >= 1234.5 and not (hour < 12)", True),
        ('weekday == "fri" and channel == "web"', True),
        ('tier in ["gold", "silver"] and "vip" in segments', True),
        ('attribute.tariff != "A"', False),
        ("paid", False),
        ("(attribute.overdue ?? true) == false", True),
    ],
)
def test_conditions_are_true_or_false(text: str, truth: bool) -> None:
    assert parse(text, wanted="truth").truth(a_scope()) is truth


@pytest.mark.parametrize(
    "text",
    [
        "amount / (quantity - 2)",
        "attribute.unknown * 2",
        "attribute.tariff * 2",
        "data.fare",
        "1 - 2",
    ],
)
def test_what_cannot_be_reckoned_gives_nothing(text: str) -> None:
    assert parse(text).number(a_scope()) == 0


@pytest.mark.parametrize(
    "text",
    ['attribute.unknown != "A"', "attribute.tariff > 5", "amount / (quantity - 2) > 0"],
)
def test_a_condition_that_cannot_be_reckoned_is_false(text: str) -> None:
    assert parse(text).truth(a_scope()) is False


def test_an_activity_brings_its_fields_and_floats_are_read_as_they_are_spelled() -> None:
    scope = a_scope(amount=Decimal(5000), share=0.1)

    assert parse("amount * data.share").number(scope) == Decimal(500)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("amuont > 1", "There is no amuont in formulas."),
        ("amount ** 2", "There are no powers in formulas."),
        ("9**9**9", "There are no powers in formulas."),
        ('tier =~ "g.*"', "= is not a sign of formulas."),
        ("amount = 1", "= is not a sign of formulas."),
        ("$now", "$now cannot stand in a formula."),
        ("now", "There is no now in formulas."),
        ("[tier for tier in segments]", "There is no for in formulas."),
        ("__import__", "There is no __import__ in formulas."),
        ("amount.__class__", "There is no amount.__class__ in formulas."),
        ('d"2026-01-01"', "There is no d in formulas."),
        ("1e9", "1e9 cannot stand in a formula."),
        ("floor", "floor is a function."),
        ("amount(1)", "amount is no function."),
        ("floor(1, 2)", "The parts of this formula do not go together."),
        ('amount + "x"', "The parts of this formula do not go together."),
        ("1 / 0", "This divides by nought."),
        ("amount <", "This is not a formula."),
        ("", "This formula is empty."),
        ("1" + "+1" * 60, "This formula is too long or too deep."),
        ("(" * 13 + "1" + ")" * 13, "This formula is too long or too deep."),
        ("- - - 1", "There are too many - in a row."),
        ("x" * 501, "A formula has at most 500 characters."),
    ],
)
def test_other_words_and_signs_are_refused(text: str, message: str) -> None:
    with pytest.raises(BadExpression) as refused:
        parse(text)

    assert refused.value.message == message


def test_an_unknown_name_gets_the_nearest_as_a_hint() -> None:
    with pytest.raises(BadExpression) as refused:
        parse("tenure_year > 1")

    assert refused.value.hint == "Did you mean tenure_years?"


@pytest.mark.parametrize(("text", "wanted"), [("amount > 1", "number"), ("amount", "truth")])
def test_a_number_is_no_condition_and_a_condition_no_number(text: str, wanted: str) -> None:
    with pytest.raises(BadExpression):
        parse(text, wanted=wanted)


def test_a_formula_gives_a_billion_at_most() -> None:
    text = " * ".join(["999999999999"] * 30)

    assert parse(text).number(a_scope()) == Decimal(1_000_000_000)


@given(st.text(alphabet="amount tier.1 +-*/%()<>=!?:,[]\"'&|$~#eE_", max_size=60))
def test_whatever_is_written_is_refused_or_reckoned(text: str) -> None:
    try:
        expression = parse(text)
    except BadExpression:
        return

    assert expression.number(a_scope()) >= 0
    assert expression.truth(a_scope()) in (True, False)
