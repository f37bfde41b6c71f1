"""SP-30: 13 GB on the birthday: claimed in a new enough app, once, in time, by whom it is for."""

from __future__ import annotations

from typing import Any

import pytest

from sales.activities import activity_id
from tests.programs.doing import Doer, a_doer, follow, outbox, put_into
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(30)


def a_subscriber(at: str = "2026-03-20 12:00", *segments: str) -> Doer:
    """Give a subscriber of a category at a moment."""
    anna = a_doer(a_shop("birthday-gift-mobile", at=at))
    put_into(anna, *(segments or ("consumer",)))
    return anna


@pytest.mark.parametrize(
    ("at", "segment", "version", "why"),
    [
        ("2026-03-20 12:00", "consumer", "5.0", ""),
        ("2026-03-20 12:00", "consumer", "5.10.1", ""),
        ("2026-03-20 12:00", "consumer", "4.9", "APP_TOO_OLD"),
        ("2026-03-20 12:00", "consumer", None, "APP_TOO_OLD"),
        ("2026-03-20 12:00", "business", "5.0", "NOT_ELIGIBLE"),
        ("2026-02-28 23:59", "consumer", "5.0", "NOT_STARTED"),
        ("2026-03-31 23:59", "consumer", "5.0", ""),
        ("2026-04-01 00:00", "consumer", "5.0", "EXPIRED"),
    ],
)
def test_who_may_claim_and_when(at: str, segment: str, version: Any, why: str) -> None:
    anna = a_subscriber(at, segment)

    refused = anna.refusal("gift.claimed", app_version=version)

    assert (refused, anna.has("gigabytes")) == (why, 0 if why else 13)


def test_a_second_claim_is_told_so_and_gives_nothing() -> None:
    anna = a_subscriber()
    anna.do("gift.claimed", app_version="5.0")

    assert anna.refusal("gift.claimed", app_version="5.0") == "ALREADY_CLAIMED"
    assert anna.has("gigabytes") == 13


def test_the_message_is_queued_once_however_often_the_claim_is_sent_and_followed() -> None:
    anna = a_subscriber()
    first = anna.do("gift.claimed", id="G1", app_version="5.0")
    again = anna.do("gift.claimed", id="G1", app_version="5.0")

    follow(times=3)

    (message,) = outbox()
    assert (first.replayed, again.replayed) == (False, True)
    assert message["body"]["channel"] == "sms"
    assert message["body"]["text"]["ru"].startswith("13 ГБ")
    assert message["body"]["activity"] == activity_id(anna.shop.code, "app", "G1")


def test_the_traffic_is_not_for_roaming_and_lapses() -> None:
    anna = a_subscriber()
    anna.do("gift.claimed", app_version="5.0")

    refused = anna.refusal("traffic.used", gigabytes=1, roaming=True)
    anna.do("traffic.used", gigabytes=3, roaming=False)

    assert (refused, anna.has("gigabytes")) == ("CONDITION_FAILED", 10)
    anna.shop.at("2026-04-19 23:59")
    assert anna.has("gigabytes") == 10
    anna.shop.at("2026-04-20 00:00")
    assert anna.has("gigabytes") == 0
