"""What the demo brand's shoppers bought in the last ninety days: baskets relative to a moment.

The same moment gives the same history. Receipt numbers depend on the day alone, so whoever loads
a history twice must load it for the same moment: keep the one of the first load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from demo.people import SHOPPERS
from demo.stores import ZONE, store_id

CURRENCY = "EUR"
DAYS = 90


@dataclass(frozen=True, slots=True)
class Good:
    """What the demo brand sells; prices are cents, `gross_minor` the one before discounts."""

    sku: str
    name: str
    category: str
    brand: str
    price_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase of a shopper; `basket` holds what a till sends, without tenders.

    `burn_points` is how many points the shopper wants to spend on it; the program may allow
    fewer, and the tenders follow from what is left to pay.
    """

    shopper: str
    receipt_no: str
    occurred_at: datetime
    burn_points: int
    basket: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Lines of an earlier purchase that are given back: (line number, quantity)."""

    shopper: str
    return_no: str
    receipt_no: str
    store_id: str
    occurred_at: datetime
    lines: tuple[tuple[int, Decimal], ...]


HistoryEntry = Purchase | GiveBack


def _good(sku: str, name: str, category: str, price: int, brand: str = "Kopeck", *,
          gross: int = 0) -> Good:  # fmt: skip
    return Good(sku, name, category, brand, price, gross or price)


GOODS = {
    good.sku: good
    for good in (
        _good("espresso", "Espresso", "coffee", 180),
        _good("cappuccino", "Cappuccino", "coffee", 280),
        _good("flat-white", "Flat white", "coffee", 310),
        _good("beans", "Coffee beans, 500 g", "coffee > beans", 1490, gross=1690),
        _good("croissant", "Croissant", "bakery", 160),
        _good("placinta", "Plăcintă with cheese", "bakery", 220),
        _good("bread", "Rye bread", "bakery", 190),
        _good("grinder", "Hand coffee grinder", "household", 3900, "Moara"),
        _good("milk", "Milk, 1 l", "grocery > dairy", 135, "Lăptărie"),
        _good("cheese", "Cheese, 1 kg", "grocery > dairy", 980, "Lăptărie"),
        _good("apples", "Apples, 1 kg", "grocery > fruit", 140, "Livada"),
        _good("chicken", "Chicken, 1 kg", "grocery > meat", 520, "Ferma"),
        _good("wine", "Dry red wine", "grocery > wine", 790, "Podgoria", gross=890),
        _good("nappies", "Nappies, 60 pieces", "household", 1650, "Pui"),
        _good("gift-card", "Gift card", "gift-cards", 2500),
        _good("cigarettes", "Cigarettes", "tobacco", 320, "Stejar"),
    )
}

_FAMILY_SHOPPING = {"milk": 8, "cheese": 2, "apples": 5, "chicken": 4, "wine": 1, "nappies": 1,
                    "bread": 3, "beans": 1}  # fmt: skip


class _Diary:
    """Writes down one shopper's entries; days are counted back from the day of `now`."""

    def __init__(self, shopper: str, now: datetime) -> None:
        self.now = now
        self.entries: list[HistoryEntry] = []
        self._shopper = shopper
        self._today = now.astimezone(ZoneInfo(ZONE)).date()

    def day(self, days_ago: int) -> date:
        """Give the date so many days before the day of `now`."""
        return self._today - timedelta(days=days_ago)

    def buy(self, days_ago: int, at: str, store: str, items: dict[str, int], burn: int = 0) -> None:
        """Write a purchase; `items` are quantities by SKU."""
        self.buy_at(self._moment(days_ago, at), days_ago, store, items, burn)

    def buy_at(
        self, at: datetime, days_ago: int, store: str, items: dict[str, int], burn: int = 0
    ) -> None:
        """Write a purchase at an exact moment."""
        number = f"{self._shopper}-{days_ago:02d}"
        basket = _basket(number, at, store_id(store), items)
        self.entries.append(Purchase(self._shopper, number, at, burn, basket))

    def give_back(self, days_ago: int, at: str, *, bought: int, store: str, line: int) -> None:
        """Write that one piece of a line, bought so many days ago, comes back."""
        number = f"{self._shopper}-{bought:02d}"
        moment, lines = self._moment(days_ago, at), ((line, Decimal(1)),)
        self.entries.append(
            GiveBack(self._shopper, f"{number}-R", number, store_id(store), moment, lines)
        )

    def _moment(self, days_ago: int, at: str) -> datetime:
        moment = datetime.combine(self.day(days_ago), time.fromisoformat(at), ZoneInfo(ZONE))
        return moment.astimezone(UTC)


def history(shopper: str, *, now: datetime) -> list[HistoryEntry]:
    """Give a shopper's purchases and returns before `now`, in order of time."""
    diary = _Diary(shopper, now)
    _STORIES[shopper](diary)
    return sorted(diary.entries, key=attrgetter("occurred_at"))


def histories(*, now: datetime) -> Iterator[HistoryEntry]:
    """Give the entries of all shoppers in order of time."""
    entries = [entry for shopper in SHOPPERS for entry in history(shopper.key, now=now)]
    yield from sorted(entries, key=attrgetter("occurred_at"))


def joined_at(shopper: str, *, now: datetime) -> datetime:
    """Tell when a shopper joined: an hour before the first purchase, or a day before `now`."""
    first = history(shopper, now=now)[0].occurred_at
    return min(first - timedelta(hours=1), now - timedelta(days=1))


def _anna(diary: _Diary) -> None:
    for days_ago in range(DAYS - 2, 0, -1):
        if diary.day(days_ago).weekday() >= 5:
            continue
        items = {"cappuccino": 1} | ({"croissant": 1} if days_ago % 3 == 0 else {})
        items |= {"beans": 1} if days_ago % 6 == 0 else {}
        burn = 60 if days_ago <= 66 and days_ago % 11 == 0 else 0
        diary.buy(days_ago, "08:10", "centru", items, burn)
    bought = _saturday(diary, 20)
    diary.buy(bought, "12:40", "catedrala", {"grinder": 1, "flat-white": 1})
    diary.give_back(bought - 2, "17:30", bought=bought, store="catedrala", line=1)


def _boris(diary: _Diary) -> None:
    for week in range(11, -1, -1):
        days_ago = _saturday(diary, week * 7 + 1)
        burn = 400 if week % 4 == 1 else 0
        diary.buy(days_ago, "11:05", "ciocana", _FAMILY_SHOPPING, burn=burn)


def _elena(diary: _Diary) -> None:
    mondays = [d for d in range(DAYS - 1, 0, -1) if diary.day(d).weekday() == 0]
    for number, days_ago in enumerate(mondays):
        gift = {"gift-card": 1} if number % 4 == 2 else {}
        diary.buy(days_ago, "09:20", "botanica", {"flat-white": 2, "placinta": 1} | gift)


def _ion(diary: _Diary) -> None:
    diary.buy_at(diary.now - timedelta(hours=3), 0, "gara", {"espresso": 1, "wine": 2, "bread": 1})


def _maria(diary: _Diary) -> None:
    for days_ago in range(DAYS - 1, 59, -4):
        diary.buy(days_ago, "18:45", "buiucani", {"milk": 2, "bread": 1, "cheese": 1, "apples": 2})


def _victor(diary: _Diary) -> None:
    for days_ago in range(84, 9, -7):
        diary.buy(days_ago, "16:15", "riscani", {"cigarettes": 2, "espresso": 1, "beans": 1})
    diary.buy(8, "16:30", "riscani", {"beans": 2, "cigarettes": 1}, burn=200)
    diary.give_back(5, "12:10", bought=8, store="riscani", line=1)


_STORIES: dict[str, Callable[[_Diary], None]] = {
    "anna": _anna, "boris": _boris, "elena": _elena,
    "ion": _ion, "maria": _maria, "victor": _victor,
}  # fmt: skip


def _saturday(diary: _Diary, earliest: int) -> int:
    """Give the first Saturday at or beyond so many days ago."""
    return next(d for d in range(earliest, earliest + 7) if diary.day(d).weekday() == 5)


def _basket(number: str, at: datetime, store_id: str, items: dict[str, int]) -> dict[str, Any]:
    return {
        "receipt_no": number,
        "occurred_at": at,
        "currency": CURRENCY,
        "channel": "store",
        "store_id": store_id,
        "lines": [_line(no, GOODS[sku], n) for no, (sku, n) in enumerate(items.items(), start=1)],
    }


def _line(no: int, good: Good, quantity: int) -> dict[str, Any]:
    return {
        "no": no,
        "sku": good.sku,
        "name": good.name,
        "quantity": Decimal(quantity),
        "amount_minor": good.price_minor * quantity,
        "gross_minor": good.gross_minor * quantity,
        "category": good.category,
        "brand": good.brand,
    }
