"""Credentials: unique logins, changed passwords, barred subjects."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pymongo.database import Database

import identity
from foundation.clock import FrozenClock
from tests.identity.conftest import PASSWORD

Records = Database[dict[str, Any]]


def test_a_login_is_taken_once_and_a_refused_registration_leaves_nothing(
    login: str, hashed: identity.HashedPassword, database: Records
) -> None:
    with pytest.raises(identity.LoginTaken):
        identity.register_credential(
            "mem_boris",
            kind="member",
            logins=["phone:+37369123456", f"email:{login}"],
            password=hashed,
        )

    assert database["logins"].count_documents({"subject_id": "mem_boris"}) == 0
    assert database["credentials"].count_documents({"_id": "mem_boris"}) == 0


def test_of_parallel_registrations_of_one_login_one_succeeds(
    hashed: identity.HashedPassword, database: Records, clock: FrozenClock
) -> None:
    def register(n: int) -> bool:
        try:
            identity.register_credential(
                f"mem_{n}", kind="member", logins=["email:a@example.com"], password=hashed
            )
        except identity.LoginTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        successes = list(threads.map(register, range(8)))

    assert successes.count(True) == 1
    assert database["credentials"].count_documents({"kind": "member"}) == 1


def test_a_member_and_an_operator_may_have_the_same_email(
    login: str, hashed: identity.HashedPassword
) -> None:
    identity.register_credential(
        "opr_anna", kind="operator", logins=[f"email:{login}"], password=hashed
    )

    assert identity.sign_in(login, PASSWORD, kind="member").subject_id == "mem_anna"


def test_replaced_logins_sign_in_and_the_old_ones_do_not(login: str) -> None:
    identity.replace_logins(
        "mem_anna", kind="member", logins=["email:new@example.com", "phone:+37369123456"]
    )

    for fresh in ("new@example.com", "069123456"):
        assert identity.sign_in(fresh, PASSWORD, kind="member").subject_id == "mem_anna"
    with pytest.raises(identity.SignInFailed):
        identity.sign_in(login, PASSWORD, kind="member")


def test_a_subject_without_a_password_is_given_no_logins(database: Records) -> None:
    identity.replace_logins("mem_guest", kind="member", logins=["email:guest@example.com"])

    assert database["logins"].count_documents({"subject_id": "mem_guest"}) == 0


def test_a_changed_password_ends_every_sign_in(login: str) -> None:
    pair = identity.sign_in(login, PASSWORD, kind="member")

    identity.change_password("mem_anna", current=PASSWORD, new="a heron in October")

    with pytest.raises(identity.RefreshRefused):
        identity.refresh(pair.refresh_token)
    with pytest.raises(identity.SignInFailed):
        identity.sign_in(login, PASSWORD, kind="member")
    assert identity.sign_in(login, "a heron in October", kind="member").subject_id == "mem_anna"


def test_a_password_is_not_changed_without_the_current_one(login: str) -> None:
    with pytest.raises(identity.SignInFailed):
        identity.change_password("mem_anna", current="a wrong password", new="a heron in October")


def test_a_barred_subject_is_told_so_only_with_the_right_password(login: str) -> None:
    pair = identity.sign_in(login, PASSWORD, kind="member")

    identity.bar_subject("mem_anna")

    with pytest.raises(identity.AccountBarred):
        identity.sign_in(login, PASSWORD, kind="member")
    with pytest.raises(identity.SignInFailed):
        identity.sign_in(login, "a wrong password", kind="member")
    with pytest.raises(identity.RefreshRefused):
        identity.refresh(pair.refresh_token)

    identity.unbar_subject("mem_anna")
    assert identity.sign_in(login, PASSWORD, kind="member").subject_id == "mem_anna"


def test_who_is_barred_is_told_by_one_read_until_let_in_again(login: str) -> None:
    identity.require_unbarred("mem_anna")
    identity.bar_subject("mem_anna")

    with pytest.raises(identity.AccountBarred):
        identity.require_unbarred("mem_anna")

    identity.unbar_subject("mem_anna")
    identity.require_unbarred("mem_anna")
    identity.require_unbarred("mem_without_credential")
