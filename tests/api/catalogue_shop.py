"""Terms with codes and rewards for tests over HTTP."""

from __future__ import annotations

from tests.api import shop

TERMS = (
    shop.TERMS
    + """
codes:
  spring: { kind: generic, text: SPRING, limit: { total: 1 } }
  friend: { kind: shareable }
  once: { kind: unique }
pricing:
  - id: spring
    reason: Spring
    when: { codes: [spring, friend, once] }
    discount: { percent: 10 }
rewards:
  - code: cup
    name: { en: A cup of coffee, ru: Чашка кофе, ro: O ceașcă de cafea }
    price: { account: points, amount: 100 }
    gives: [{ account: cups, amount: 1 }]
  - code: mug
    name: A mug
    price: { account: points, amount: 100 }
    gives: [{ goods: MUG }]
    pool: 1
    confirm: by_till
"""
).replace(
    "earning:",
    "  cups: { kind: entitlement, name: { en: Cups, ru: Чашки, ro: Cești } }\nearning:",
    1,
)


def open_catalogue() -> None:
    """Put the terms in force."""
    shop.open_shop(TERMS)
