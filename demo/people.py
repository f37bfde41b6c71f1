"""Who the demo's people are: invented, and the same on every machine.

Households of the replay get a name, an e-mail address and a telephone number that is reserved
for fiction, so that nobody is ever called. The demo brand's shoppers have a password and a story.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

HOUSEHOLDS = 2600

# +1 <area> 555 01xx is reserved for fiction in every area: a hundred numbers in each of these.
_AREAS = (
    "201", "202", "203", "205", "206", "207", "208", "209", "210", "212", "213", "214", "215",
    "216", "217", "218", "219", "301", "302", "303", "304", "305", "307", "308", "309", "310",
)  # fmt: skip

# Five in eight read English, two Russian, one Romanian.
_LOCALES = ("en", "en", "en", "en", "en", "ru", "ru", "ro")
_GIVEN = {
    "en": ("Alice", "Ben", "Clara", "Daniel", "Emma", "Frank", "Grace", "Henry", "Iris", "Jack",
           "Kate", "Liam", "Mary", "Noah", "Olivia", "Paul", "Rose", "Sam", "Tess", "Walter"),
    "ru": ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Зоя", "Иван", "Ксения", "Лев",
           "Мария", "Никита", "Ольга", "Пётр", "Римма", "Семён", "Таисия", "Фёдор"),
    "ro": ("Ana", "Bogdan", "Cristina", "Dan", "Elena", "Florin", "Gabriela", "Ion", "Ioana",
           "Laura", "Mihai", "Nicoleta", "Oleg", "Petru", "Rodica", "Sorin", "Tatiana", "Vasile"),
}  # fmt: skip
_FAMILY = {
    "en": ("Archer", "Baker", "Carter", "Dixon", "Ellis", "Foster", "Green", "Hughes", "Irwin",
           "Jones", "Knight", "Lawson", "Mason", "Norris", "Parker", "Reed", "Shaw", "Turner"),
    # Families whose name has one form for everybody.
    "ru": ("Бондаренко", "Гнатюк", "Долгих", "Живаго", "Зинченко", "Кравчук", "Лысенко",
           "Мороз", "Нестеренко", "Петренко", "Седых", "Ткач", "Черных", "Шевчук"),
    "ro": ("Albu", "Botnaru", "Ceban", "Dabija", "Fulga", "Grosu", "Lungu", "Moraru", "Negru",
           "Popa", "Rotaru", "Rusu", "Sandu", "Țurcanu", "Ursu", "Vieru"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A household's shopper: one person, one e-mail address, one telephone number."""

    household_id: int
    given: str
    family: str
    email: str
    phone: str
    locale: str


@dataclass(frozen=True, slots=True)
class Shopper:
    """A member of the demo brand who can sign in; `story` says what there is to see."""

    key: str
    given: str
    family: str
    email: str
    phone: str
    locale: str
    birth_date: str
    password: str
    story: str


def person(household_id: int) -> Person:
    """Give the person of a household; raises ValueError for a number outside 1..2599."""
    if not 0 < household_id < HOUSEHOLDS:
        raise ValueError(f"There is no household {household_id}.")
    locale = _pick(_LOCALES, "locale", household_id)
    return Person(
        household_id=household_id,
        given=_pick(_GIVEN[locale], "given", household_id),
        family=_pick(_FAMILY[locale], "family", household_id),
        email=f"household-{household_id}@demo.example",
        phone=_fictional_phone(household_id),
        locale=locale,
    )


def _fictional_phone(household_id: int) -> str:
    area, number = divmod(household_id, 100)
    return f"+1{_AREAS[area]}55501{number:02d}"


def _pick(choices: tuple[str, ...], question: str, household_id: int) -> str:
    digest = hashlib.sha256(f"{question}\x1f{household_id}".encode()).digest()
    return choices[int.from_bytes(digest[:8], "big") % len(choices)]


def _shopper(key: str, name: str, contact: tuple[str, str], birth_date: str, story: str) -> Shopper:
    given, family = name.split()
    phone, locale = contact
    return Shopper(
        key=key,
        given=given,
        family=family,
        email=f"{key}@demo.example",
        phone=phone,
        locale=locale,
        birth_date=birth_date,
        password=f"demo-password-{key}",
        story=story,
    )


@dataclass(frozen=True, slots=True)
class Clerk:
    """An operator of the demo brand."""

    name: str
    email: str
    password: str


OPERATOR = Clerk("Olga Rotari", "olga@demo.example", "demo-password-olga")

SHOPPERS = (
    _shopper("anna", "Anna Rusu", ("+37360000001", "en"), "1991-04-12",
             "coffee on every working day, spends her points, brought a grinder back"),
    _shopper("boris", "Борис Мороз", ("+37360000002", "ru"), "1978-11-03",
             "the family's weekly shopping; the highest tier"),
    _shopper("elena", "Elena Moraru", ("+37360000003", "ro"), "1985-07-21",
             "coffee on Mondays, when it gives triple points, and gift cards, which give none"),
    _shopper("ion", "Ion Ceban", ("+37360000004", "ro"), "1999-01-30",
             "joined yesterday: one purchase, its points still pending"),
    _shopper("maria", "Мария Ткач", ("+37360000005", "ru"), "1969-09-08",
             "came often, and has not been seen for two months"),
    _shopper("victor", "Victor Green", ("+37360000006", "en"), "1994-02-17",
             "tobacco and returns: spent points and gave the purchase back"),
)  # fmt: skip
