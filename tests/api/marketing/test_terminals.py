"""Tills and their keys."""

from __future__ import annotations

from typing import Any

import pytest

import identity
from tests.api import shop
from tests.api.people import Person

TERMINALS = "/v1/marketing/terminals"
TILL = {"name": "Till 7", "store_id": "sto_centre", "scopes": ["lookup", "earn"]}


def test_a_till_is_let_in_and_its_key_shown_once(olga: Person) -> None:
    made = olga.post(TERMINALS, json=TILL)
    listed = olga.get(TERMINALS, query_string={"store_id": "sto_centre"}).json["items"]

    assert made.status_code == 201
    assert identity.verify_terminal_key(made.json["key"]).id == made.json["id"]
    assert [terminal["id"] for terminal in listed] == [made.json["id"]]
    assert "key" not in listed[0]


def test_a_revoked_key_opens_nothing(olga: Person) -> None:
    made = olga.post(TERMINALS, json=TILL).json

    revoked = olga.delete(f"{TERMINALS}/{made['id']}")
    again = olga.delete(f"{TERMINALS}/{made['id']}")

    assert revoked.json["revoked_at"]
    assert revoked.json == again.json
    with pytest.raises(identity.TerminalKeyRefused):
        identity.verify_terminal_key(made["key"])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"scopes": ["adjust"]}, "SCOPE_UNKNOWN"),
        ({"scopes": []}, "REQUEST_INVALID"),
        ({"scopes": "earn"}, "REQUEST_INVALID"),
        ({"name": ""}, "REQUEST_INVALID"),
        ({"key": "kp_live_mine"}, "REQUEST_INVALID"),
    ],
)
def test_a_wrong_till_is_refused(olga: Person, changed: dict[str, Any], code: str) -> None:
    answer = olga.post(TERMINALS, json=TILL | changed)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_till_that_is_not_there_is_404(olga: Person) -> None:
    answer = olga.delete(f"{TERMINALS}/trm_none")

    assert (answer.status_code, answer.json["code"]) == (404, "TERMINAL_NOT_FOUND")


def test_who_may_only_look_lets_no_till_in(viktor: Person) -> None:
    answers = [viktor.post(TERMINALS, json=TILL), viktor.delete(f"{TERMINALS}/trm_none")]

    assert [(a.status_code, a.json["code"]) for a in answers] == [(403, "SCOPE_MISSING")] * 2


def test_a_till_of_a_program_that_nobody_applied_is_refused(olga: Person) -> None:
    unknown = olga.post(TERMINALS, json=TILL | {"program": "kopek"})
    shop.open_shop()
    known = olga.post(TERMINALS, json=TILL | {"program": "kopeck"})

    assert (unknown.status_code, unknown.json["code"]) == (404, "PROGRAM_NOT_FOUND")
    assert olga.get(TERMINALS, query_string={"program": "kopek"}).json["items"] == []
    assert (known.status_code, known.json["program"]) == (201, "kopeck")
