"""A second program beside the installation's: apps and operators name it in the query."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

import program
from foundation.clock import FrozenClock
from tests.api import shop
from tests.api.catalogue_shop import TERMS
from tests.api.people import Person

BESIDE = "program=beside"


@pytest.fixture(autouse=True)
def _open(clock: FrozenClock, client: FlaskClient) -> None:
    shop.open_shop()
    terms = TERMS.replace("code: kopeck", "code: beside", 1)
    program.apply(terms, author="tests", effective_at=shop.OPENED_AT)


def test_a_code_of_the_program_named_is_made_shown_and_checked(anna: Person, olga: Person) -> None:
    wanted = {"series": "friend", "member_id": anna.id}

    own = olga.post("/v1/marketing/codes", json=wanted, headers=shop.a_key())
    made = olga.post(f"/v1/marketing/codes?{BESIDE}", json=wanted, headers=shop.a_key())
    checked = anna.post(f"/v1/mobile/codes/check?{BESIDE}", json={"code": made.json["text"]})

    assert (own.status_code, own.json["code"]) == (404, "CODE_SERIES_NOT_FOUND")
    assert (made.status_code, checked.json["is_accepted"]) == (201, True)
    assert anna.get("/v1/mobile/codes").json["items"] == []
    assert len(anna.get(f"/v1/mobile/codes?{BESIDE}").json["items"]) == 1


def test_an_app_shows_the_program_that_it_names(anna: Person) -> None:
    here, there = anna.get("/v1/mobile/home"), anna.get(f"/v1/mobile/home?{BESIDE}")
    rewards = anna.get(f"/v1/mobile/rewards?{BESIDE}").json["items"]

    assert (here.json["program"], there.json["program"]) == ("kopeck", "beside")
    assert [one["code"] for one in rewards] == ["cup", "mug"]
    assert anna.get("/v1/mobile/rewards").json["items"] == []


def test_a_list_with_a_query_of_its_own_takes_the_program_too(anna: Person) -> None:
    fine = anna.get(f"/v1/mobile/history?limit=5&{BESIDE}")
    wrong = anna.get("/v1/mobile/history?limit=5&programme=beside")

    assert (fine.status_code, wrong.status_code) == (200, 422)


def test_a_program_that_nobody_applied_is_refused(anna: Person, olga: Person) -> None:
    answers = [anna.get("/v1/mobile/home?program=no"), olga.get("/v1/marketing/draws?program=no")]

    assert [a.json["code"] for a in answers] == ["PROGRAM_NOT_FOUND"] * 2
