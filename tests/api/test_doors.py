"""Every operation of the document, one after the other: who is let in, and what is let through."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

import offers
import program
from members import links
from tests.api import shop
from tests.api.people import Person, a_member

Operation = tuple[str, str, dict[str, Any]]
INJECTIONS: list[Any] = [{"$gt": ""}, {"$ne": None}, ["$where"], {"$where": "1"}]


@pytest.fixture
def operations(app: Flask) -> list[Operation]:
    """List (method, path, operation) of the document."""
    paths = app.extensions["kopilka_api"].document["paths"]
    return [
        (method.upper(), path, operation)
        for path, item in paths.items()
        for method, operation in item.items()
        if method != "parameters"
    ]


@pytest.fixture
def everybody(anna: Person, olga: Person, till: Person) -> dict[str, Person]:
    """Give one caller for each security scheme of the document."""
    return {"memberToken": anna, "operatorToken": olga, "terminalKey": till}


def scheme_of(operation: dict[str, Any]) -> str | None:
    """Give the credential that an operation asks for."""
    return next((name for option in operation["security"] for name in option), None)


def filled(path: str, value: str = "1") -> str:
    """Put a value in the place of each parameter of a path."""
    return "/".join(value if part.startswith("{") else part for part in path.split("/"))


def test_nobody_is_let_in_without_a_credential(
    client: FlaskClient, operations: list[Operation]
) -> None:
    closed = [(method, path) for method, path, o in operations if scheme_of(o)]

    answers = {
        door: client.open(filled(door[1]), method=door[0], json={}).status_code for door in closed
    }

    assert {door: status for door, status in answers.items() if status != 401} == {}


def test_nobody_is_let_in_at_the_door_of_others(
    everybody: dict[str, Person], operations: list[Operation]
) -> None:
    let_in = [
        (method, path, other)
        for method, path, operation in operations
        for other, person in everybody.items()
        if (scheme := scheme_of(operation))
        and scheme != other
        and person.call(method, filled(path), json={}).status_code != 401
    ]

    assert let_in == []


def a_link(one: Person, other: Person) -> str:
    """Link two members, and give the link's id."""
    invited = links.invite("friend", one.id, other.id, by=one.id, limits=links.Limits())
    return str(invited["id"])


def a_redemption(person: Person) -> str:
    """Have a member redeem a reward, and give the redemption's id."""
    price = {"account": "points", "amount": 10}
    mug = {"code": "mug", "name": "A mug", "price": price, "gives": [{"goods": "MUG"}]}
    terms = yaml.safe_load(shop.TERMS) | {"code": "mugs", "rewards": [mug]}
    program.apply(json.dumps(terms), author="tests", effective_at=shop.OPENED_AT)
    shop.give_points(person, 10)
    actor = {"kind": "member", "id": person.id}
    made = offers.redeem(person.id, "mug", program="mugs", key="mug", actor=actor)
    return str(made.redemption["_id"])


def test_what_is_not_a_members_own_does_not_exist(
    client: FlaskClient, anna: Person, boris: Person, till: Person, operations: list[Operation]
) -> None:
    shop.open_shop()
    theirs = {
        "card_id": boris.get("/v1/mobile/cards").json["items"][0]["id"],
        "receipt_id": shop.close(till, shop.a_receipt(boris)).json["receipt"]["id"],
        "redemption_id": a_redemption(boris),
        "link_id": a_link(boris, a_member(client, "Vera")),
    }
    with_ids = [
        (method, path, operation)
        for method, path, operation in operations
        if path.startswith("/v1/mobile") and "{" in path
    ]

    for method, path, operation in with_ids:
        body = example_of(operation)
        foreign = anna.call(method, path.format(**theirs), json=body, headers=key())
        nothing = anna.call(method, filled(path, "crd_nothing"), json=body, headers=key())
        assert (foreign.status_code, nothing.status_code) == (404, 404), (method, path)
        assert {**foreign.json, "request_id": ""} == {**nothing.json, "request_id": ""}


def test_an_operator_in_the_place_of_a_text_is_refused(
    everybody: dict[str, Person], client: FlaskClient, operations: list[Operation]
) -> None:
    let_through = []
    for method, path, operation in operations:
        example = example_of(operation)
        for changed in with_injections(example) if example else []:
            caller = everybody.get(scheme_of(operation) or "")
            send = caller.call if caller else lambda m, p, **o: client.open(p, method=m, **o)
            answer = send(method, filled(path), json=changed, headers=key())
            if answer.status_code != 422 or answer.json["code"] != "REQUEST_INVALID":
                let_through.append((method, path, changed, answer.status_code))

    assert let_through == []


def key() -> dict[str, str]:
    """Give an idempotency key; operations that want none ignore it."""
    return {"Idempotency-Key": "an-injection-test"}


def example_of(operation: dict[str, Any]) -> dict[str, Any] | None:
    """Give the example of an operation's JSON body, if it takes one."""
    content = operation.get("requestBody", {}).get("content", {})
    found: dict[str, Any] | None = content.get("application/json", {}).get("example")
    return found


def with_injections(example: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the example with a query operator in the place of each of its texts, one at a time."""
    for path in text_paths(example):
        for injection in INJECTIONS:
            changed = copy.deepcopy(example)
            place = changed
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = injection
            yield changed


def text_paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Walk the places of all texts in an example."""
    if isinstance(value, str):
        yield path
    parts = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        parts = enumerate(value)
    for step, inner in parts:
        yield from text_paths(inner, (*path, step))
