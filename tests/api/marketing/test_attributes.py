"""Attributes of members over HTTP: what cannot be kept is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import shop
from tests.api.people import Person


@pytest.mark.parametrize("value", [2**63, -(2**63), 10**18, 1.5e300, "x" * 2001, [], {}])
def test_a_value_without_measure_is_refused(olga: Person, anna: Person, value: Any) -> None:
    shop.open_shop()
    path = f"/v1/marketing/members/{anna.id}/attributes"

    answer = olga.patch(path, json={"attributes": {"children": value}}, headers=shop.a_key())

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")


@pytest.mark.parametrize("name", ["", "a\x00b", "a\nb", "x" * 33])
def test_a_name_that_cannot_be_kept_is_refused(olga: Person, anna: Person, name: str) -> None:
    shop.open_shop()
    path = f"/v1/marketing/members/{anna.id}/attributes"

    answer = olga.patch(path, json={"attributes": {name: 1}}, headers=shop.a_key())

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")
