"""Reads: one member, and pages of members."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

import members
from foundation import ids
from foundation.clock import FrozenClock
from members import rules
from tests.members.conftest import OLGA

Records = Database[dict[str, Any]]


def test_a_member_is_found_by_id_email_and_phone(anna: dict[str, Any]) -> None:
    anna = members.update_profile(anna["id"], {"phone": "069123456"})

    assert members.find_member_by_email(" ANNA@example.com") == anna
    assert members.find_member_by_phone("069 123 456") == anna
    assert members.find_member_by_phone("69123456", region="MD") == anna
    for text in (anna["id"], "Anna@Example.com", "+37369123456"):
        assert members.find_member(text) == anna


@pytest.mark.parametrize("text", ["", "Anna", "mem_nobody", "boris@example.com", "{$gt: ''}"])
def test_what_names_nobody_finds_nobody(anna: dict[str, Any], text: str) -> None:
    assert members.find_member(text) is None
    assert members.find_member_by_email(text) is None
    assert members.find_member_by_phone(text) is None


def test_the_home_profile_has_no_contacts(anna: dict[str, Any], clock: FrozenClock) -> None:
    assert members.get_home_profile(anna["id"]) == {
        "id": anna["id"],
        "name": {"given": "Anna", "family": "Rusu"},
        "locale": "en",
        "status": "active",
        "store_id": None,
        "joined_at": clock.now(),
        "version": 1,
    }


def test_a_missing_member_is_not_found(database: Records) -> None:
    for get in (members.get_member, members.get_home_profile, members.get_status_changes):
        with pytest.raises(members.MemberNotFound):
            get("mem_nobody")


def a_crowd(database: Records, size: int) -> list[str]:
    """Write members who joined over fifty years, many in one moment; give ids newest first."""
    chance = random.Random(7)
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    ages = [timedelta(0), timedelta(minutes=5), timedelta(days=3), timedelta(days=18_000)]
    rows = []
    for n in range(size):
        joined_at = start - chance.choice(ages) * chance.choice([1, 1, chance.random()])
        member_id = ids.new("mem")
        rows.append(
            {
                "_id": member_id,
                "locale": "en",
                "status": "suspended" if n % 5 == 0 else "active",
                "joined_at": joined_at,
                "joined_order": rules.joined_order(joined_at, member_id),
                "version": 1,
            }
        )
    database["members"].insert_many(rows)
    return [row["_id"] for row in sorted(rows, key=lambda r: r["joined_order"], reverse=True)]


def all_pages(**wanted: Any) -> list[str]:
    """Walk all pages and give the ids in the order of the list."""
    found, cursor = [], None
    while True:
        page = members.list_members(cursor=cursor, limit=17, **wanted)
        found += [member["id"] for member in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_pages_give_every_member_once_newest_first(database: Records, clock: FrozenClock) -> None:
    crowd = a_crowd(database, 200)

    assert all_pages() == crowd


def test_pages_of_a_status_give_that_status_only(database: Records, clock: FrozenClock) -> None:
    crowd = a_crowd(database, 100)
    suspended = set(database["members"].distinct("_id", {"status": "suspended"}))

    assert all_pages(status="suspended") == [m for m in crowd if m in suspended]
    assert all_pages(status="closed") == []


def test_a_member_who_joins_meanwhile_moves_no_page(database: Records, clock: FrozenClock) -> None:
    crowd = a_crowd(database, 40)
    first = members.list_members(limit=20)
    clock.advance(minutes=1)
    members.enroll()

    second = members.list_members(limit=20, cursor=first.next_cursor)

    assert [member["id"] for member in first.items + second.items] == crowd
    assert second.next_cursor is None


def test_searching_gives_the_one_member_or_none(anna: dict[str, Any]) -> None:
    assert members.list_members(search="ANNA@example.com").items == [anna]
    assert members.list_members(search="ANNA@example.com", status="closed").items == []
    assert members.list_members(search="Anna").items == []
    members.close(anna["id"], reason="asked for it", operator_id=OLGA)
    assert len(members.list_members(search=anna["id"], status="closed").items) == 1


def test_a_page_has_at_least_one_and_at_most_a_hundred(
    database: Records, clock: FrozenClock
) -> None:
    a_crowd(database, 120)

    assert len(members.list_members(limit=0).items) == 1
    assert len(members.list_members(limit=10**9).items) == 100


def test_a_strange_cursor_is_refused(database: Records) -> None:
    with pytest.raises(members.CursorInvalid):
        members.list_members(cursor="nonsense")
