"""Points set aside for a basket."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.clock import FrozenClock
from tests.api import people, shop
from tests.api.people import Person

HOLDS = "/v1/pos/holds"


def a_hold(member: Person, points: int = 100, **changes: Any) -> dict[str, Any]:
    """Give a hold for a basket of ten euros."""
    return shop.a_basket(member, burn_points=points, **changes)


def test_nobody_holds_without_a_key_or_the_scope(till: Person, anna: Person) -> None:
    other = people.a_till(till.client, "lookup", "earn", "refund")

    anonymous = till.client.post(HOLDS, json=a_hold(anna), headers=shop.a_key())
    anonymous_release = till.client.post(f"{HOLDS}/hld_1/release", headers=shop.a_key())
    refused = other.post(HOLDS, json=a_hold(anna), headers=shop.a_key())
    refused_release = other.post(f"{HOLDS}/hld_1/release", headers=shop.a_key())

    assert (anonymous.status_code, anonymous_release.status_code) == (401, 401)
    assert {a.json["code"] for a in (refused, refused_release)} == {"SCOPE_MISSING"}


def test_a_hold_sets_points_aside_and_its_release_gives_them_back(
    till: Person, anna: Person
) -> None:
    shop.give_points(anna, 300)

    held = till.post(HOLDS, json=a_hold(anna), headers=shop.a_key())
    path = f"{HOLDS}/{held.json['hold_id']}/release"
    released = till.post(path, headers=shop.a_key())

    assert (held.status_code, held.json["points"], held.json["value_minor"]) == (201, 100, 100)
    assert held.json["expires_at"] == "2026-03-02T10:15:00.000Z"
    assert held.json["seq"] == 2
    assert (released.status_code, released.json["seq"]) == (200, 3)
    assert shop.points_in(released) == {"available": 300, "pending": 0, "held": 0, "debt": 0}


def test_a_repeated_hold_is_the_same_hold(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    key = shop.a_key()

    first = till.post(HOLDS, json=a_hold(anna), headers=key)
    again = till.post(HOLDS, json=a_hold(anna), headers=key)
    other = till.post(HOLDS, json=a_hold(anna, 150), headers=key)
    path = f"{HOLDS}/{first.json['hold_id']}/release"
    end = shop.a_key()
    released = [till.post(path, headers=end) for _ in range(2)]

    assert first.data == again.data
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert "burn_points" in other.json["detail"]
    assert released[0].data == released[1].data
    assert released[1].headers["Idempotency-Replayed"] == "true"


def test_what_is_held_is_not_there_for_others(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    till.post(HOLDS, json=a_hold(anna, 250), headers=shop.a_key())

    answer = till.post(HOLDS, json=a_hold(anna), headers=shop.a_key())

    assert (answer.status_code, answer.json["code"]) == (409, "BURN_CAP")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"burn_points": 0}, 422, "REQUEST_INVALID"),
        ({"member_id": "mem_nobody"}, 404, "WALLET_NOT_FOUND"),
        ({"occurred_at": "2026-03-02T11:00:00Z"}, 422, "OCCURRED_IN_FUTURE"),
        ({"burn_points": 501}, 409, "BURN_CAP"),
        ({"currency": "USD"}, 422, "CURRENCY_MISMATCH"),
        ({"total_minor": 1}, 422, "TOTAL_DIFFERS"),
    ],
)
def test_a_hold_that_cannot_be_is_refused(
    till: Person, anna: Person, change: dict[str, Any], status: int, code: str
) -> None:
    shop.give_points(anna, 900)

    answer = till.post(HOLDS, json=a_hold(anna) | change, headers=shop.a_key())

    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_hold_needs_its_key(till: Person, anna: Person) -> None:
    missing = till.post(HOLDS, json=a_hold(anna))
    short = till.post(HOLDS, json=a_hold(anna), headers={"Idempotency-Key": "short"})

    assert (missing.status_code, missing.json["code"]) == (400, "IDEMPOTENCY_KEY_REQUIRED")
    assert (short.status_code, short.json["code"]) == (400, "IDEMPOTENCY_KEY_INVALID")


def test_an_ended_hold_tells_how_it_ended(till: Person, anna: Person, clock: FrozenClock) -> None:
    shop.give_points(anna, 300)
    holds = [till.post(HOLDS, json=a_hold(anna, 50), headers=shop.a_key()).json for _ in range(3)]
    released, spent, late = [hold["hold_id"] for hold in holds]
    till.post(f"{HOLDS}/{released}/release", headers=shop.a_key())
    shop.close(till, shop.a_receipt(anna, hold_id=spent, burn_points=50))
    clock.advance(minutes=16)

    answers = [
        till.post(f"{HOLDS}/{hold}/release", headers=shop.a_key())
        for hold in (released, spent, late, "hld_nothing")
    ]

    assert [(a.status_code, a.json["code"]) for a in answers] == [
        (409, "HOLD_ALREADY_RELEASED"),
        (409, "HOLD_ALREADY_CONFIRMED"),
        (409, "HOLD_TIMED_OUT"),
        (404, "HOLD_NOT_FOUND"),
    ]


def test_a_key_of_one_release_does_not_release_another_hold(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    holds = [till.post(HOLDS, json=a_hold(anna, 50), headers=shop.a_key()).json for _ in range(2)]
    key = shop.a_key()
    till.post(f"{HOLDS}/{holds[0]['hold_id']}/release", headers=key)

    answer = till.post(f"{HOLDS}/{holds[1]['hold_id']}/release", headers=key)

    assert (answer.status_code, answer.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_another_till_does_not_know_the_hold(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    hold = till.post(HOLDS, json=a_hold(anna), headers=shop.a_key()).json["hold_id"]
    other = people.a_till(till.client, "redeem")

    answer = other.post(f"{HOLDS}/{hold}/release", headers=shop.a_key())

    assert (answer.status_code, answer.json["code"]) == (404, "HOLD_NOT_FOUND")
