"""What comes back piece by piece ends as what comes back at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api import shop
from tests.api.people import Person
from tests.journeys.shoppers import a_shopper, violations_of

LINES = [
    shop.a_line(999, quantity="3"),
    shop.a_line(1001, quantity="0.777"),
    shop.a_line(333, category="tobacco"),
]
AT_ONCE: list[list[dict[str, Any]]] = [[]]
IN_PIECES = [
    [
        [{"no": 1, "quantity": "1"}],
        [{"no": 2, "amount_minor": 17}],
        [{"no": 1, "quantity": "1"}, {"no": 3}],
        [{"no": 2, "quantity": "0.3"}],
        [],
    ],
    [[{"no": 3}], [{"no": 2}], [{"no": 1, "amount_minor": 1}], [{"no": 1}]],
    [[{"no": 1, "amount_minor": 333}]] * 3 + [[]],
]


def sell_and_return(
    till: Person, shopper: Person, pieces: list[list[dict[str, Any]]]
) -> tuple[int, int, dict[str, int], str]:
    """Sell for points, take everything back: money, points, balance and state at the end."""
    shop.give_points(shopper, 777)
    receipt = shop.a_receipt(shopper, burn_points=777) | {"lines": LINES}
    path = f"{shop.RECEIPTS}/{shop.close(till, receipt).json['receipt']['id']}/returns"
    made = [till.post(path, json=shop.a_return(*piece), headers=shop.a_key()) for piece in pieces]
    assert {answer.status_code for answer in made} == {201}
    returned = [answer.json["returned"] for answer in made]
    money = sum(one["refund_minor"] for one in returned)
    points = sum(one["restored_points"] for one in returned)
    return money, points, shop.points_in(made[-1]), made[-1].json["receipt"]["state"]


@pytest.mark.parametrize("pieces", IN_PIECES)
def test_pieces_end_as_the_whole(
    client: FlaskClient, till: Person, pieces: list[list[dict[str, Any]]]
) -> None:
    anna, boris = a_shopper(client), a_shopper(client, "Boris")

    whole = sell_and_return(till, anna, AT_ONCE)
    parts = sell_and_return(till, boris, pieces)

    assert parts == whole
    assert whole == (
        999 + 1001 + 333 - 777,
        777,
        {"available": 777, "pending": 0, "held": 0, "debt": 0},
        "returned",
    )
    for shopper in (anna, boris):
        assert violations_of(shopper) == []
