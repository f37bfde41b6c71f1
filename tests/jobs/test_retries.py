"""What a subscriber could not take is kept and tried again until it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

import jobs
from foundation import clock
from jobs import Follower, Source
from tests.jobs.conftest import Guest, TeaPoured

Records = Database[dict[str, Any]]


def kept(database: Records) -> list[dict[str, Any]]:
    """List the jobs that wait."""
    return list(database["jobs"].find({"state": {"$in": ["waiting", "failed"]}}))


def let_time_pass(database: Records) -> None:
    """Make every waiting job due."""
    past = clock.wall() - timedelta(seconds=1)
    database["jobs"].update_many({"state": "waiting"}, {"$set": {"due_at": past}})


@pytest.fixture
def refused(database: Records, guest: Guest, outbox: Source) -> Guest:
    """Give a guest who has just refused two cups."""
    guest.refused = {2}
    for cup in (1, 2):
        jobs.publish(TeaPoured(cup))
    Follower([outbox], [guest.subscriber]).run_once()
    return guest


def test_a_refused_batch_is_kept_as_one_job(database: Records, refused: Guest) -> None:
    (job,) = kept(database)

    assert (job["subscriber"], job["source"], job["state"]) == ("guest", "outbox", "waiting")
    assert (len(job["ids"]), job["attempts"]) == (2, 0)
    assert "too hot" in job["error"]


def test_a_job_waits_a_few_seconds_before_it_is_tried_again(
    database: Records, refused: Guest
) -> None:
    refused.refused = set()

    assert jobs.run_retries([refused.subscriber]) == 0

    assert timedelta(0) < kept(database)[0]["due_at"] - clock.wall() <= timedelta(seconds=5)
    assert refused.cups == []


def test_a_job_that_succeeds_is_done_and_gone(database: Records, refused: Guest) -> None:
    refused.refused = set()
    let_time_pass(database)

    assert jobs.run_retries([refused.subscriber]) == 1

    assert sorted(refused.cups) == [1, 2]
    assert kept(database) == []
    assert jobs.run_retries([refused.subscriber]) == 0


def test_one_bad_event_does_not_keep_the_others_of_its_batch(
    database: Records, refused: Guest
) -> None:
    let_time_pass(database)
    jobs.run_retries([refused.subscriber])
    let_time_pass(database)

    assert jobs.run_retries([refused.subscriber]) == 1

    assert refused.cups == [1]
    (job,) = kept(database)
    assert len(job["ids"]) == 1


def test_pauses_grow_with_every_attempt(database: Records, guest: Guest, outbox: Source) -> None:
    guest.refused = {1}
    jobs.publish(TeaPoured(1))
    Follower([outbox], [guest.subscriber]).run_once()
    pauses = []
    for _ in range(4):
        let_time_pass(database)
        jobs.run_retries([guest.subscriber])
        pauses.append((kept(database)[0]["due_at"] - clock.wall()).total_seconds())

    assert [
        round(pause / expected, 1) for pause, expected in zip(pauses, (10, 20, 40, 80), strict=True)
    ] == [pytest.approx(1, abs=0.25)] * 4
    assert kept(database)[0]["attempts"] == 4


def test_a_job_that_never_succeeds_is_given_up_and_kept_for_people(
    database: Records, guest: Guest, outbox: Source
) -> None:
    guest.refused = {1}
    jobs.publish(TeaPoured(1))
    Follower([outbox], [guest.subscriber]).run_once()
    database["jobs"].update_many({"state": "waiting"}, {"$set": {"attempts": 29}})
    let_time_pass(database)

    jobs.run_retries([guest.subscriber])

    assert jobs.count_waiting() == {"waiting": 0, "failed": 1}
    let_time_pass(database)
    assert jobs.run_retries([guest.subscriber]) == 0


def test_a_batch_that_fails_again_after_a_restart_is_kept_once(
    database: Records, refused: Guest, outbox: Source
) -> None:
    Follower([outbox], [refused.subscriber]).run_once()

    assert len(kept(database)) == 1


def test_a_job_of_a_subscriber_that_is_not_here_waits(database: Records, refused: Guest) -> None:
    let_time_pass(database)

    assert jobs.run_retries([]) == 0
    assert jobs.count_waiting() == {"waiting": 1, "failed": 0}
