"""Days of the program's zone: when points wake, lapse, and on which date that is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import program
import wallet
from foundation import clock as house_clock
from foundation.clock import FrozenClock
from program import BurnCapExceeded, daily
from tests.builders import a_line
from tests.sales.shop import OPENED, POINTS, SPEND, STATUS, TENTH, Till, earned, open_shop

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "programs"


def example_till(member_id: str, name: str) -> Till:
    """Give a till that works by one of the example programs."""
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    program.apply(text, author="olga", effective_at=OPENED)
    return Till(member_id, name)


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("sold", "wakes", "lapses"),
    [
        ("2026-03-02T23:59", "2026-03-03T00:00", "2027-04-01 00:00"),
        ("2026-03-03T00:00", "2026-03-04T00:00", "2027-04-01 00:00"),
        ("2026-03-31T23:59", "2026-04-01T00:00", "2027-04-01 00:00"),
        ("2026-04-01T00:00", "2026-04-02T00:00", "2027-05-01 00:00"),
        ("2026-03-28T12:00", "2026-03-29T00:00", "2027-04-01 00:00"),  # the night of 23 hours
        ("2026-10-24T12:00", "2026-10-25T00:00", "2027-11-01 00:00"),  # the night of 25 hours
        ("2028-02-29T12:00", "2028-03-01T00:00", "2029-03-01 00:00"),
    ],
)
def test_kopeck_points_wake_the_next_day_and_lapse_with_the_month_a_year_on(
    anna: str, clock: FrozenClock, sold: str, wakes: str, lapses: str
) -> None:
    till = example_till(anna, "kopeck")
    clock.set(local(sold, "Europe/Chisinau"))
    till.sell(10_000)
    assert till.balance() == (0, 200, 0, 0)

    clock.set(local(wakes, "Europe/Chisinau") - timedelta(milliseconds=1))
    assert till.balance() == (0, 200, 0, 0)
    clock.advance(milliseconds=1)
    assert till.balance() == (200, 0, 0, 0)
    assert till.lots() == [(200, lapses)]


@pytest.mark.parametrize(
    ("sold", "lapses"),
    [
        ("2026-03-31T23:59", "2026-10-01 00:00"),
        ("2026-04-01T00:00", "2026-11-01 00:00"),
        ("2026-08-31T12:00", "2027-03-01 00:00"),
        ("2026-05-15T12:00", "2026-12-01 00:00"),
    ],
)
def test_grocer_points_lapse_at_new_york_s_midnight(
    anna: str, clock: FrozenClock, sold: str, lapses: str
) -> None:
    till = example_till(anna, "grocer")
    clock.set(local(sold, "America/New_York"))

    till.sell(10_000, currency="USD")

    assert till.lots() == [(100, lapses)]
    clock.set(local(lapses, "America/New_York") - timedelta(milliseconds=1))
    assert till.points == 100
    clock.advance(milliseconds=1)
    assert till.points == 0


def test_points_can_be_spent_all_of_their_last_day(anna: str, clock: FrozenClock) -> None:
    till = example_till(anna, "grocer")
    till.sell(20_000, currency="USD")
    clock.set(local("2026-09-30T23:59:59", "America/New_York"))

    closed = till.sell(1000, currency="USD", burn_points=200)

    assert closed.receipt["burn"]["points"] == 200


def test_dead_points_cannot_be_spent_even_if_no_daily_work_was_ever_done(
    anna: str, clock: FrozenClock
) -> None:
    till = example_till(anna, "grocer")
    till.sell(20_000, currency="USD")
    clock.set(local("2026-10-01T00:00", "America/New_York"))

    assert till.quote(1000, currency="USD").evaluation.burn.max_points == 0
    for spend in (till.sell, lambda *a, **k: till.hold(k.pop("burn_points"), *a, **k)):
        with pytest.raises(BurnCapExceeded):
            spend(1000, currency="USD", burn_points=100)
    with pytest.raises(wallet.InsufficientPoints):
        wallet.burn(anna, account="points", amount=1, key="b")


def test_only_the_lots_whose_time_has_come_lapse(till: Till, clock: FrozenClock) -> None:
    till.sell(1000)
    clock.advance(days=30)
    till.sell(2000)
    till.sell(500, burn_points=50)
    assert till.lots() == [(50, "2026-09-03 00:00"), (245, "2026-10-02 00:00")]

    clock.set(local("2026-09-03T00:00", "Europe/Chisinau"))
    daily.run_daily_work("shop")

    assert till.lots() == [(245, "2026-10-02 00:00")]


def test_every_coming_expiry_is_shown_not_only_the_first(till: Till, clock: FrozenClock) -> None:
    for _ in range(3):
        till.sell(1000)
        clock.advance(days=31)

    view = wallet.get_wallet(till.member_id)
    expiring = wallet.lots_expiring(view, "points", until=clock.now() + timedelta(days=365))

    zone = ZoneInfo("Europe/Chisinau")
    assert [(f"{at.astimezone(zone):%d.%m}", amount) for at, amount in expiring] == [
        ("03.09", 100), ("03.10", 100), ("04.11", 100)
    ]  # fmt: skip


def test_pending_points_pay_nothing_before_their_day(anna: str, clock: FrozenClock) -> None:
    accounts = {"points": POINTS | {"pending": {"days": 14}}, "status": STATUS}
    till = open_shop(anna, accounts=accounts)
    closed = till.sell(10_000)
    assert closed.view.balance("points").pending == 1000

    with pytest.raises(BurnCapExceeded):
        till.sell(1000, burn_points=100)

    clock.set(local("2026-03-16T00:00", "Europe/Chisinau"))
    till.sell(1000, burn_points=100)
    assert till.balance() == (900, 90, 0, 0)


def test_points_of_a_late_receipt_wake_and_lapse_by_the_day_of_the_sale(
    anna: str, clock: FrozenClock
) -> None:
    till = example_till(anna, "kopeck")
    sold_at = clock.now()
    clock.advance(days=30)

    till.sell(10_000, occurred_at=sold_at)

    assert till.balance() == (200, 0, 0, 0)
    assert till.lots() == [(200, "2027-04-01 00:00")]


def test_points_of_a_receipt_older_than_their_life_are_written_down_and_lapse_at_once(
    till: Till, clock: FrozenClock
) -> None:
    sold_at = clock.now()
    clock.advance(days=365)

    closed = till.sell(1000, occurred_at=sold_at)

    points = [(move["t"], move["n"]) for move in closed.moves if move["u"] == "points"]
    assert points == [("earn", 100), ("expire", -100)]
    assert till.balance() == (0, 0, 0, 0)


def test_sliding_points_live_on_with_every_purchase(anna: str, clock: FrozenClock) -> None:
    sliding: dict[str, Any] = {"kind": "points", "expiry": {"kind": "sliding", "months": 3}}
    till = open_shop(anna, accounts={"points": sliding, "status": STATUS})
    till.sell(1000)
    clock.advance(days=60)

    till.sell(1000, burn_points=10)

    assert {expires for _, expires in till.lots()} == {"2026-08-02 00:00"}
    assert sum(amount for amount, _ in till.lots()) == 100 - 10 + 99


def test_sliding_points_live_on_when_a_hold_pays_and_nothing_is_earned(
    anna: str, clock: FrozenClock
) -> None:
    sliding: dict[str, Any] = {"kind": "points", "expiry": {"kind": "sliding", "months": 3}}
    unless_burned = TENTH | {"base": "none_if_any_burn"}
    till = open_shop(
        anna, accounts={"points": sliding, "status": STATUS}, earning=[unless_burned, SPEND]
    )
    till.sell(1000)
    clock.advance(days=60)
    held = till.hold(10, 1000)

    till.sell(1000, hold_id=held.hold_id)

    assert till.lots() == [(90, "2026-08-02 00:00")]


def test_the_weekday_is_that_of_the_program_s_zone(anna: str, clock: FrozenClock) -> None:
    till = example_till(anna, "kopeck")
    coffee = a_line(1, 1000, category="coffee")

    clock.set(local("2026-03-08T23:59", "Europe/Chisinau"))
    on_sunday = till.sell(coffee)
    clock.advance(minutes=1)
    on_monday = till.sell(coffee)

    assert house_clock.now() == datetime(2026, 3, 8, 22, 0, tzinfo=UTC)
    assert (earned(on_sunday)["points"], earned(on_monday)["points"]) == (20, 60)
