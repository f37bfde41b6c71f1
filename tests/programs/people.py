"""People who are linked with each other, and the worker that follows what they do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import members
import wallet
import worker
from foundation import clock, database
from foundation.shapes import whole_walks
from sales import linking


@contextmanager
def with_wallets() -> Iterator[None]:
    """Have everybody who joins in this block get a wallet."""
    before = members.set_on_joined(
        lambda member_id, session: wallet.open_wallet(member_id, session=session)
    )
    try:
        yield
    finally:
        members.set_on_joined(before)


def enrolled(name: str, *, kind: str = "person", **profile: Any) -> str:
    """Enroll a member with an empty wallet; gives the id."""
    with with_wallets():
        joined = members.enroll(profile={"name": {"given": name}, **profile}, kind=kind)
    member_id: str = joined["id"]
    return member_id


def a_household(program: str, founder: str, *others: str) -> str:
    """Found a household of these people; gives its id."""
    with with_wallets():
        home: str = linking.found_household(program, founder, name="Rusu")["from_id"]
    for other in others:
        _wait_a_second()
        asked = linking.offer_link(program, "household", home, other, by=founder)
        linking.accept_link(program, asked["id"], by=other)
    return home


def _wait_a_second() -> None:
    """Let who joins next be later, so that the order of joining is known."""
    frozen = clock._clock
    assert isinstance(frozen, clock.FrozenClock)
    frozen.advance(seconds=1)


def linked(program: str, kind: str, from_id: str, to_id: str) -> str:
    """Link two with the consent of both; gives the link's id."""
    asked = linking.offer_link(
        program, kind, from_id, to_id, by=from_id, is_operator=kind == "employee"
    )
    link_id: str = linking.accept_link(program, asked["id"], by=to_id)["id"]
    return link_id


def follow() -> None:
    """Hand all that was ever written to all subscribers, as the worker does at least once."""
    with whole_walks():
        entries = sorted(database.collection("entries").find({}), key=lambda e: (e["rec"], e["s"]))
        told = sorted(database.collection("outbox").find({}), key=lambda event: event["rec"])
    for subscriber in worker.SUBSCRIBERS:
        if subscriber.event == wallet.events.ENTRY_POSTED:
            subscriber.take(entries)
        elif events := [event for event in told if event["name"] == subscriber.event]:
            subscriber.take(events)


def points_of(member_id: str, account: str = "points") -> tuple[int, int]:
    """Give what a wallet has of an account: available, and still waiting."""
    found = wallet.get_wallet(member_id).balance(account)
    return found.available - found.debt, found.pending
