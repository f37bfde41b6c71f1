"""Batches of codes by the calendar."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import offers
import program
from foundation.clock import FrozenClock
from tests.offers.kiosk import CONTENTS, open_kiosk

SERIES = {"flyer": {"kind": "unique", "batches": {"size": 2, "monthly": [15]}}}


def test_batches_come_while_a_later_version_waits(clock: FrozenClock) -> None:
    clock.set(datetime(2026, 2, 15, 12, tzinfo=UTC))
    codes = CONTENTS["codes"] | SERIES
    open_kiosk(codes=codes)
    later = json.dumps(CONTENTS | {"codes": codes, "name": "Kiosk, renamed"})
    program.apply(later, author="olga", effective_at=datetime(2026, 3, 1, tzinfo=UTC))

    offers.issue_due_batches()

    assert "2026-02-15" in [batch["name"] for batch in offers.list_batches("kiosk")]


def test_a_batch_is_open_until_its_last_code_is_made() -> None:
    open_kiosk()
    planned = offers.plan_batch("kiosk", "single", size=3, name="flyers")

    worked_on = [offers.make_batches() for _ in range(2)]

    assert worked_on == [1, 0]
    assert "is_open" not in offers.get_batch(planned["_id"])
    assert offers.get_batch(planned["_id"])["made"] == 3
