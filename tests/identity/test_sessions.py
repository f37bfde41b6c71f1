"""Signing in, refreshing, signing out."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from passlib.hash import bcrypt_sha256
from pymongo.database import Database

import identity
from foundation.clock import FrozenClock
from foundation.config import Config
from tests.identity.conftest import PASSWORD

Records = Database[dict[str, Any]]


def sign_in(login: str) -> identity.TokenPair:
    return identity.sign_in(login, PASSWORD, kind="member")


def test_a_member_signs_in_and_is_known_by_the_access_token(login: str) -> None:
    pair = identity.sign_in(f" {login.upper()} ", PASSWORD, kind="member")

    caller = identity.verify_access_token(pair.access_token, audience="mobile")
    assert caller == identity.Caller(kind="member", id="mem_anna", scopes=frozenset({"self"}))
    assert (pair.subject_id, pair.expires_in) == ("mem_anna", 600)


def test_the_reason_of_a_failed_sign_in_is_not_told(login: str) -> None:
    attempts = [
        (login, "not the password"),
        ("nobody@example.com", PASSWORD),
        ("neither mail nor phone", PASSWORD),
        (login, "x" * 10_000),
        ("", ""),
    ]

    refusals = []
    for name, password in attempts:
        with pytest.raises(identity.SignInFailed) as refused:
            identity.sign_in(name, password, kind="member")
        refusals.append((type(refused.value), refused.value.detail, refused.value.values))

    assert refusals == [refusals[0]] * len(attempts)


def test_a_member_does_not_sign_in_as_an_operator(login: str) -> None:
    with pytest.raises(identity.SignInFailed):
        identity.sign_in(login, PASSWORD, kind="operator")


def test_an_outdated_hash_is_replaced_at_sign_in(login: str, database: Records) -> None:
    older = bcrypt_sha256.using(rounds=4).hash(PASSWORD)
    database["credentials"].update_one({"_id": "mem_anna"}, {"$set": {"password_hash": older}})

    sign_in(login)

    stored = database["credentials"].find_one({"_id": "mem_anna"})
    assert stored is not None
    assert stored["password_hash"].startswith("$argon2id$")


def test_refreshing_rotates_the_token(login: str, clock: FrozenClock) -> None:
    first = sign_in(login)
    clock.advance(minutes=11)

    second = identity.refresh(first.refresh_token)
    third = identity.refresh(second.refresh_token)

    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert identity.verify_access_token(third.access_token, audience="mobile").id == "mem_anna"


def test_refresh_tokens_are_stored_as_hashes_only(login: str, database: Records) -> None:
    pair = identity.refresh(sign_in(login).refresh_token)

    stored = str(list(database["token_families"].find({"subject_id": "mem_anna"})))

    assert pair.refresh_token not in stored
    assert pair.refresh_token.rsplit("_", 1)[-1] not in stored


def test_a_lost_answer_is_given_again_within_thirty_seconds(login: str, clock: FrozenClock) -> None:
    first = sign_in(login)
    answer = identity.refresh(first.refresh_token)
    clock.advance(seconds=30)

    again = identity.refresh(first.refresh_token)

    assert again.refresh_token == answer.refresh_token
    assert identity.refresh(again.refresh_token).subject_id == "mem_anna"


def test_a_token_used_again_later_ends_the_whole_sign_in(login: str, clock: FrozenClock) -> None:
    first = sign_in(login)
    second = identity.refresh(first.refresh_token)
    clock.advance(seconds=31)

    for token in (first.refresh_token, second.refresh_token):
        with pytest.raises(identity.RefreshRefused):
            identity.refresh(token)


def test_the_last_but_one_token_ends_the_sign_in_at_once(login: str) -> None:
    first = sign_in(login)
    third = identity.refresh(identity.refresh(first.refresh_token).refresh_token)

    for token in (first.refresh_token, third.refresh_token):
        with pytest.raises(identity.RefreshRefused):
            identity.refresh(token)


def test_a_guessed_token_is_refused_and_ends_nothing(login: str) -> None:
    pair = sign_in(login)
    guess = pair.refresh_token[:-5] + "AAAAA"

    for token in (guess, "", "kpr_", "nonsense", "kpr_" + "0" * 24 + "_0_" + "A" * 43):
        with pytest.raises(identity.RefreshRefused):
            identity.refresh(token)

    assert identity.refresh(pair.refresh_token).subject_id == "mem_anna"


def test_twenty_parallel_refreshes_give_one_successor(login: str) -> None:
    pair = sign_in(login)
    start = threading.Barrier(20)

    def refresh(_: int) -> str:
        start.wait()
        return identity.refresh(pair.refresh_token).refresh_token

    with ThreadPoolExecutor(20) as threads:
        successors = set(threads.map(refresh, range(20)))

    assert len(successors) == 1
    assert identity.refresh(successors.pop()).subject_id == "mem_anna"


def test_a_new_master_secret_leaves_sign_ins_alone(login: str, config: Config) -> None:
    first = sign_in(login)
    second = identity.refresh(first.refresh_token)

    identity.configure(replace(config, secret=b"another secret of 32 bytes or more"))

    with pytest.raises(identity.RefreshRefused):
        identity.refresh(first.refresh_token)
    third = identity.refresh(second.refresh_token)
    assert identity.refresh(third.refresh_token).subject_id == "mem_anna"


def test_refreshing_does_not_prolong_the_sign_in(login: str, clock: FrozenClock) -> None:
    pair = sign_in(login)
    clock.advance(days=59)
    pair = identity.refresh(pair.refresh_token)
    clock.advance(days=1)

    with pytest.raises(identity.RefreshRefused):
        identity.refresh(pair.refresh_token)


def test_signing_out_ends_one_sign_in_and_may_be_repeated(login: str) -> None:
    phone, tablet = sign_in(login), sign_in(login)

    for token in (phone.refresh_token, phone.refresh_token, "nonsense"):
        identity.sign_out(token)

    with pytest.raises(identity.RefreshRefused):
        identity.refresh(phone.refresh_token)
    assert identity.refresh(tablet.refresh_token).subject_id == "mem_anna"


def test_expired_sign_ins_are_forgotten_and_living_ones_kept(
    login: str, clock: FrozenClock, database: Records
) -> None:
    sign_in(login)
    clock.advance(days=68)
    sign_in(login)

    assert identity.forget_expired_families() == 1
    assert database["token_families"].count_documents({"subject_id": "mem_anna"}) == 1
