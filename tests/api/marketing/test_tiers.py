"""Tiers given and paused by hand, and commitments, over the API."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import program
from foundation.clock import FrozenClock
from tests.api import people, shop
from tests.api.people import Person, signed_in

NOBODY = "mem_nobody"
ACCOUNTS: dict[str, Any] = {
    "points": {"kind": "points"},
    "status": {"kind": "status", "expiry": {"kind": "calendar", "period": "quarter"}},
}
TERMS = json.dumps(
    {
        "code": "kopeck",
        "name": "Kopeck",
        "currency": "EUR",
        "zone": "Europe/Chisinau",
        "accounts": ACCOUNTS,
        "earning": [
            {
                "id": "spend",
                "account": "status",
                "reason": "Spent",
                "base": "net",
                "give": {"points": 1, "per": 1},
            }
        ],
        "tiers": {
            "account": "status",
            "ladder": [
                {"code": "bronze", "name": {"en": "Bronze", "ru": "Бронза"}, "threshold": 0},
                {"code": "silver", "name": "Silver", "threshold": 100},
                {"code": "circle", "name": "The Circle", "by": "invitation"},
            ],
        },
        "commitments": [
            {"id": "minimum", "name": "Minimum", "account": "status", "at_least": 50}
        ],
    }
)  # fmt: skip


@pytest.fixture(autouse=True)
def _shop(olga: Person) -> None:
    shop.open_shop(TERMS)


def path(member: Person | str, what: str = "tier") -> str:
    """Give the path of something of a member."""
    return f"/v1/marketing/members/{member if isinstance(member, str) else member.id}/{what}"


def give(operator: Person, member: Person | str, tier: str | None = "circle", **more: Any) -> Any:
    """Give a tier under a new key."""
    body = {"tier": tier, "reason": "A friend of the house", **more}
    return operator.call("PUT", path(member), json=body, headers=shop.a_key())


def pause(operator: Person, member: Person | str, until: str = "2027-06-01T00:00:00Z") -> Any:
    """Pause a tier under a new key."""
    body = {"until": until, "reason": "Parental leave"}
    return operator.call("PUT", path(member, "tier/pause"), json=body, headers=shop.a_key())


def test_nobody_looks_or_gives_without_a_token(olga: Person, anna: Person) -> None:
    client = olga.client
    found = [client.get(path(anna)), client.get(path(anna, "commitments"))]
    found += [client.put(path(anna, what), json={}) for what in ("tier", "tier/pause")]

    assert {answer.status_code for answer in found} == {401}


@pytest.mark.parametrize("role", ["viewer", "marketer", "support"])
def test_only_who_owns_the_program_gives_and_pauses(olga: Person, anna: Person, role: str) -> None:
    somebody = people.an_operator(olga.client, "Somebody", role=role)

    answers = [give(somebody, anna), pause(somebody, anna)]

    assert [(a.status_code, a.json["code"]) for a in answers] == [(403, "SCOPE_MISSING")] * 2
    assert somebody.get(path(anna)).status_code == 200


def test_a_tier_by_invitation_is_given_with_a_reason_that_stays(
    olga: Person, viktor: Person, anna: Person
) -> None:
    answer = give(olga, anna)

    assert answer.status_code == 200
    seen = viktor.get(path(anna)).json
    assert (seen["tier"]["code"], seen["stage"], seen["next"]) == ("circle", "granted", None)
    assert seen["tier"]["review_at"] is None
    (change,) = seen["changes"]
    assert (change["stage"], change["reason"]) == ("granted", "A friend of the house")
    assert change["by"] == olga.id


def test_the_same_key_gives_once(olga: Person, anna: Person) -> None:
    body, key = {"tier": "circle", "reason": "A friend"}, shop.a_key()
    first, again = (olga.call("PUT", path(anna), json=body, headers=key) for _ in range(2))
    other = olga.call("PUT", path(anna), json=body | {"tier": "silver"}, headers=key)

    assert first.json["seq"] == again.json["seq"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.json["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_a_replay_answers_as_the_first_time_did(
    olga: Person, anna: Person, clock: FrozenClock
) -> None:
    given, key = {"tier": "circle", "reason": "A friend"}, shop.a_key()
    paused, pause_key = {"until": "2027-06-01T00:00:00Z", "reason": "Leave"}, shop.a_key()
    first = olga.call("PUT", path(anna), json=given, headers=key)
    pausing = olga.call("PUT", path(anna, "tier/pause"), json=paused, headers=pause_key)
    clock.advance(minutes=5)
    give(olga, anna, "silver")

    again = olga.call("PUT", path(anna), json=given, headers=key)
    pausing_again = olga.call("PUT", path(anna, "tier/pause"), json=paused, headers=pause_key)

    assert (again.json, pausing_again.json) == (first.json, pausing.json)
    assert (again.json["stage"], pausing_again.json["stage"]) == ("granted", "paused")
    assert again.headers["Idempotency-Replayed"] == "true"


def test_taken_away_what_the_units_reach_is_left(olga: Person, anna: Person, till: Person) -> None:
    shop.close(till, shop.a_receipt(anna, 4000))
    give(olga, anna)

    seen = give(olga, anna, None).json

    assert (seen["tier"]["code"], seen["stage"]) == ("bronze", "downgraded")
    assert seen["next"]["needs"] == [
        {"kind": "units", "code": "status", "missing": 60, "is_either": False}
    ]
    stages = [change["stage"] for change in seen["changes"]]
    assert stages == ["downgraded", "granted", "joined"]


def test_what_is_given_for_a_time_ends(olga: Person, anna: Person, clock: FrozenClock) -> None:
    seen = give(olga, anna, until="2026-05-01T00:00:00Z").json
    assert seen["granted_until"] == "2026-05-01T00:00:00.000Z"

    clock.advance(days=90)
    olga = people.signed_in(olga, kind="operator")

    assert olga.get(path(anna)).json["tier"]["code"] == "bronze"


def test_a_paused_tier_is_shown_as_paused(olga: Person, anna: Person, till: Person) -> None:
    shop.close(till, shop.a_receipt(anna, 10_000))

    seen = pause(olga, anna).json

    assert (seen["tier"]["code"], seen["stage"]) == ("silver", "paused")
    assert seen["paused_until"] == "2027-06-01T00:00:00.000Z"


@pytest.mark.parametrize("act", [give, pause])
def test_members_that_are_not_there_are_refused(olga: Person, act: Any) -> None:
    assert act(olga, NOBODY).json["code"] == "WALLET_NOT_FOUND"
    for what in ("tier", "commitments"):
        assert olga.get(path(NOBODY, what)).json["code"] == "WALLET_NOT_FOUND"


def test_a_tier_that_is_not_there_is_refused(olga: Person, anna: Person) -> None:
    answer = give(olga, anna, "platinum")

    assert (answer.status_code, answer.json["code"]) == (422, "TIER_UNKNOWN")


@pytest.mark.parametrize("act", [give, pause])
def test_a_moment_that_has_passed_is_refused(olga: Person, anna: Person, act: Any) -> None:
    answer = act(olga, anna, until="2020-01-01T00:00:00Z")

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/until"


def test_a_commitment_is_told_period_by_period(
    olga: Person, anna: Person, till: Person, clock: FrozenClock
) -> None:
    shop.close(till, shop.a_receipt(anna, 4900))
    (running,) = olga.get(path(anna, "commitments")).json["items"]
    assert (running["state"], running["missing"]) == ("open", 1)

    clock.advance(days=60)
    olga = people.signed_in(olga, kind="operator")
    first, second = olga.get(path(anna, "commitments")).json["items"]

    assert (first["period"], first["state"]) == ("2026-Q1", "breach")
    assert (second["period"], second["state"], second["units"]) == ("2026-Q2", "open", 0)


def test_who_holds_no_tier_has_none_to_pause(olga: Person, anna: Person, till: Person) -> None:
    terms = json.loads(TERMS)
    terms["tiers"]["ladder"] = terms["tiers"]["ladder"][1:]
    program.apply(json.dumps(terms), author="tests")

    answer = pause(olga, anna)

    assert (answer.status_code, answer.json["code"]) == (409, "TIER_NOT_HELD")


def test_no_end_lies_where_days_cannot_be_reckoned(olga: Person, anna: Person) -> None:
    given = {"tier": "silver", "reason": "Forever", "until": "9999-12-31T23:59:59-12:00"}

    answer = olga.call("PUT", path(anna), json=given, headers=shop.a_key())

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/until")
    assert olga.get(path(anna)).status_code == 200


def test_members_in_breach_are_listed_page_by_page(
    olga: Person, till: Person, anna: Person, boris: Person, clock: FrozenClock
) -> None:
    path = "/v1/marketing/commitments/breaches"
    shop.close(till, shop.a_receipt(anna, 1000))
    shop.close(till, shop.a_receipt(boris, 9000))
    assert olga.get(path).json == {"items": [], "next_cursor": None}

    clock.set(datetime(2026, 4, 2, 12, tzinfo=UTC))
    found, cursor = [], ""
    while cursor is not None:
        page = signed_in(olga, kind="operator").get(f"{path}?limit=1{cursor}").json
        found += page["items"]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"

    assert [row["member_id"] for row in found] == [anna.id]
    assert (found[0]["commitment"]["period"], found[0]["commitment"]["missing"]) == ("2026-Q1", 40)
    other = signed_in(olga, kind="operator").get(f"{path}?period=2025-Q4").json
    assert other["items"] == []
