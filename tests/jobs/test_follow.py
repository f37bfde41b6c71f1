"""Every event reaches its subscribers: once per process, never not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

import jobs
from foundation import clock
from jobs import Follower, Source
from jobs.follow import OVERLAP
from tests.jobs.conftest import CupBroken, Guest, TeaPoured

Records = Database[dict[str, Any]]


def pour(database: Records, cup: int, *, ago: timedelta) -> None:
    """Write an event as if it had been written a while ago."""
    at: datetime = clock.wall() - ago
    row = {"_id": f"evt_{cup}", "name": "TeaPoured", "body": {"cup": cup}, "rec": at}
    database["outbox"].insert_one(row)


def test_what_was_published_is_handed_on_once_and_in_order(guest: Guest, outbox: Source) -> None:
    follower = Follower([outbox], [guest.subscriber])
    for cup in range(3):
        jobs.publish(TeaPoured(cup))

    assert [follower.run_once(), follower.run_once()] == [3, 0]

    jobs.publish(TeaPoured(3))
    assert [follower.run_once(), follower.run_once()] == [1, 0]
    assert sorted(guest.cups) == [0, 1, 2, 3]


def test_a_subscriber_gets_only_the_events_it_asked_for(guest: Guest, outbox: Source) -> None:
    jobs.publish(TeaPoured(1))
    jobs.publish(CupBroken(1))
    mourner = Guest("mourner", "CupBroken")

    Follower([outbox], [guest.subscriber, mourner.subscriber]).run_once()

    assert (guest.cups, mourner.cups) == ([1], [1])


def test_an_event_without_a_subscriber_is_passed_over(guest: Guest, outbox: Source) -> None:
    jobs.publish(CupBroken(1))

    assert Follower([outbox], [guest.subscriber]).run_once() == 1
    assert guest.cups == []


def test_an_empty_outbox_has_nothing_to_hand_on(guest: Guest, outbox: Source) -> None:
    assert Follower([outbox], [guest.subscriber]).run_once() == 0


def test_the_first_run_begins_where_the_collection_begins(
    database: Records, guest: Guest, outbox: Source
) -> None:
    for cup, days in enumerate((400, 100, 99, 1, 0)):
        pour(database, cup, ago=timedelta(days=days))

    assert Follower([outbox], [guest.subscriber]).run_once() == 5
    assert guest.cups == [0, 1, 2, 3, 4]


def test_after_a_restart_only_the_last_seconds_are_handed_on_again(
    database: Records, guest: Guest, outbox: Source
) -> None:
    pour(database, 1, ago=timedelta(minutes=5))
    pour(database, 2, ago=timedelta(seconds=1))
    Follower([outbox], [guest.subscriber]).run_once()
    assert guest.cups == [1, 2]

    Follower([outbox], [guest.subscriber]).run_once()

    assert guest.cups == [1, 2, 2]


def test_a_row_that_appears_late_under_an_earlier_time_is_still_handed_on(
    database: Records, guest: Guest, outbox: Source
) -> None:
    follower = Follower([outbox], [guest.subscriber])
    pour(database, 1, ago=timedelta(seconds=1))
    follower.run_once()

    pour(database, 2, ago=OVERLAP - timedelta(seconds=5))

    assert follower.run_once() == 1
    assert guest.cups == [1, 2]


def test_what_was_written_while_no_worker_ran_is_handed_on(
    database: Records, guest: Guest, outbox: Source
) -> None:
    pour(database, 1, ago=timedelta(days=3))
    Follower([outbox], [guest.subscriber]).run_once()
    pour(database, 2, ago=timedelta(days=2))
    pour(database, 3, ago=timedelta(hours=1))

    Follower([outbox], [guest.subscriber]).run_once()

    assert guest.cups[-2:] == [2, 3]


def test_a_subscriber_that_fails_keeps_neither_others_nor_later_events_waiting(
    database: Records, guest: Guest, outbox: Source
) -> None:
    patient = Guest("patient")
    guest.refused = {1}
    follower = Follower([outbox], [guest.subscriber, patient.subscriber])
    jobs.publish(TeaPoured(1))
    follower.run_once()
    jobs.publish(TeaPoured(2))
    follower.run_once()

    assert (guest.cups, patient.cups) == ([2], [1, 2])
    assert jobs.count_waiting() == {"waiting": 1, "failed": 0}


def test_sources_are_followed_each_by_its_own_place(
    database: Records, guest: Guest, outbox: Source
) -> None:
    kitchen = Source("kitchen", lambda row: "TeaPoured")
    row = {"_id": 1, "body": {"cup": 7}, "rec": clock.wall() - timedelta(days=9)}
    database["kitchen"].insert_one(row)
    jobs.publish(TeaPoured(1))

    Follower([outbox, kitchen], [guest.subscriber]).run_once()

    assert sorted(guest.cups) == [1, 7]
    assert {row["_id"] for row in database["cursors"].find({})} == {"outbox", "kitchen"}


def test_an_event_that_appeared_late_is_found_at_the_second_look(
    database: Records, guest: Guest, outbox: Source
) -> None:
    pour(database, 1, ago=timedelta(minutes=50))
    pour(database, 2, ago=timedelta(minutes=1))
    Follower([outbox], [guest.subscriber]).run_once()
    begun = {"looked_again_at": clock.wall() - timedelta(minutes=45)}
    database["cursors"].update_one({"_id": "outbox"}, {"$set": begun})

    pour(database, 3, ago=timedelta(minutes=40))
    handed = Follower([outbox], [guest.subscriber]).run_once()

    assert (handed, guest.cups) == (1, [1, 2, 3])
    kept = database["cursors"].find_one({"_id": "outbox"}) or {}
    assert kept["looked_again_at"] > clock.wall() - timedelta(minutes=16)
