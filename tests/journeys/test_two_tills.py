"""Two of a family stand at two tills and spend the same points at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from flask.testing import FlaskClient

from tests.api import people, shop
from tests.api.people import Person
from tests.journeys.shoppers import a_shopper, points_at_home, violations_of

ROUNDS = 5


def test_points_are_spent_once_and_the_other_till_is_told(
    client: FlaskClient, till: Person
) -> None:
    anna = a_shopper(client)
    other = people.a_till(client, "lookup", "earn", "redeem")
    apart = [replace(one, client=client.application.test_client()) for one in (till, other)]

    for _ in range(ROUNDS):
        balance = points_at_home(anna)
        shop.give_points(anna, 500 - balance)
        receipts = [shop.a_receipt(anna, 1000, burn_points=500) for _ in apart]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(shop.close, apart, receipts))

        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert (won.status_code, lost.status_code) == (201, 409)
        assert (lost.json["code"], points_at_home(anna)) == ("BURN_CAP", 50)
        place = answers.index(lost)
        paid = shop.close(apart[place], receipts[place] | {"burn_points": 0})
        assert (paid.status_code, points_at_home(anna)) == (201, 150)

    assert violations_of(anna) == []
