"""A reward is named by what one gets, and terms are short enough to be read."""

from __future__ import annotations

from decimal import Decimal

import pytest

import program
from tests.programs.redeeming import claim, redeem
from tests.programs.shop import a_shop, goods, text_of

pytestmark = pytest.mark.sp(24)

BEER = "eleventh-beer-free"


def warned(**settings: object) -> list[tuple[str, str]]:
    """Give the warnings of the example with other settings as (code, pointer)."""
    found = program.plan(text_of(BEER, **settings)).warnings
    return [(warning.code, warning.pointer) for warning in found]


def test_the_example_says_what_one_gets() -> None:
    assert warned() == []


@pytest.mark.parametrize(
    ("name", "is_unnamed"),
    [
        ("Collect 10 caps, get the 11th free!", True),
        ("Collect 10 caps, get the 11th beer free!", False),
        ("Соберите 10 крышек, 11-я бесплатно!", True),
        ("Strângeți 10 capace, a 11-a gratuit!", True),
        ("One free", True),
        ("Бесплатно", True),
        ("Un cadou", True),
        ("A free beer", False),
        ("Бутылка пива в подарок", False),
        ("O bere gratuită", False),
    ],
)
def test_a_reward_without_its_noun_is_warned_of(name: str, is_unnamed: bool) -> None:
    found = warned(**{"rewards.beer.name": name})

    assert found == ([("REWARD_UNNAMED", "/rewards/0/name")] if is_unnamed else [])


def test_the_terms_are_read_the_same_way() -> None:
    found = warned(terms="Collect 10 caps, get the 11th free!")

    assert found == [("REWARD_UNNAMED", "/terms")]


@pytest.mark.parametrize(("words", "is_long"), [(50, False), (51, True)])
def test_terms_over_fifty_words_are_warned_of(words: int, is_long: bool) -> None:
    found = warned(terms={"en": "Short.", "ru": " ".join(["слово"] * words)})

    assert found == ([("TERMS_TOO_LONG", "/terms/ru")] if is_long else [])


def test_ten_bottles_buy_the_eleventh() -> None:
    till = a_shop(BEER, at="2026-03-02 12:00").till()
    till.sell(goods(1, 1200, sku="BEER", quantity=Decimal(12)))

    redeem(till, "beer")
    claim(till, "beers", 1, ("BEER", 1))

    assert (till.balance("caps")[0], till.balance("beers")[0]) == (2, 0)
