"""Entries: fingerprints that name differences, keys of callers, hashes over every fact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.entries import (
    Command,
    compose,
    differing,
    fingerprint,
    hash_of,
    names,
    to_moment,
    to_ms,
)
from wallet.rules import apply
from wallet.steps import Earn
from wallet.values import WalletState, dump

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def an_entry(**more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give an entry and the state after it, dumped."""
    outcome = apply(WalletState(), [Earn("points", 5)], at_ms=to_ms(AT), seq=1)
    asked = {"at_ms": to_ms(AT), "recorded_at": AT, "payload": b"p", "previous_hash": "before"}
    command = Command("earn", ("rcp_1",), "key", {"amount": 5}, effective_at=AT)
    return compose("mem_1", 1, command, outcome, **(asked | more)), dump(outcome.state)


@given(st.integers(0, 8_000_000_000_000))
def test_moments_keep_their_milliseconds(milliseconds: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)

    assert to_moment(to_ms(moment)) == moment
    assert to_ms(moment) == milliseconds


@pytest.mark.parametrize(
    ("before", "now", "fields"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        ({"a": 1}, {"a": 2}, ["a"]),
        ({"a": 1}, {"a": "1"}, ["a"]),
        ({"a": 1}, {"a": 1, "b": None}, []),
        ({"a": 1}, {"a": 1, "b": 0}, ["b"]),
        ({"a": {"x": 1, "y": 2}}, {"a": {"y": 2, "x": 1}}, []),
        ({"a": [1, 2], "b": 1}, {"a": [2, 1], "c": 1}, ["a", "b", "c"]),
    ],
)
def test_a_fingerprint_tells_in_which_fields_requests_differ(
    before: Any, now: Any, fields: list[str]
) -> None:
    assert differing(fingerprint(before), fingerprint(now)) == fields


def test_fields_are_listed_for_people() -> None:
    assert names(["a", "b"]) == "a, b"
    assert names([]) == "nothing"


def test_a_callers_key_is_its_own() -> None:
    till, other = {"kind": "terminal", "id": "t1"}, {"kind": "terminal", "id": "t2"}
    commands = [
        Command("earn", idempotency_key="k", actor=till),
        Command("earn", idempotency_key="k", actor=other),
        Command("burn", idempotency_key="k", actor=till),
        Command("earn", idempotency_key="l", actor=till),
    ]

    assert len({command.scoped_key for command in commands}) == 4
    assert Command("earn").scoped_key is None


def test_a_command_without_keys_gets_one_of_its_own_and_others_none() -> None:
    bare, named = Command("earn"), Command("earn", ("rcp_1",), "k")

    assert bare.keyed().keys != bare.keyed().keys
    assert named.keyed() is named
    assert named.keys == ["rcp_1", named.scoped_key]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ph", "x"),
        ("a", "mem_2"),
        ("s", 2),
        ("k", ["rcp_2"]),
        ("q", {}),
        ("op", "burn"),
        ("ts", AT + timedelta(milliseconds=1)),
        ("eff", None),
        ("who", {"kind": "system", "id": "other"}),
        ("m", []),
        ("d", []),
        ("b", {}),
        ("x", b"q"),
    ],
)
def test_no_fact_of_an_entry_can_change_under_its_hash(field: str, value: Any) -> None:
    entry, state = an_entry()
    assert hash_of(entry, state) == entry["h"]

    assert hash_of(entry | {field: value}, state) != entry["h"]


def test_the_state_after_it_is_under_the_hash_and_the_machines_time_is_not() -> None:
    entry, state = an_entry()

    assert hash_of(entry, state | {"m": {"tier": ["gold", None]}}) != entry["h"]
    assert an_entry(recorded_at=AT + timedelta(days=1))[0]["h"] == entry["h"]
