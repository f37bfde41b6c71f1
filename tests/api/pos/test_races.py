"""Several tills at the same moment: points are spent once, receipts closed once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from werkzeug.test import TestResponse

import wallet
from tests.api import people, shop
from tests.api.people import Person

TILLS = 6


def at_once(acts: list[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Do all of this at the same moment."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(act) for act in acts]]


def own_client(till: Person) -> Person:
    """Give the same till with a client of its own, for a thread."""
    return replace(till, client=till.client.application.test_client())


def test_the_same_points_are_spent_once(till: Person, anna: Person) -> None:
    shop.give_points(anna, 500)
    tills = [own_client(people.a_till(till.client, "earn", "redeem")) for _ in range(TILLS)]
    sales = [(one, shop.a_receipt(anna, 1000, burn_points=500)) for one in tills]

    answers = at_once([lambda s=s: shop.close(*s) for s in sales])

    outcomes = sorted((a.status_code, a.json.get("code", "")) for a in answers)
    assert outcomes == [(201, ""), *[(409, "BURN_CAP")] * (TILLS - 1)]
    assert wallet.get_wallet(anna.id).balance("points").available == 50


def test_the_same_points_are_held_once(till: Person, anna: Person) -> None:
    shop.give_points(anna, 500)
    basket = shop.a_basket(anna, 1000, burn_points=500)
    tills = [own_client(till) for _ in range(TILLS)]

    answers = at_once(
        [
            lambda one=one: one.post("/v1/pos/holds", json=basket, headers=shop.a_key())
            for one in tills
        ]
    )

    assert sorted(a.status_code for a in answers) == [201, *[409] * (TILLS - 1)]


def test_a_receipt_sent_at_once_under_one_key_is_closed_once(till: Person, anna: Person) -> None:
    receipt, key = shop.a_receipt(anna), shop.a_key()
    tills = [own_client(till) for _ in range(TILLS)]

    answers = at_once(
        [lambda one=one: one.post(shop.RECEIPTS, json=receipt, headers=key) for one in tills]
    )

    bodies: set[Any] = {a.data for a in answers}
    told = [a.headers.get("Idempotency-Replayed") for a in answers]
    assert (len(bodies), told.count(None)) == (1, 1)
    assert wallet.get_wallet(anna.id).balance("points").available == 100


def test_a_line_returned_at_once_at_two_tills_comes_back_once(till: Person, anna: Person) -> None:
    closed = shop.close(till, shop.a_receipt(anna)).json["receipt"]
    path = f"{shop.RECEIPTS}/{closed['id']}/returns"
    tills = [own_client(till) for _ in range(TILLS)]

    answers = at_once(
        [
            lambda one=one: one.post(path, json=shop.a_return({"no": 1}), headers=shop.a_key())
            for one in tills
        ]
    )

    codes = sorted(a.json.get("code", "") for a in answers)
    assert codes == ["", *["RECEIPT_ALREADY_RETURNED"] * (TILLS - 1)]
