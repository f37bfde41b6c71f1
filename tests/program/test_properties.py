"""Properties that hold for any basket under rules of all kinds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from program import Basket, Line, Standing, Terms, evaluate
from tests.program.manifests import NOON, a_rule, amount_on, terms_of

AMOUNTS = st.integers(0, 500_000)
GIVES: list[dict[str, Any]] = [
    {"percent": "1.5"}, {"percent": 7}, {"points": 1, "per": 10}, {"points": 3, "per": "2.50"},
    {"points": 2, "per_items": 3},
]  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    """Draw up to eight lines of three categories."""
    return tuple(
        Line(
            no=place + 1,
            sku=f"s{draw(st.integers(1, 4))}",
            quantity=Decimal(draw(st.integers(1, 9))),
            amount_minor=draw(AMOUNTS),
            category=draw(st.sampled_from(["a", "b", "b > c", None])),
        )
        for place in range(draw(st.integers(0, 8)))
    )


@st.composite
def programs(draw: st.DrawFn, *, stackings: tuple[str, ...] = ("sum", "max", "first")) -> Terms:
    """Draw a program of two giving rules and a multiplier, with burning."""
    rounding = {
        "mode": draw(st.sampled_from(["floor", "half_up", "half_even", "ceil"])),
        "scope": draw(st.sampled_from(["receipt", "line"])),
    }
    used = draw(st.sampled_from(["net", "net_of_points", "none_if_any_burn"]))
    rules = [
        a_rule(id="one", give=draw(st.sampled_from(GIVES)), base=used, rounding=rounding),
        a_rule(id="two", give=draw(st.sampled_from(GIVES)), when={"categories": ["b"]}),
        a_rule(
            id="more",
            give={"multiplier": draw(st.sampled_from(["1.25", 2, 3])), "of": ["one", "two"]},
            when={"exclude_skus": ["s1"]},
        ),
    ]
    points = {"kind": "points", "stacking": draw(st.sampled_from(stackings))}
    if draw(st.booleans()):
        points["caps"] = {"receipt": draw(st.integers(1, 3000)), "day": 2500}
    burning = {"account": "points", "value": "0.01", "max_percent": draw(st.integers(1, 100))}
    return terms_of(accounts={"points": points}, earning=rules, burning=burning)


def a_visit(found: tuple[Line, ...]) -> Basket:
    return Basket(NOON, "RUB", found)


MEMBER = Standing(balances={"points": 10**9}, caps_used={"points@2026-03-02": 100})


@given(programs(), lines(), st.integers(0, 100))
def test_everything_sums_to_the_last_unit(
    terms: Terms, bought: tuple[Line, ...], percent: int
) -> None:
    offer = evaluate(terms, a_visit(bought), MEMBER).burn
    burned = offer.max_points * percent // 100

    evaluation = evaluate(terms, a_visit(bought), MEMBER, burn_points=burned)

    assert sum(evaluation.burn_by_line.values()) == evaluation.burn_value_minor == burned
    assert evaluation.payable_minor == evaluation.total_minor - burned >= 0
    amounts = {line.no: line.amount_minor for line in bought}
    assert all(0 < value <= amounts[no] for no, value in evaluation.burn_by_line.items())
    for found in evaluation.earned:
        assert sum(hit.points for hit in found.hits) == found.amount
        assert all(hit.points > 0 for hit in found.hits)
        assert evaluation.caps_used_delta.get("points@2026-03-02", 0) in (0, found.amount)


@given(programs(), lines(), st.data())
def test_more_money_never_earns_less(
    terms: Terms, bought: tuple[Line, ...], data: st.DataObject
) -> None:
    dearer = tuple(
        replace(line, amount_minor=line.amount_minor + data.draw(AMOUNTS)) for line in bought
    )

    less, more = (evaluate(terms, a_visit(found), MEMBER) for found in (bought, dearer))

    assert amount_on(less) <= amount_on(more)
    assert less.burn.max_value_minor <= more.burn.max_value_minor


@given(programs(), lines(), st.data())
def test_what_remains_after_a_return_never_earns_more_than_the_whole(
    terms: Terms, bought: tuple[Line, ...], data: st.DataObject
) -> None:
    offer = evaluate(terms, a_visit(bought), MEMBER).burn
    points = offer.max_points // 2
    sold = evaluate(terms, a_visit(bought), MEMBER, burn_points=points)
    shares = {line.no: Fraction(data.draw(st.integers(0, 4)), 4) for line in bought}
    kept = tuple(_part(line, shares[line.no]) for line in bought if shares[line.no])
    burned = {no: int(value * shares[no]) for no, value in sold.burn_by_line.items()}

    left = evaluate(terms, a_visit(kept), MEMBER, burn_points=points, burned_by_line=burned)

    assert amount_on(left) <= amount_on(sold)


def _part(line: Line, share: Fraction) -> Line:
    """Give what remains of a line, rounded down."""
    quantity = Decimal(int(int(line.quantity) * share))
    return replace(line, amount_minor=int(line.amount_minor * share), quantity=quantity)


@given(programs(), lines())
def test_the_same_question_has_the_same_answer(terms: Terms, bought: tuple[Line, ...]) -> None:
    assert evaluate(terms, a_visit(bought), MEMBER) == evaluate(terms, a_visit(bought), MEMBER)


@given(programs(), lines())
def test_the_order_of_lines_does_not_change_the_sum(terms: Terms, bought: tuple[Line, ...]) -> None:
    there, back = a_visit(bought), a_visit(tuple(reversed(bought)))

    assert amount_on(evaluate(terms, there, MEMBER)) == amount_on(evaluate(terms, back, MEMBER))
