"""The lowest price before a reduction, over HTTP."""

from __future__ import annotations

import json

import yaml

from foundation.clock import FrozenClock
from tests.api import shop
from tests.api.people import Person

PRICES = "/v1/pos/prices"
WITH_PRICES = json.dumps(yaml.safe_load(shop.TERMS) | {"prior_price": {}})


def test_a_list_is_taken_and_the_lowest_price_is_told(till: Person, clock: FrozenClock) -> None:
    shop.open_shop(WITH_PRICES)

    taken = till.post(PRICES, json={"prices": [{"sku": "beans", "price_minor": 320}]})
    clock.advance(days=2)
    told = till.get(f"{PRICES}/beans")

    assert taken.json == {"day": "2026-03-02", "count": 1}
    assert (told.status_code, told.json["lowest_minor"]) == (200, 320)


def test_unknown_goods_and_programs_without_prices_are_refused(till: Person) -> None:
    shop.open_shop()
    without = till.get(f"{PRICES}/beans")
    listed = till.post(PRICES, json={"prices": [{"sku": "beans", "price_minor": 320}]})
    shop.open_shop(WITH_PRICES)
    unknown = till.get(f"{PRICES}/beans")

    refused = [(answer.status_code, answer.json["code"]) for answer in (without, listed, unknown)]
    assert refused == [(404, "PRICES_NOT_KEPT")] * 2 + [(404, "PRICE_UNKNOWN")]
