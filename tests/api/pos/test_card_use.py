"""Lent cards at the till: refused where the program says so, else told on the receipt."""

from __future__ import annotations

import json

import pytest
import yaml

import program
from tests.api import shop
from tests.api.people import Person

OTHER = {"holder_check": "failed"}


def apply(usage: str) -> None:
    """Put the shop's terms in force with a use of cards."""
    text = json.dumps({**yaml.safe_load(shop.TERMS), "cards": {"usage": usage}})
    program.apply(text, author="tests")


@pytest.mark.parametrize("path", ["quotes", "receipts"])
def test_a_card_of_somebody_else_is_refused_at_every_step(
    anna: Person, till: Person, path: str
) -> None:
    apply("holder_only")
    body = shop.a_receipt(anna) if path == "receipts" else shop.a_basket(anna)

    answer = till.post(f"/v1/pos/{path}", json={**body, "attributes": OTHER}, headers=shop.a_key())

    assert (answer.status_code, answer.json["code"]) == (403, "CARD_WRONG_HOLDER")


def test_a_lent_card_is_told_on_the_receipt(anna: Person, till: Person) -> None:
    apply("bearer")

    answer = shop.close(till, shop.a_receipt(anna, attributes=OTHER))

    assert answer.status_code == 201
    assert answer.json["receipt"]["flags"] == ["presented_by_other"]
    assert answer.json["receipt"]["credits"] == []
