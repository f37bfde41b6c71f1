"""What comes back: the right money, the right points, to the last one."""

from __future__ import annotations

from typing import Any

import pytest

import program
from foundation.clock import FrozenClock
from tests.api import people, shop
from tests.api.people import Person
from tests.api.shop import RECEIPTS

AT = {"occurred_at": "2026-03-02T12:00:00+02:00"}
UNDO = ("void", "reopen")


def a_closed(till: Person, member: Person, *amounts: int, **changes: Any) -> str:
    """Close a receipt and give its path."""
    answer = shop.close(till, shop.a_receipt(member, *amounts, **changes))
    return f"{RECEIPTS}/{answer.json['receipt']['id']}"


def test_nobody_returns_without_a_key_or_the_scope(till: Person, anna: Person) -> None:
    path = a_closed(till, anna)
    other = people.a_till(till.client, "lookup", "earn", "redeem")
    doors = [("returns", shop.a_return()), ("void", AT), ("reopen", AT)]

    for door, what in doors:
        anonymous = till.client.post(f"{path}/{door}", json=what, headers=shop.a_key())
        refused = other.post(f"{path}/{door}", json=what, headers=shop.a_key())
        keyless = till.post(f"{path}/{door}", json=what)
        assert anonymous.status_code == 401, door
        assert (refused.status_code, refused.json["code"]) == (403, "SCOPE_MISSING"), door
        assert keyless.json["code"] == "IDEMPOTENCY_KEY_REQUIRED", door


def test_a_returned_line_brings_its_share_back(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    path = a_closed(till, anna, 1500, 500, burn_points=200)

    answer = till.post(f"{path}/returns", json=shop.a_return({"no": 2}), headers=shop.a_key())

    made = answer.json["returned"]
    assert (answer.status_code, answer.json["receipt"]["state"]) == (201, "partially_returned")
    assert (made["refund_minor"], made["restored_points"]) == (450, 50)
    assert {row["account"]: row["amount"] for row in made["clawed"]} == {"points": 45, "status": 5}
    assert shop.points_in(answer)["available"] == 300 - 200 + 180 + 50 - 45
    line = answer.json["receipt"]["lines"][1]
    assert (line["returned_quantity"], line["returned_minor"]) == ("1", 500)


def test_a_return_by_quantity_and_by_amount(till: Person, anna: Person) -> None:
    lines = [shop.a_line(900, quantity="3"), shop.a_line(500)]
    path = a_closed(till, anna, lines=lines)

    first = till.post(
        f"{path}/returns",
        json=shop.a_return({"no": 1, "quantity": "1"}, {"no": 2, "amount_minor": 100}),
        headers=shop.a_key(),
    )
    rest = till.post(f"{path}/returns", json=shop.a_return(), headers=shop.a_key())

    assert first.json["returned"]["refund_minor"] == 400
    assert (rest.json["receipt"]["state"], rest.json["returned"]["refund_minor"]) == (
        "returned",
        1000,
    )
    assert shop.points_in(rest) == {"available": 0, "pending": 0, "held": 0, "debt": 0}


def test_a_repeated_return_gets_the_same_answer(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    path, what, key = (
        f"{a_closed(till, anna, 900, 100)}/returns",
        shop.a_return({"no": 2}),
        shop.a_key(),
    )

    first = till.post(path, json=what, headers=key)
    till.post(path, json=shop.a_return({"no": 1, "amount_minor": 300}), headers=shop.a_key())
    clock.advance(hours=1)
    again = till.post(path, json=what, headers=key)
    by_number = till.post(path, json=what, headers=shop.a_key())
    other = till.post(path, json=what | {"lines": [{"no": 1}]}, headers=key)
    other_number = till.post(path, json=what | {"lines": [{"no": 1}]}, headers=shop.a_key())

    assert first.data == again.data == by_number.data
    assert again.headers["Idempotency-Replayed"] == by_number.headers["Idempotency-Replayed"]
    assert (other.status_code, other.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert (other_number.status_code, other_number.json["code"]) == (409, "RETURN_ALREADY_MADE")
    assert "lines" in other.json["detail"]
    assert "lines" in other_number.json["detail"]


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ({"lines": [{"no": 9}]}, 422, "LINE_UNKNOWN"),
        ({"lines": [{"no": 1, "quantity": "2"}]}, 409, "RETURN_EXCEEDS_LINE"),
        ({"lines": [{"no": 1, "amount_minor": 1001}]}, 409, "RETURN_EXCEEDS_LINE"),
        ({"lines": [{"no": 1, "amount_minor": 0}]}, 409, "RETURN_EXCEEDS_LINE"),
        ({"lines": [{"no": 1, "quantity": "0"}]}, 422, "REQUEST_INVALID"),
        ({"lines": [{"no": 1, "quantity": "1", "amount_minor": 5}]}, 422, "REQUEST_INVALID"),
        ({"lines": [{"no": 0}]}, 422, "REQUEST_INVALID"),
        ({"occurred_at": "2026-03-02T11:00:00Z"}, 422, "OCCURRED_IN_FUTURE"),
        ({"return_no": ""}, 422, "REQUEST_INVALID"),
    ],
)
def test_a_return_that_cannot_be_is_refused(
    till: Person, anna: Person, what: dict[str, Any], status: int, code: str
) -> None:
    path = a_closed(till, anna)

    answer = till.post(f"{path}/returns", json=shop.a_return() | what, headers=shop.a_key())

    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_nothing_is_returned_twice(till: Person, anna: Person) -> None:
    path = a_closed(till, anna)
    till.post(f"{path}/returns", json=shop.a_return(), headers=shop.a_key())

    again = till.post(f"{path}/returns", json=shop.a_return(), headers=shop.a_key())
    undone = [till.post(f"{path}/{way}", json=AT, headers=shop.a_key()) for way in UNDO]

    for answer in (again, *undone):
        assert (answer.status_code, answer.json["code"]) == (409, "RECEIPT_ALREADY_RETURNED")


def test_a_voided_receipt_has_never_been(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    receipt = shop.a_receipt(anna, burn_points=100)
    path = f"{RECEIPTS}/{shop.close(till, receipt).json['receipt']['id']}"

    key = shop.a_key()
    voided = till.post(f"{path}/void", json=AT, headers=key)
    again = till.post(f"{path}/void", json=AT, headers=key)
    other = till.post(f"{path}/void", json={"occurred_at": "2026-03-02T09:00:00Z"}, headers=key)
    returned = till.post(f"{path}/returns", json=shop.a_return(), headers=shop.a_key())
    reclosed = shop.close(till, receipt | {"lines": [shop.a_line(5)], "burn_points": 0})

    assert (voided.status_code, voided.json["receipt"]["state"]) == (200, "cancelled")
    assert shop.points_in(voided)["available"] == 300
    assert again.data == voided.data
    assert other.json["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert (returned.status_code, returned.json["code"]) == (409, "RECEIPT_NOT_CLOSED")
    assert (reclosed.status_code, reclosed.json["code"]) == (409, "RECEIPT_CANCELLED")


def test_a_reopened_receipt_is_closed_again_with_other_content(till: Person, anna: Person) -> None:
    receipt = shop.a_receipt(anna)
    path = f"{RECEIPTS}/{shop.close(till, receipt).json['receipt']['id']}"

    reopened = till.post(f"{path}/reopen", json=AT, headers=shop.a_key())
    closed = shop.close(till, receipt | {"lines": [shop.a_line(2000)]})

    assert (reopened.status_code, reopened.json["receipt"]["state"]) == (200, "open")
    assert (closed.status_code, closed.json["receipt"]["state"]) == (201, "closed")
    assert shop.points_in(closed)["available"] == 200


def test_a_till_takes_back_what_another_till_of_the_program_sold(
    till: Person, anna: Person
) -> None:
    path = a_closed(till, anna)
    other = people.a_till(till.client, "refund")
    stray = people.a_till(till.client, "refund", program="nowhere")

    for door, what in [("returns", shop.a_return()), ("void", AT), ("reopen", AT)]:
        for where in (path, f"{RECEIPTS}/rcp_nothing"):
            refused = stray.post(f"{where}/{door}", json=what, headers=shop.a_key())
            assert (refused.status_code, refused.json["code"]) == (404, "RECEIPT_NOT_FOUND")
    taken = other.post(f"{path}/returns", json=shop.a_return(), headers=shop.a_key())
    assert taken.status_code == 201


@pytest.mark.parametrize("way", UNDO)
def test_a_receipt_is_undone_once_and_under_its_own_key(
    till: Person, anna: Person, way: str
) -> None:
    path, other = a_closed(till, anna), a_closed(till, anna)
    key = shop.a_key()
    first = till.post(f"{path}/{way}", json=AT, headers=key)

    again = till.post(f"{path}/{way}", json=AT, headers=key)
    other_key = till.post(f"{path}/{way}", json=AT, headers=shop.a_key())
    other_receipt = till.post(f"{other}/{way}", json=AT, headers=key)

    assert again.data == first.data
    assert (other_key.status_code, other_key.json["code"]) == (409, "RECEIPT_NOT_CLOSED")
    assert other_receipt.json["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert "receipt" in other_receipt.json["detail"]


@pytest.mark.parametrize("way", UNDO)
def test_nothing_is_undone_in_the_future(till: Person, anna: Person, way: str) -> None:
    path = a_closed(till, anna)

    answer = till.post(
        f"{path}/{way}", json={"occurred_at": "2027-01-01T00:00:00Z"}, headers=shop.a_key()
    )

    assert (answer.status_code, answer.json["code"]) == (422, "OCCURRED_IN_FUTURE")


def test_a_program_may_block_returns_of_spent_points(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    blocking = shop.TERMS.replace("negative: debt", "negative: block")
    program.apply(blocking, author="tests", effective_at=clock.now())
    path = a_closed(till, anna, 5000)
    shop.close(till, shop.a_receipt(anna, 1000, burn_points=500))

    answers = [
        till.post(f"{path}/returns", json=shop.a_return(), headers=shop.a_key()),
        *[till.post(f"{path}/{way}", json=AT, headers=shop.a_key()) for way in UNDO],
    ]

    assert [(a.status_code, a.json["code"]) for a in answers] == [(409, "RETURN_BLOCKED")] * 3


def test_spent_points_of_returned_goods_become_a_debt(till: Person, anna: Person) -> None:
    path = a_closed(till, anna, 5000)
    shop.close(till, shop.a_receipt(anna, 1000, burn_points=500))

    returned = till.post(f"{path}/returns", json=shop.a_return(), headers=shop.a_key())
    repaid = shop.close(till, shop.a_receipt(anna, 5000))

    assert shop.points_in(returned) == {"available": 0, "pending": 0, "held": 0, "debt": 450}
    assert shop.points_in(repaid) == {"available": 50, "pending": 0, "held": 0, "debt": 0}
