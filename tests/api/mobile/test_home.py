"""The home screen in one call."""

from __future__ import annotations

from datetime import timedelta

import pytest

import program
from api.mobile.home import HomeSchema
from foundation import database as house_database
from foundation.clock import FrozenClock
from tests.api import shop
from tests.api.people import Person

HOME = "/v1/mobile/home"


@pytest.fixture(autouse=True)
def _shop(till: Person) -> None:
    shop.open_shop()


def test_nobody_is_at_home_without_a_token(till: Person) -> None:
    answer = till.client.get(HOME)

    assert (answer.status_code, answer.json["code"]) == (401, "CREDENTIAL_MISSING")


def test_home_shows_all_that_the_first_screen_needs(
    till: Person, anna: Person, boris: Person, clock: FrozenClock
) -> None:
    soon = clock.now() + timedelta(days=20)
    shop.give_points(anna, 40, expires_at=soon)
    shop.give_points(anna, 60, expires_at=clock.now() + timedelta(days=40))
    shop.give_points(boris, 999)
    shop.close(till, shop.a_receipt(anna, 6000))

    home = anna.get(HOME, headers={"Accept-Language": "ru"}).json

    assert (home["member"]["id"], home["member"]["name"]["given"]) == (anna.id, "Anna")
    assert [card["kind"] for card in home["cards"]] == ["virtual"]
    assert shop.points_in(anna.get(HOME))["available"] == 700
    assert home["balances"][0]["name"] == "Баллы"
    assert home["expiring"] == [
        {"account": "points", "amount": 40, "expires_at": "2026-03-22T10:00:00.000Z"}
    ]
    assert (home["tier"]["code"], home["tier"]["name"]) == ("bronze", "Бронза")
    progress = home["progress"]
    assert (progress["units"], progress["threshold"], progress["next"]["missing"]) == (60, 100, 40)
    assert (home["offers"], home["badges"]) == ([], [])
    assert (home["seq"], home["server_time"]) == (3, "2026-03-02T10:00:00.000Z")


def test_home_and_its_description_have_the_same_fields(anna: Person) -> None:
    home = anna.get(HOME).json

    assert set(home) == set(HomeSchema().fields)


def test_a_new_member_is_at_home(anna: Person) -> None:
    home = anna.get(HOME).json

    assert [row["available"] for row in home["balances"]] == [0, 0]
    assert (home["seq"], home["expiring"]) == (0, [])


def test_names_come_in_the_members_own_language(anna: Person) -> None:
    anna.patch("/v1/mobile/me", json={"locale": "ro"})

    assert anna.get(HOME).json["balances"][0]["name"] == "Puncte"
    english = anna.get(HOME, headers={"Accept-Language": "en"})
    assert english.json["balances"][0]["name"] == "Points"


def test_what_has_not_changed_is_not_sent_again(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    first = anna.get(HOME)
    known = {"If-None-Match": first.headers["ETag"]}
    clock.advance(seconds=30)

    unchanged = anna.get(HOME, headers=known)
    shop.close(till, shop.a_receipt(anna))
    changed = anna.get(HOME, headers=known)

    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert changed.status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert not first.headers["ETag"].startswith("W/")


def test_a_member_sees_their_own_last_write(till: Person, anna: Person) -> None:
    shop.close(till, shop.a_receipt(anna))
    heads = house_database.collection("heads")
    behind = heads.find_one({"_id": anna.id})
    closed = shop.close(till, shop.a_receipt(anna))
    heads.replace_one({"_id": anna.id}, behind)

    old = anna.get(HOME)
    fresh = anna.get(HOME, headers={"If-Seq": str(closed.json["seq"])})

    assert (old.json["seq"], fresh.json["seq"]) == (1, 2)
    assert shop.points_in(fresh) == shop.points_in(closed)


@pytest.mark.parametrize("seq", ["-1", "x", "1e3", "٣", "9" * 30, "0" * 5000, ""])
def test_a_sequence_number_that_cannot_be_is_refused(anna: Person, seq: str) -> None:
    answer = anna.get(HOME, headers={"If-Seq": seq})

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")
    assert answer.json["errors"][0]["pointer"] == "/If-Seq"


def test_a_number_that_the_wallet_has_not_reached_is_refused(till: Person, anna: Person) -> None:
    shop.close(till, shop.a_receipt(anna))

    reached = anna.get(HOME, headers={"If-Seq": "1"})
    beyond = anna.get(HOME, headers={"If-Seq": "2"})

    assert reached.status_code == 200
    assert (beyond.status_code, beyond.json["code"]) == (409, "SEQ_NOT_REACHED")
    assert "number 1;" in beyond.json["detail"]


def test_what_is_gone_is_refused(anna: Person, boris: Person) -> None:
    house_database.collection("heads").delete_one({"_id": anna.id})
    house_database.collection("members").delete_one({"_id": boris.id})

    answers = [anna.get(HOME), boris.get(HOME)]

    assert [(a.status_code, a.json["code"]) for a in answers] == [
        (404, "WALLET_NOT_FOUND"),
        (404, "MEMBER_NOT_FOUND"),
    ]


def test_without_a_program_in_force_there_is_no_home(anna: Person, clock: FrozenClock) -> None:
    house_database.collection("program_versions").delete_many({"program": "kopeck"})
    program.forget_cache()

    without = anna.get(HOME)
    program.apply(shop.TERMS, author="tests", effective_at=clock.now() + timedelta(days=1))
    early = anna.get(HOME)

    assert [(a.status_code, a.json["code"]) for a in (without, early)] == [
        (404, "PROGRAM_NOT_FOUND"),
        (404, "PROGRAM_NOT_EFFECTIVE"),
    ]


def test_asking_does_not_begin_a_tier(till: Person, anna: Person, clock: FrozenClock) -> None:
    before = anna.get(HOME).json["tier"]
    shop.give_points(anna, 150, account="status")
    clock.advance(minutes=1)
    risen = anna.get(HOME).json["tier"]

    assert (before["code"], before["since"]) == ("bronze", None)
    assert (risen["code"], risen["since"]) == ("silver", "2026-03-02T10:00:00.000Z")


def test_the_way_up_shows_each_thing_that_is_missing_and_the_stage(anna: Person) -> None:
    tiers = """\
tiers:
  review: calendar
  ladder:
    - { code: new, name: New, requires: { all: [{ account: status, at_least: 0 }] } }
    - code: friend
      name: A friend
      requires: { all: [{ tenure_months: 2 }], any: [{ segment: staff }, { attribute: car }] }
"""
    shop.open_shop(shop.TERMS.split("tiers:")[0] + tiers)

    home = anna.get(HOME).json

    needs = [(need["kind"], need["missing"]) for need in home["progress"]["next"]["needs"]]
    assert needs == [("tenure", 2), ("segment", 1), ("attribute", 1)]
    assert (home["progress"]["account"], home["tier"]["stage"]) == (None, "joined")
