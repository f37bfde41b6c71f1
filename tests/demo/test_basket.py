"""The shoppers' histories: varied, in the past, of real goods and stores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from demo.basket import DAYS, GiveBack, Purchase, histories, history, joined_at
from demo.people import SHOPPERS
from demo.stores import STORES

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
ANY_WEEKDAY = [NOW + timedelta(days=days, hours=days * 3) for days in range(7)]
KEYS = [shopper.key for shopper in SHOPPERS]


def purchases(shopper: str, now: datetime = NOW) -> list[Purchase]:
    return [entry for entry in history(shopper, now=now) if isinstance(entry, Purchase)]


def total(shopper: str) -> int:
    lines = [line for purchase in purchases(shopper) for line in purchase.basket["lines"]]
    return sum(line["amount_minor"] for line in lines)


@pytest.mark.parametrize("now", ANY_WEEKDAY, ids=lambda now: f"{now:%a}")
@pytest.mark.parametrize("shopper", KEYS)
def test_a_history_is_of_the_last_ninety_days(shopper: str, now: datetime) -> None:
    moments = [entry.occurred_at for entry in history(shopper, now=now)]

    assert moments == sorted(moments)
    assert joined_at(shopper, now=now) < moments[0]
    assert now - timedelta(days=DAYS) < moments[0]
    assert moments[-1] < now


@pytest.mark.parametrize("now", ANY_WEEKDAY, ids=lambda now: f"{now:%a}")
def test_receipt_numbers_are_unique_and_returns_name_a_line_bought_before(now: datetime) -> None:
    entries = list(histories(now=now))
    bought = {e.receipt_no: e for e in entries if isinstance(e, Purchase)}
    given_back = [e for e in entries if isinstance(e, GiveBack)]

    assert len(bought) + len(given_back) == len(entries)
    assert len(given_back) == 2
    for entry in given_back:
        receipt = bought[entry.receipt_no]
        assert receipt.occurred_at < entry.occurred_at
        assert {no for no, _ in entry.lines} <= {line["no"] for line in receipt.basket["lines"]}


def test_baskets_add_up_and_stand_in_the_brands_stores() -> None:
    stores = {store.id for store in STORES}

    for entry in histories(now=NOW):
        if isinstance(entry, Purchase):
            basket = entry.basket
            assert basket["store_id"] in stores
            assert (basket["currency"], basket["occurred_at"]) == ("EUR", entry.occurred_at)
            assert basket["receipt_no"] == entry.receipt_no
            assert [line["no"] for line in basket["lines"]] == [*range(1, len(basket["lines"]) + 1)]
            assert all(0 < line["amount_minor"] <= line["gross_minor"] for line in basket["lines"])


def test_shoppers_stand_in_different_tiers() -> None:
    euros = {key: total(key) / 100 for key in KEYS}

    assert euros["boris"] > 1000
    assert 350 < euros["anna"] < 1000
    assert euros["ion"] < 100


def test_points_are_spent_by_some() -> None:
    spenders = {e.shopper for e in histories(now=NOW) if isinstance(e, Purchase) and e.burn_points}

    assert spenders == {"anna", "boris", "victor"}


def test_mondays_are_for_coffee_and_maria_has_not_been_seen() -> None:
    zone = ZoneInfo("Europe/Chisinau")

    assert {p.occurred_at.astimezone(zone).weekday() for p in purchases("elena")} == {0}
    assert purchases("maria")[-1].occurred_at < NOW - timedelta(days=59)


def test_the_same_moment_gives_the_same_history() -> None:
    assert list(histories(now=NOW)) == list(histories(now=NOW))
