"""Levels by what is spent, named in the shopper's language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from api import wallets
from tests.programs.shop import a_shop
from wallet import get_wallet

pytestmark = pytest.mark.sp(64)
NAME = "level-by-spend"


@pytest.mark.parametrize(
    ("spent", "tier", "next_price"),
    [
        ("9999.99", "start", "1000.00"),
        ("10000", "silver", "1000.00"),
        ("49999.99", "silver", "1000.00"),
        ("50000", "gold", "930.00"),
    ],
)
def test_spending_gives_the_level_and_gold_its_percent(
    spent: str, tier: str, next_price: str
) -> None:
    till = a_shop(NAME, at="2026-03-02 12:00").till()

    till.pay(spent)

    assert till.tier == tier
    assert till.pay(1000) == Decimal(next_price)


@pytest.mark.parametrize(
    ("locale", "name", "following"),
    [
        ("en", "Silver level", "Gold level"),
        ("ru", "Серебряный уровень", "Золотой уровень"),
        ("ro", "Nivelul de argint", "Nivelul de aur"),
    ],
)
def test_the_level_and_the_next_one_are_named_in_the_language(
    locale: str, name: str, following: str
) -> None:
    shop = a_shop(NAME, at="2026-03-02 12:00")
    till = shop.till()
    till.pay(20_000)

    shown = wallets.standing(shop.terms, get_wallet(till.member_id), locale)

    assert shown["tier"]["name"] == name
    assert shown["progress"]["next"]["name"] == following
    assert shown["progress"]["next"]["missing"] == 30_000
