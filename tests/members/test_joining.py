"""Joining: all or nothing, once per contact."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.client_session import ClientSession
from pymongo.database import Database

import identity
import members
from foundation.clock import FrozenClock

Records = Database[dict[str, Any]]
PASSWORD = "a sparrow in March"


def everybody(database: Records) -> list[dict[str, Any]]:
    return list(database["members"].find({"status": "active"}))


def test_who_signs_up_is_a_member_and_can_sign_in(database: Records, clock: FrozenClock) -> None:
    member = members.sign_up(
        login="Anna@Example.com",
        password=PASSWORD,
        profile={"name": {"given": "Anna"}, "phone": "069123456", "locale": "ro"},
    )

    assert member == {
        "id": member["id"],
        "name": {"given": "Anna", "family": None},
        "kind": "person",
        "email": "anna@example.com",
        "phone": "+37369123456",
        "locale": "ro",
        "birth_date": None,
        "store_id": None,
        "accepts_marketing": False,
        "status": "active",
        "joined_at": clock.now(),
        "version": 1,
    }
    assert members.get_member(member["id"]) == member
    for login in ("anna@example.com", "+373 69 123 456"):
        assert identity.sign_in(login, PASSWORD, kind="member").subject_id == member["id"]


def test_joining_calls_the_hook_and_tells_the_house_in_one_transaction(database: Records) -> None:
    def open_wallet(member_id: str, session: ClientSession) -> None:
        database["heads"].insert_one({"_id": member_id}, session=session)

    members.set_on_joined(open_wallet)

    member = members.sign_up(login="069123456", password=PASSWORD)

    assert database["heads"].find_one({"_id": member["id"]}) is not None
    events = list(database["outbox"].find({"name": "MemberJoined"}))
    assert [event["body"] for event in events] == [{"member_id": member["id"]}]


def test_when_the_hook_fails_nothing_is_left(database: Records) -> None:
    def fail(member_id: str, session: ClientSession) -> None:
        raise RuntimeError("no wallet")

    members.set_on_joined(fail)

    with pytest.raises(RuntimeError):
        members.sign_up(login="anna@example.com", password=PASSWORD)

    assert everybody(database) == []
    assert database["logins"].count_documents({"_id": "member|email:anna@example.com"}) == 0
    assert database["outbox"].count_documents({"name": "MemberJoined"}) == 0


def test_parallel_sign_ups_with_one_email_make_one_member(database: Records) -> None:
    def sign_up(n: int) -> bool:
        try:
            members.sign_up(login="anna@example.com", password=PASSWORD)
        except members.ContactTaken:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        successes = list(threads.map(sign_up, range(6)))

    assert successes.count(True) == 1
    assert len(everybody(database)) == 1
    assert database["credentials"].count_documents({"kind": "member"}) == 1
    assert database["outbox"].count_documents({"name": "MemberJoined"}) == 1


@pytest.mark.parametrize("login", ["anna@example.com", " ANNA@example.com "])
def test_a_contact_of_a_member_without_password_is_not_signed_up(
    anna: dict[str, Any], login: str, database: Records
) -> None:
    with pytest.raises(members.ContactTaken):
        members.sign_up(login=login, password=PASSWORD)

    assert len(everybody(database)) == 1
    assert database["logins"].count_documents({"_id": "member|email:anna@example.com"}) == 0


def test_what_cannot_be_kept_is_refused_before_anything_is_written(database: Records) -> None:
    with pytest.raises(identity.LoginInvalid):
        members.sign_up(login="anna", password=PASSWORD)
    with pytest.raises(identity.PasswordTooShort):
        members.sign_up(login="anna@example.com", password="short")
    with pytest.raises(members.ProfileInvalid):
        members.sign_up(login="anna@example.com", password=PASSWORD, profile={"locale": "de"})

    assert everybody(database) == []


def test_many_are_enrolled_without_any_contact(database: Records) -> None:
    enrolled = [members.enroll() for _ in range(3)]

    assert len({member["id"] for member in enrolled}) == 3


def test_enrolling_with_an_id_may_be_repeated(database: Records) -> None:
    joined_at = datetime(2017, 1, 1, 8, tzinfo=UTC)

    first = members.enroll(member_id="mem_7", joined_at=joined_at, profile={"store_id": "sto_1"})
    again = members.enroll(member_id="mem_7")

    assert again == first
    assert first["joined_at"] == joined_at
    assert database["outbox"].count_documents({"name": "MemberJoined"}) == 1


def test_enrolling_with_a_contact_of_another_member_is_refused(anna: dict[str, Any]) -> None:
    with pytest.raises(members.ContactTaken):
        members.enroll(member_id="mem_7", profile={"email": "anna@example.com"})
