"""Settlements over the API: by day and partner, as JSON and as a table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

import wallet
from foundation.clock import FrozenClock
from sales import clearing
from tests.api import people, shop
from tests.api.people import Person

SETTLEMENTS = "/v1/marketing/partners/settlements"
SPAN = {"from": "2026-03-01", "until": "2026-03-31"}
PARTNERS = """
partners:
  - code: bakery
    name: { en: The bakery, ru: Пекарня, ro: Brutăria }
    stores: [sto_centre]
    issue_rate: "0.0123"
    accept_rate: "0.008"
    commission: { issue: 5 }
"""


@pytest.fixture
def sold(anna: Person, till: Person) -> None:
    """Anna has bought for 20 euros at the partner's: 200 points of 1.23 cents."""
    shop.open_shop(shop.TERMS + PARTNERS)
    shop.close(till, shop.a_receipt(anna, 2000))
    clearing.on_entry_posted(wallet.get_history(anna.id).entries)


def test_an_open_day_shows_what_is_owed_so_far(sold: None, olga: Person) -> None:
    answer = olga.get(SETTLEMENTS, query_string=SPAN)

    assert answer.status_code == 200
    (item,) = answer.json["items"]
    assert item == {
        "number": None, "day": "2026-03-02", "state": "open", "partner": "bakery",
        "issued": {"points": 200}, "accepted": {}, "owes": "2.46", "gets": "0.00",
        "commission": "0.123", "net": "-2.583", "payable": "-2.58",
    }  # fmt: skip
    assert answer.json["totals"] == {"partners": "-2.58", "operator": "2.58", "total": "0.00"}


def test_a_closed_day_has_a_number(sold: None, olga: Person, clock: FrozenClock) -> None:
    clock.set(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    clearing.close_due("kopeck")

    answer = people.signed_in(olga, kind="operator").get(SETTLEMENTS, query_string=SPAN)

    assert [(item["number"], item["state"]) for item in answer.json["items"]] == [
        ("kopeck-000001", "closed")
    ]


def test_only_the_partner_asked_for_is_listed(sold: None, olga: Person) -> None:
    answer = olga.get(SETTLEMENTS, query_string=SPAN | {"partner": "nobody"})

    assert (answer.status_code, answer.json["items"]) == (200, [])


def test_the_table_has_a_line_of_the_operator_for_every_day(sold: None, olga: Person) -> None:
    answer = olga.get(f"{SETTLEMENTS}.csv", query_string=SPAN)

    head, bakery, operator = answer.text.splitlines()
    assert answer.mimetype == "text/csv"
    assert head.startswith("number,day,state,partner,issued")
    assert bakery == ",2026-03-02,open,bakery,points:200,,2.46,0.00,0.123,-2.583,-2.58"
    assert operator == ",2026-03-02,open,operator,,,,,,2.583,2.58"


@pytest.mark.parametrize(
    ("since", "until"), [("2026-03-02", "2026-03-01"), ("2020-01-01", "2026-01-01")]
)
def test_a_span_that_ends_before_it_begins_or_is_too_long_is_refused(
    sold: None, olga: Person, since: str, until: str
) -> None:
    answer = olga.get(SETTLEMENTS, query_string={"from": since, "until": until})

    assert (answer.status_code, answer.json["code"]) == (422, "REQUEST_INVALID")


def test_without_a_program_there_is_nothing_to_settle(olga: Person) -> None:
    answer = olga.get(SETTLEMENTS, query_string=SPAN)

    assert (answer.status_code, answer.json["code"]) == (404, "PROGRAM_NOT_FOUND")


def test_nobody_sees_settlements_without_a_credential(client: FlaskClient) -> None:
    assert client.get(SETTLEMENTS, query_string=SPAN).status_code == 401
    assert client.get(f"{SETTLEMENTS}.csv", query_string=SPAN).status_code == 401


def test_a_span_may_end_with_the_calendar(sold: None, olga: Person) -> None:
    span = {"from": "9999-12-31", "until": "9999-12-31"}

    answer = olga.get(SETTLEMENTS, query_string=span)

    assert (answer.status_code, answer.json["items"]) == (200, [])
