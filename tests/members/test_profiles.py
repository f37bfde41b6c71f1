"""Changes of a profile: guarded by the version, followed by the logins."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pymongo.database import Database

import identity
import members
from tests.members.conftest import OLGA

Records = Database[dict[str, Any]]
PASSWORD = "a sparrow in March"


def test_fields_are_changed_and_removed(anna: dict[str, Any]) -> None:
    members.update_profile(anna["id"], {"birth_date": "1990-05-17", "locale": "ru"})

    changed = members.update_profile(
        anna["id"], {"birth_date": None, "name": {"family": None}, "store_id": "sto_1"}
    )

    assert changed == anna | {
        "locale": "ru",
        "name": {"given": "Anna", "family": None},
        "store_id": "sto_1",
        "version": 3,
    }
    assert members.get_member(anna["id"]) == changed


def test_a_change_that_changes_nothing_leaves_the_version(anna: dict[str, Any]) -> None:
    assert members.update_profile(anna["id"], {"email": "ANNA@example.com"}, version=1) == anna
    assert members.update_profile(anna["id"], {}) == anna


def test_a_change_of_an_older_version_is_refused(anna: dict[str, Any]) -> None:
    members.update_profile(anna["id"], {"locale": "ru"}, version=1)

    with pytest.raises(members.MemberChanged) as refused:
        members.update_profile(anna["id"], {"locale": "ro"}, version=1)

    assert refused.value.values == {"version": 2}
    assert members.get_member(anna["id"])["locale"] == "ru"


def test_of_parallel_changes_of_one_version_one_succeeds(anna: dict[str, Any]) -> None:
    start = threading.Barrier(6)

    def change(n: int) -> bool:
        start.wait()
        try:
            members.update_profile(anna["id"], {"store_id": f"sto_{n}"}, version=1)
        except members.MemberChanged:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        successes = list(threads.map(change, range(6)))

    assert successes.count(True) == 1
    assert members.get_member(anna["id"])["version"] == 2


def test_a_new_contact_signs_in_and_the_old_one_is_free(database: Records) -> None:
    boris = members.sign_up(login="boris@example.com", password=PASSWORD)

    changed = members.update_profile(boris["id"], {"email": "b@example.com", "phone": "069123456"})

    assert changed["phone"] == "+37369123456"
    for login in ("b@example.com", "069123456"):
        assert identity.sign_in(login, PASSWORD, kind="member").subject_id == boris["id"]
    with pytest.raises(identity.SignInFailed):
        identity.sign_in("boris@example.com", PASSWORD, kind="member")
    assert members.enroll(profile={"email": "boris@example.com"})["id"] != boris["id"]


def test_a_contact_of_another_member_is_refused_and_nothing_changes(
    anna: dict[str, Any],
) -> None:
    boris = members.sign_up(login="boris@example.com", password=PASSWORD)

    with pytest.raises(members.ContactTaken):
        members.update_profile(boris["id"], {"email": "anna@example.com", "locale": "ru"})

    assert members.get_member(boris["id"]) == boris
    pair = identity.sign_in("boris@example.com", PASSWORD, kind="member")
    assert pair.subject_id == boris["id"]


def test_the_last_contact_is_kept(anna: dict[str, Any]) -> None:
    with pytest.raises(members.ContactRequired):
        members.update_profile(anna["id"], {"email": None})


def test_a_closed_member_and_a_missing_one_are_not_changed(anna: dict[str, Any]) -> None:
    members.close(anna["id"], reason="asked for it", operator_id=OLGA)

    with pytest.raises(members.StatusConflict):
        members.update_profile(anna["id"], {"locale": "ru"})
    with pytest.raises(members.MemberNotFound):
        members.update_profile("mem_nobody", {"locale": "ru"})
