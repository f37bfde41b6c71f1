"""Terminals and their keys."""

from __future__ import annotations

import time
from typing import Any

import pytest
from pymongo.database import Database

import identity
from foundation.clock import FrozenClock

Records = Database[dict[str, Any]]
Till = tuple[identity.TerminalView, str]


@pytest.fixture
def till(database: Records, clock: FrozenClock) -> Till:
    """Create a till that earns and redeems in one store."""
    return identity.create_terminal(
        name="Till 1", store_id="sto_centre", program="kopeck", scopes=["earn", "redeem"]
    )


def wait_for_use(terminal_id: str) -> Any:
    """Give the last use once it is written down, which happens behind the till's back."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if used_at := identity.get_terminal(terminal_id).last_used_at:
            return used_at
        time.sleep(0.02)
    return None


def test_a_key_names_its_terminal(till: Till) -> None:
    terminal, key = till

    assert key.startswith("kp_live_")
    assert identity.verify_terminal_key(key) == identity.Caller(
        kind="terminal",
        id=terminal.id,
        scopes=frozenset({"earn", "redeem"}),
        store_id="sto_centre",
        program="kopeck",
        name="Till 1",
    )


def test_a_key_is_not_kept(till: Till, database: Records) -> None:
    terminal, key = till

    stored = str(database["terminals"].find_one({"_id": terminal.id}))

    assert key not in stored
    assert key.rsplit("_", 1)[-1] not in stored
    assert "key" not in str(terminal)


def test_a_wrong_key_is_refused(till: Till) -> None:
    _, key = till
    end = "a" if key[-1] != "a" else "b"
    stranger = "kp_live_" + "0" * 24 + "_" + "A" * 43

    for wrong in (key[:-1] + end, key[:-1], key + "a", key.upper(), stranger, "", "é", "\ud800"):
        with pytest.raises(identity.TerminalKeyRefused):
            identity.verify_terminal_key(wrong)


def test_a_revoked_key_is_dead_here_at_once(till: Till) -> None:
    terminal, key = till
    identity.verify_terminal_key(key)

    revoked = identity.revoke_terminal(terminal.id)

    assert revoked.revoked_at is not None
    with pytest.raises(identity.TerminalKeyRefused):
        identity.verify_terminal_key(key)


def test_a_key_revoked_by_another_process_is_dead_in_less_than_five_seconds(
    till: Till, clock: FrozenClock, database: Records
) -> None:
    terminal, key = till
    identity.verify_terminal_key(key)
    database["terminals"].update_one({"_id": terminal.id}, {"$set": {"revoked_at": clock.now()}})

    clock.advance(seconds=4.9)

    with pytest.raises(identity.TerminalKeyRefused):
        identity.verify_terminal_key(key)


def test_the_last_use_is_noted_at_most_once_a_minute(till: Till, clock: FrozenClock) -> None:
    terminal, key = till
    opened = clock.now()
    identity.verify_terminal_key(key)
    assert wait_for_use(terminal.id) == opened

    clock.advance(seconds=59)
    identity.verify_terminal_key(key)
    time.sleep(0.1)
    assert wait_for_use(terminal.id) == opened

    clock.advance(seconds=5)
    identity.verify_terminal_key(key)
    deadline = time.monotonic() + 10
    while wait_for_use(terminal.id) == opened and time.monotonic() < deadline:
        time.sleep(0.02)
    assert wait_for_use(terminal.id) == clock.now()


def test_terminals_are_listed_by_program_and_store(till: Till) -> None:
    other, _ = identity.create_terminal(name="Till 2", store_id="sto_airport", scopes=["lookup"])
    identity.create_terminal(name="Kiosk", store_id="sto_x", program="other", scopes=["lookup"])

    assert [t.name for t in identity.list_terminals()] == ["Till 2", "Till 1"]
    assert identity.list_terminals(store_id="sto_airport") == [other]


def test_a_terminal_that_is_not_there_is_not_found(database: Records) -> None:
    for find in (identity.get_terminal, identity.revoke_terminal):
        with pytest.raises(identity.TerminalNotFound):
            find("trm_nothing")
