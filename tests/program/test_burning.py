from __future__ import annotations

from typing import Any

import pytest

from program import BurnCapExceeded, Terms, evaluate
from tests.program.manifests import a_basket, a_line, example, standing, terms_of


def burning(**settings: Any) -> Terms:
    return terms_of(burning={"account": "points", "value": 1} | settings)


@pytest.mark.parametrize(
    ("settings", "balance", "receipt", "points", "cap"),
    [
        ({"max_percent": 20}, 3000, "9000", 1800, "percent"),
        ({"max_percent": 20}, 3000, "100.05", 20, "percent"),
        ({"max_percent": 20}, 450, "9000", 450, "balance"),
        ({}, 500, "300", 300, "none"),
        ({}, 500, "300.99", 300, "none"),
        ({}, -40, "300", 0, "balance"),
        ({"max_points": 50}, 500, "300", 50, "max_points"),
        ({"min_payable": 1}, 500, "300", 299, "min_payable"),
        ({"min_payable": 500}, 500, "300", 0, "min_payable"),
        ({"min_points": 100}, 99, "300", 0, "min_points"),
        ({"min_points": 100}, 0, "300", 0, "balance"),
        ({"min_points": 100}, 100, "300", 100, "balance"),
        ({"step": 100}, 99, "300", 0, "step"),
        ({"step": 100}, 250, "300", 200, "balance"),
        ({"step": 100}, 900, "350", 300, "step"),
        ({"value": "0.01"}, 900, "3", 300, "none"),
        ({"value": "0.001", "step": 10}, 905, "3", 900, "balance"),
        ({"value": "2.5"}, 900, "9", 3, "none"),
        ({"exclude_skus": ["sku-1"]}, 900, "9", 0, "excluded_lines"),
    ],
)
def test_the_offer_names_the_limit_that_bites(
    settings: dict[str, Any], balance: int, receipt: str, points: int, cap: str
) -> None:
    offer = evaluate(burning(**settings), a_basket(receipt), standing(points=balance)).burn

    assert (offer.max_points, offer.cap) == (points, cap)


def test_lines_that_are_excluded_are_neither_counted_nor_paid() -> None:
    terms = burning(max_percent=50, exclude_categories=["tobacco"])
    basket = a_basket("100", a_line(2, "60", category="tobacco"), "40.01")

    evaluation = evaluate(terms, basket, standing(points=1000), burn_points=70)

    assert (evaluation.burn.max_points, evaluation.burn.cap) == (70, "percent")
    assert evaluation.burn_by_line == {1: 5000, 3: 2000}
    assert evaluation.payable_minor == 20_001 - 7000


def test_what_is_burned_is_shared_to_the_last_unit() -> None:
    evaluation = evaluate(burning(), a_basket(1, 1, 1), standing(points=9), burn_points=1)

    assert evaluation.burn_by_line == {1: 34, 2: 33, 3: 33}


@pytest.mark.parametrize(
    ("settings", "points", "cap"),
    [
        ({"max_percent": 20}, 21, "percent"),
        ({}, 61, "balance"),
        ({"min_points": 50}, 49, "min_points"),
        ({"step": 10}, 15, "step"),
        ({"max_points": 10}, 11, "max_points"),
    ],
)
def test_burning_beyond_a_limit_is_refused_with_its_name(
    settings: dict[str, Any], points: int, cap: str
) -> None:
    with pytest.raises(BurnCapExceeded) as refused:
        evaluate(burning(**settings), a_basket(100), standing(points=60), burn_points=points)

    assert refused.value.code == "BURN_CAP"
    assert refused.value.values["cap"] == cap


def test_a_program_without_burning_takes_no_points() -> None:
    evaluation = evaluate(terms_of(), a_basket(100), standing(points=60))
    assert (evaluation.burn.max_points, evaluation.burn.cap) == (0, "no_burning")

    with pytest.raises(BurnCapExceeded, match="no_burning"):
        evaluate(terms_of(), a_basket(100), standing(points=60), burn_points=1)


def test_a_settled_receipt_is_asked_again_without_limits() -> None:
    terms = burning(max_percent=20, min_points=10)
    sold = evaluate(terms, a_basket(60, 40), standing(points=500), burn_points=20)

    left = evaluate(terms, a_basket(a_line(2, 40)), standing(points=500),
                    burn_points=20, burned_by_line={2: sold.burn_by_line[2]})  # fmt: skip

    assert left.burn_value_minor == 800
    assert left.payable_minor == 3200


def test_a_settled_line_is_never_paid_beyond_its_amount() -> None:
    left = evaluate(
        burning(), a_basket(1), standing(), burn_points=5, burned_by_line={1: 101, 9: 5}
    )

    assert left.burn_by_line == {1: 100}
    assert left.payable_minor == 0


def test_points_cannot_be_burned_backwards() -> None:
    with pytest.raises(ValueError, match="never negative"):
        evaluate(burning(), a_basket(1), standing(points=5), burn_points=-1)


def test_a_bonus_instead_of_a_discount_pays_for_the_second_purchase() -> None:
    terms = example("bonus-five-percent")

    first = evaluate(terms, a_basket(9000), standing())
    second = evaluate(terms, a_basket(9000), standing(points=450), burn_points=450)

    assert [found.amount for found in first.earned] == [450]
    assert second.payable_minor == 855_000
    assert [found.amount for found in second.earned] == [427]
