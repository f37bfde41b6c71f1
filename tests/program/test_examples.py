"""The example programs, driven through whole receipts with figures worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from program import Evaluation, evaluate, expires_at, read_manifest
from program.marks import load
from tests import house
from tests.program.manifests import (
    EXAMPLES,
    a_basket,
    a_line,
    amount_on,
    example,
    points_by,
    standing,
)

SATURDAY = datetime(2017, 3, 4, 20, 0, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2017, 3, 4, 4, 59, tzinfo=UTC)  # 23:59 in New York


def grocer(at: datetime, tier: str, **options: Any) -> Evaluation:
    basket = a_basket(
        a_line(1, "10.50", category="PRODUCE > APPLES"),
        a_line(2, "30.99", category="GROCERY > SOUP"),
        a_line(3, "42.00", category="FUEL > FUEL"),
        a_line(4, "25.00", category="DRUG GM > CIGARETTES"),
        currency="USD",
        occurred_at=at,
    )
    return evaluate(example("grocer"), basket, standing(tier, points=9999), **options)


def test_the_grocer_doubles_fresh_goods_at_the_weekend_and_halves_fuel() -> None:
    bought = grocer(SATURDAY, "gold")

    by_rule = {rule: points_by(bought, rule) for rule in ("groceries", "fuel", "fresh-weekend")}
    assert by_rule == {"groceries": 41, "fuel": 21, "fresh-weekend": 10}
    assert points_by(bought, "gold") == 20  # half of 41.49 points
    assert amount_on(bought) == 92
    assert amount_on(bought, "status") == 108


def test_the_grocers_weekend_begins_at_midnight_in_new_york() -> None:
    assert points_by(grocer(FRIDAY_NIGHT, "basic"), "fresh-weekend") == 0
    assert amount_on(grocer(FRIDAY_NIGHT, "basic")) == 62


def test_the_grocer_takes_points_for_half_and_never_for_tobacco() -> None:
    bought = grocer(SATURDAY, "basic", burn_points=4174)

    assert (bought.burn.max_points, bought.burn.cap) == (4174, "percent")
    assert 4 not in bought.burn_by_line
    assert bought.payable_minor == 10_849 - 4174


def test_the_grocers_points_last_half_a_year_to_the_end_of_the_month() -> None:
    lapse = expires_at(example("grocer"), "points", SATURDAY)

    assert lapse == datetime(2017, 10, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(("day", "points"), [(2, 30), (3, 10)])
def test_the_kopeck_triples_coffee_on_mondays(day: int, points: int) -> None:
    basket = a_basket(
        a_line(1, "5.00", category="coffee"),
        a_line(2, "3.00", category="tobacco"),
        currency="EUR",
        occurred_at=datetime(2026, 3, day, 9, tzinfo=UTC),
    )

    bought = evaluate(example("kopeck"), basket, standing("bronze"))

    assert amount_on(bought) == points
    assert bought.earned[0].available_at == datetime(2026, 3, day, 22, tzinfo=UTC)
    assert bought.earned[0].expires_at == datetime(2027, 3, 31, 21, tzinfo=UTC)


def test_stars_of_december_can_be_used_through_june() -> None:
    earned_at = datetime(2020, 12, 15, 20, tzinfo=UTC)

    assert expires_at(example("stars-sixth-month"), "points", earned_at) == datetime(
        2021, 7, 1, 7, tzinfo=UTC
    )


def test_stars_are_not_for_alcohol_and_begin_to_pay_at_25() -> None:
    basket = a_basket("8.99", a_line(2, 20, category="alcohol"), currency="USD")
    stars = example("stars-sixth-month")

    assert amount_on(evaluate(stars, basket, standing())) == 8
    assert evaluate(stars, basket, standing(points=24)).burn.cap == "min_points"
    assert evaluate(stars, basket, standing(points=25)).burn.max_value_minor == 100


def test_the_manifest_in_the_docs_is_right() -> None:
    page = (house.ROOT / "docs" / "concepts" / "program.md").read_text(encoding="utf-8")
    text = page.split("```yaml\n")[1].split("```")[0]

    assert read_manifest(text).warnings == ()


def texts_in(contents: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """List what a shopper reads, by where it stands."""
    if isinstance(contents, list):
        for place, item in enumerate(contents):
            yield from texts_in(item, f"{path}/{place}")
    if isinstance(contents, dict):
        for name, value in contents.items():
            is_text = isinstance(value, dict) and "en" in value
            if is_text or name in ("name", "reason", "description"):
                yield f"{path}/{name}", value
            else:
                yield from texts_in(value, f"{path}/{name}")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_shoppers_read_is_written_in_three_languages(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    contents = load(text).value

    short = [where for where, words in texts_in(contents) if set(words) != {"en", "ru", "ro"}]
    shown = [code for code, it in contents.get("accounts", {}).items() if it["kind"] != "counter"]

    assert text.startswith("# ")
    assert short == []
    assert [code for code in shown if "name" not in contents["accounts"][code]] == []
