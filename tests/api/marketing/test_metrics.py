"""How a program is doing, over HTTP: asked for, done by the worker, looked at by its id."""

from __future__ import annotations

import pytest

from foundation.clock import FrozenClock
from sales import backtesting
from tests.api import shop
from tests.api.people import Person

PROGRAMS = "/v1/marketing/programs"


def test_metrics_tell_who_comes_back_and_who_takes_part(
    viktor: Person, olga: Person, anna: Person, till: Person, clock: FrozenClock
) -> None:
    shop.open_shop()
    shop.close(till, shop.a_receipt(anna))
    clock.advance(minutes=5)
    program = viktor.get(PROGRAMS).json["items"][0]["program"]
    here = f"{PROGRAMS}/{program}/metrics-reports"

    asked = viktor.post(here, json={})
    backtesting.run_waiting(processes=0)
    report = viktor.get(f"{here}/{asked.json['id']}").json

    assert (asked.status_code, report["state"]) == (202, "done"), report
    found = report["result"]
    assert (found["regular"]["members"], found["active"]["members"]) == (0, 1)
    assert found["membership"] is None
    assert viktor.get(f"{PROGRAMS}/{program}/backtests/{asked.json['id']}").status_code == 404


def test_a_report_that_waits_is_cancelled(viktor: Person, anna: Person, till: Person) -> None:
    shop.open_shop()
    program = viktor.get(PROGRAMS).json["items"][0]["program"]
    here = f"{PROGRAMS}/{program}/metrics-reports"
    asked = viktor.post(here, json={"since": "2026-01-01T00:00:00Z"}).json["id"]

    cancelled = viktor.delete(f"{here}/{asked}")

    assert (cancelled.status_code, cancelled.json["state"]) == (200, "cancelled")
    assert backtesting.run_waiting(processes=0) == 0


def test_only_operators_look_at_metrics(anna: Person, till: Person) -> None:
    for person in (anna, till):
        answer = person.post(f"{PROGRAMS}/kopeck/metrics-reports", json={})
        assert answer.status_code in (401, 403)


@pytest.mark.parametrize("body", [{"since": "yesterday"}, {"from": "2026-01-01T00:00:00Z"}])
def test_a_time_that_is_none_is_refused(viktor: Person, body: dict[str, str]) -> None:
    answer = viktor.post(f"{PROGRAMS}/kopeck/metrics-reports", json=body)

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")


def test_a_program_that_is_unknown_is_not_found(viktor: Person) -> None:
    answer = viktor.post(f"{PROGRAMS}/nowhere/metrics-reports", json={})

    assert (answer.status_code, answer.json["code"]) == (404, "PROGRAM_NOT_FOUND")
