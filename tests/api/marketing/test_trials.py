"""Terms tried out over HTTP: on one basket at once, on past receipts by the worker."""

from __future__ import annotations

from typing import Any

import pytest

from api.marketing.programs import MANIFEST
from foundation.clock import FrozenClock
from sales import backtesting
from tests.api import shop
from tests.api.people import Person

PROGRAMS = "/v1/marketing/programs"
KOPECK = f"{PROGRAMS}/kopeck"
BASKET = {"lines": [{"sku": "beans", "quantity": "1", "amount_minor": 10_000}]}
TWO_PERCENT = MANIFEST.replace("percent: 1", "percent: 2")


def earned(answer: Any) -> int:
    """Sum up what a simulated basket earns."""
    return sum(found["amount"] for found in answer.json["earned"])


def test_a_basket_is_tried_out_under_terms_that_do_not_hold(viktor: Person) -> None:
    body = {"manifest": TWO_PERCENT, "basket": BASKET, "standing": {"balances": {"points": 7}}}

    answer = viktor.post(f"{KOPECK}/simulations", json=body)

    assert answer.status_code == 200, answer.text
    assert (answer.json["version"], earned(answer)) == (0, 2)
    assert answer.json["moves"] == [{"type": "earn", "account": "points", "amount": 2}]
    assert answer.json["balances_after"] == {"points": 9}


def test_a_basket_is_tried_out_for_a_member_and_nothing_is_written(
    viktor: Person, olga: Person, anna: Person
) -> None:
    olga.post(f"{KOPECK}/versions", json={"manifest": MANIFEST})
    body = {"version": 1, "basket": BASKET, "member_id": anna.id}

    answers = [viktor.post(f"{KOPECK}/simulations", json=body) for _ in range(2)]

    assert [(a.status_code, a.json["version"], earned(a)) for a in answers] == [(200, 1, 1)] * 2


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"manifest": "code: 5"}, 422, "MANIFEST_INVALID"),
        (
            {"manifest": MANIFEST.replace("code: kopeck", "code: other")},
            422,
            "PROGRAM_CODE_DIFFERS",
        ),
        ({"manifest": None}, 404, "PROGRAM_NOT_FOUND"),
        ({"manifest": None, "version": 3}, 404, "PROGRAM_NOT_FOUND"),
        ({"member_id": "mem_nobody"}, 404, "WALLET_NOT_FOUND"),
        ({"basket": {"lines": []}}, 422, "REQUEST_INVALID"),
        ({"standing": {"tier": "gild"}}, 422, "REQUEST_INVALID"),
        ({"standing": {"balances": {"pints": 1}}}, 422, "REQUEST_INVALID"),
        ({"basket": BASKET | {"currency": "JPY"}}, 422, "CURRENCY_MISMATCH"),
        ({"basket": BASKET | {"burn_points": 5}}, 409, "BURN_CAP"),
    ],
)
def test_what_cannot_be_tried_out_is_refused(
    viktor: Person, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = viktor.post(
        f"{KOPECK}/simulations", json={"manifest": MANIFEST, "basket": BASKET} | changes
    )

    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text


def test_a_backtest_is_done_by_the_worker(
    olga: Person, viktor: Person, anna: Person, till: Person, clock: FrozenClock
) -> None:
    shop.open_shop()
    shop.close(till, shop.a_receipt(anna))
    clock.advance(minutes=5)
    program = viktor.get(PROGRAMS).json["items"][0]["program"]
    here = f"{PROGRAMS}/{program}/backtests"

    asked = olga.post(here, json={"version": 1, "against": 1})
    waiting = viktor.get(f"{here}/{asked.json['id']}")
    ran = backtesting.run_waiting(processes=0)
    done = viktor.get(f"{here}/{asked.json['id']}")

    assert (asked.status_code, waiting.json["state"], ran) == (202, "waiting", 1)
    assert (done.json["state"], done.json["percent"]) == ("done", 100)
    first, second = done.json["result"]["programs"]
    assert first == second
    assert first["receipts"] == 1
    assert first["label"] == f"{program}@1"
    assert viktor.get(f"{PROGRAMS}/other/backtests/{asked.json['id']}").status_code == 404
    assert viktor.post(here, json={}).status_code == 403


def test_trials_are_cancelled_over_http(
    olga: Person, viktor: Person, anna: Person, till: Person
) -> None:
    shop.open_shop()
    program = viktor.get(PROGRAMS).json["items"][0]["program"]
    here = f"{PROGRAMS}/{program}/backtests"
    reports = f"{PROGRAMS}/{program}/margin-reports"
    asked = olga.post(here, json={"version": 1}).json["id"]
    report = viktor.post(reports, json={}).json["id"]

    refused = viktor.delete(f"{here}/{asked}")
    cancelled = [olga.delete(f"{here}/{asked}") for _ in range(2)]
    cancelled.append(viktor.delete(f"{reports}/{report}"))

    assert refused.status_code == 403
    assert [(a.status_code, a.json["state"]) for a in cancelled] == [(200, "cancelled")] * 3
    assert olga.delete(f"{here}/{report}").status_code == 404
    assert backtesting.run_waiting(processes=0) == 0


def test_a_margin_report_tells_what_more_must_be_sold(
    olga: Person, viktor: Person, anna: Person, till: Person, clock: FrozenClock
) -> None:
    shop.open_shop()
    shop.close(till, shop.a_receipt(anna))
    clock.advance(minutes=5)
    program = viktor.get(PROGRAMS).json["items"][0]["program"]
    here = f"{PROGRAMS}/{program}/margin-reports"

    asked = viktor.post(here, json={"margin_percent": "30"})
    backtesting.run_waiting(processes=0)
    report = viktor.get(f"{here}/{asked.json['id']}").json["result"]

    assert report["all"]["receipts"] == 1
    assert report["all"]["uplift_percent"] is not None
    assert viktor.get(f"{PROGRAMS}/{program}/backtests/{asked.json['id']}").status_code == 404


@pytest.mark.parametrize("percent", ["101", "x", "-1", "5,5"])
def test_a_margin_that_is_no_percentage_is_refused(viktor: Person, percent: str) -> None:
    answer = viktor.post(f"{KOPECK}/margin-reports", json={"margin_percent": percent})

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")


def test_a_version_without_measure_is_refused(olga: Person) -> None:
    shop.open_shop()

    answer = olga.post("/v1/marketing/programs/kopeck/backtests", json={"against": 2**63})

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/against")
