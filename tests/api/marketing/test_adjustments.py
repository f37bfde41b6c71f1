"""Wallets as operators see and correct them."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.clock import FrozenClock
from tests.api import people, shop
from tests.api.people import Person

NOBODY = "mem_nobody"


@pytest.fixture(autouse=True)
def _shop(olga: Person) -> None:
    shop.open_shop()


def members_path(member: Person | str, what: str) -> str:
    """Give the path of something of a member."""
    return f"/v1/marketing/members/{member if isinstance(member, str) else member.id}/{what}"


def an_adjustment(amount: int = 50, **changes: Any) -> dict[str, Any]:
    """Give an adjustment of points."""
    return {"account": "points", "amount": amount, "reason": "The coffee was cold", **changes}


def adjust(operator: Person, member: Person | str, amount: int = 50, **changes: Any) -> Any:
    """Adjust a member's points under a new key."""
    path = members_path(member, "adjustments")
    return operator.post(path, json=an_adjustment(amount, **changes), headers=shop.a_key())


def reversal(operator: Person, member: Person | str, entry: str, **headers: str) -> Any:
    """Reverse an entry under a new key."""
    path = members_path(member, f"entries/{entry}/reversal")
    return operator.post(path, json={"reason": "It was hot"}, headers=shop.a_key() | headers)


def test_nobody_looks_or_adjusts_without_a_token(olga: Person, anna: Person) -> None:
    reads = [olga.client.get(members_path(anna, what)) for what in ("wallet", "history")]
    writes = [
        olga.client.post(members_path(anna, what), json={}, headers=shop.a_key())
        for what in ("adjustments", "entries/ent_1/reversal")
    ]

    assert {a.status_code for a in reads + writes} == {401}


def test_who_may_only_look_adjusts_nothing(viktor: Person, anna: Person) -> None:
    answers = [adjust(viktor, anna), reversal(viktor, anna, "ent_1")]

    assert [(a.status_code, a.json["code"]) for a in answers] == [(403, "SCOPE_MISSING")] * 2
    assert viktor.get(members_path(anna, "wallet")).status_code == 200


def test_a_wallet_shows_balances_holds_and_tier(
    olga: Person, viktor: Person, anna: Person, till: Person
) -> None:
    shop.give_points(anna, 300)
    basket = shop.a_basket(anna, burn_points=100, receipt_no="R-1")
    hold = till.post("/v1/pos/holds", json=basket, headers=shop.a_key()).json

    wallet = viktor.get(members_path(anna, "wallet"))

    assert shop.points_in(wallet) == {"available": 200, "pending": 0, "held": 100, "debt": 0}
    (shown,) = wallet.json["holds"]
    assert (shown["id"], shown["amount"]) == (hold["hold_id"], 100)
    assert (wallet.json["member_id"], wallet.json["seq"]) == (anna.id, 2)
    assert wallet.json["tier"]["code"] == "bronze"


def test_an_adjustment_is_in_the_history_with_its_reason(
    olga: Person, viktor: Person, anna: Person
) -> None:
    added = adjust(olga, anna, 50, expires_at="2026-04-01T00:00:00+03:00")
    taken = adjust(olga, anna, -20)

    shown = viktor.get(members_path(anna, "history")).json["items"]

    assert (added.status_code, taken.status_code) == (201, 201)
    assert shop.points_in(taken)["available"] == 30
    assert shown == [taken.json["entry"], added.json["entry"]]
    (movement,) = added.json["entry"]["movements"]
    assert (movement["reason"], movement["expires_at"]) == (
        "The coffee was cold",
        "2026-03-31T21:00:00.000Z",
    )
    own = anna.get("/v1/mobile/history").json["items"]
    assert own == shown


def test_a_repeated_adjustment_is_made_once(olga: Person, anna: Person, clock: FrozenClock) -> None:
    path, key = members_path(anna, "adjustments"), shop.a_key()

    first = olga.post(path, json=an_adjustment(), headers=key)
    adjust(olga, anna)
    clock.advance(minutes=5)
    again = olga.post(path, json=an_adjustment(), headers=key)
    other = olga.post(path, json=an_adjustment(60), headers=key)
    keyless = olga.post(path, json=an_adjustment())

    assert first.data == again.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert other.json["detail"].endswith("different: amount.")
    assert keyless.json["code"] == "IDEMPOTENCY_KEY_REQUIRED"


def test_one_operators_key_is_not_anothers(olga: Person, anna: Person) -> None:
    irina = people.an_operator(olga.client, "Irina", role="support")
    path, key = members_path(anna, "adjustments"), shop.a_key()

    answers = [who.post(path, json=an_adjustment(), headers=key) for who in (olga, irina)]

    assert [a.json["seq"] for a in answers] == [1, 2]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"amount": 0}, "/amount"),
        ({"amount": 1.5}, "/amount"),
        ({"amount": 10**13}, "/amount"),
        ({"account": "gold"}, "/account"),
        ({"reason": "no"}, "/reason"),
        ({"reason": "x" * 501}, "/reason"),
        ({"expires_at": "2026-03-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2026-05-01T00:00:00Z", "amount": -5}, "/expires_at"),
        ({"expires_at": "tomorrow"}, "/expires_at"),
    ],
)
def test_an_adjustment_that_cannot_be_is_named(
    olga: Person, anna: Person, change: dict[str, Any], pointer: str
) -> None:
    answer = adjust(olga, anna, **change)

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_more_than_there_is_cannot_be_taken(olga: Person, anna: Person) -> None:
    answer = adjust(olga, anna, -1)

    assert (answer.status_code, answer.json["code"]) == (409, "INSUFFICIENT_POINTS")


def test_an_adjustment_is_reversed_once(olga: Person, anna: Person) -> None:
    entry = adjust(olga, anna).json["entry"]["id"]
    key = shop.a_key()

    first = reversal(olga, anna, entry, **key)
    again = reversal(olga, anna, entry, **key)
    other_key = reversal(olga, anna, entry)
    path = members_path(anna, f"entries/{entry}/reversal")
    other_body = olga.post(path, json={"reason": "Another one"}, headers=key)

    assert (first.status_code, shop.points_in(first)["available"]) == (201, 0)
    assert first.json["entry"]["movements"][0]["reason"] == "It was hot"
    assert again.data == first.data
    assert (other_key.status_code, other_key.json["code"]) == (409, "ALREADY_REVERSED")
    assert (other_body.status_code, other_body.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_receipt_is_not_reversed_but_returned(olga: Person, anna: Person, till: Person) -> None:
    shop.close(till, shop.a_receipt(anna))
    entry = olga.get(members_path(anna, "history")).json["items"][0]["id"]

    answer = reversal(olga, anna, entry)

    assert (answer.status_code, answer.json["code"]) == (409, "NOT_REVERSIBLE")


def test_entries_of_others_are_not_found(olga: Person, anna: Person, boris: Person) -> None:
    entry = adjust(olga, boris).json["entry"]["id"]

    answers = [reversal(olga, anna, entry), reversal(olga, anna, "ent_nothing")]

    assert [(a.status_code, a.json["code"]) for a in answers] == [(404, "ENTRY_NOT_FOUND")] * 2


def test_a_member_who_is_not_there_is_404(olga: Person) -> None:
    answers = [
        olga.get(members_path(NOBODY, "wallet")),
        olga.get(members_path(NOBODY, "history")),
        adjust(olga, NOBODY),
    ]

    assert [(a.status_code, a.json["code"]) for a in answers] == [(404, "WALLET_NOT_FOUND")] * 3
    assert reversal(olga, NOBODY, "ent_1").json["code"] == "ENTRY_NOT_FOUND"


@pytest.mark.parametrize(
    ("query", "code"),
    [({"cursor": "forged"}, "CURSOR_INVALID"), ({"limit": "101"}, "REQUEST_INVALID")],
)
def test_a_wrong_question_is_refused(
    olga: Person, anna: Person, query: dict[str, str], code: str
) -> None:
    answer = olga.get(members_path(anna, "history"), query_string=query)

    assert (answer.status_code, answer.json["code"]) == (422, code)


@pytest.mark.parametrize("reason", ["", "  ", " ab ", "x" * 501])
def test_a_correction_needs_its_reason(olga: Person, anna: Person, reason: str) -> None:
    adjusted = adjust(olga, anna, reason=reason)
    path = members_path(anna, "entries/ent_1/reversal")
    reversed_ = olga.post(path, json={"reason": reason}, headers=shop.a_key())
    kept = adjust(olga, anna, reason="  A gift ")

    assert [(a.status_code, a.json["code"]) for a in (adjusted, reversed_)] == [
        (422, "REQUEST_INVALID")
    ] * 2
    assert kept.json["entry"]["movements"][0]["reason"] == "A gift"
