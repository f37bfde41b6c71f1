"""Activities that happen by themselves: birthdays, anniversaries, schedules.

The daily task looks at the whole window of every type each time, and an activity is known by
member and day: so it is safe to run twice, and days on which nobody was at work are made up for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import structlog

import members
from foundation import Refusal, clock, database
from foundation.errors import Unavailable
from program import Terms, activities, moments, terms_at
from sales.activities import records
from sales.activities.service import record_as
from sales.activities.values import Occurrence

Record = dict[str, Any]
_ACTOR = {"kind": "system", "id": moments.SOURCE}
_log = structlog.get_logger(__name__)


def keep_days(program: str) -> int:
    """Record the birthdays, anniversaries and schedules of these days; gives how many are new."""
    now = clock.now()
    terms = terms_at(program, now)
    done = 0
    for on, find in (("birthday", _born), ("anniversary", _joined), ("schedule", _everybody)):
        for kind in activities.types_happening(terms, on):
            assert kind.happens is not None
            today = activities.today_in(terms, now)
            for day in activities.days_in_window(kind.happens, today):
                for page in find(terms, kind.happens, day):
                    done += _keep(terms, kind, day, page, now)
    return done


def _born(terms: Terms, happening: activities.Happening, day: date) -> Iterator[list[Record]]:
    """Page through the members whose birthday is kept on a day and was known in time."""
    for month, number in activities.dates_kept_on(happening, day):
        page = members.born_on(month, number, until_year=day.year)
        yield [found for found in page if _is_known(terms, happening, found, day)]


def _is_known(
    terms: Terms, happening: activities.Happening, found: Mapping[str, Any], day: date
) -> bool:
    since = activities.today_in(terms, found["birth_date_set_at"] or found["joined_at"])
    return activities.is_known_in_time(happening, since, day)


def _joined(terms: Terms, happening: activities.Happening, day: date) -> Iterator[list[Record]]:
    """Page through the members who joined on this day of an earlier year."""
    for month, number in activities.dates_kept_on(happening, day):
        yield from members.joined_on(month, number, before_year=day.year, zone=terms.zone)


def _everybody(terms: Terms, happening: activities.Happening, day: date) -> Iterator[list[Record]]:
    """Page through all members if the schedule names the day."""
    if activities.is_scheduled(happening, day):
        yield from members.everybody()


def _keep(
    terms: Terms, kind: activities.ActivityType, day: date, page: Sequence[Record], now: datetime
) -> int:
    by_id: dict[str, Occurrence] = {}
    for found in page:
        number = f"{kind.code}|{found['id']}|{day.isoformat()}"
        what = Occurrence(found["id"], terms.program, kind.code, number, moments.SOURCE, now)
        by_id[records.activity_id(terms.program, moments.SOURCE, number)] = what
    wanted = {"_id": {"$in": sorted(by_id)}}
    drawn = database.collection(records.COLLECTION).find(wanted, {"_id": 1})
    known = {row["_id"] for row in drawn}
    return sum(_happen(terms, kind, by_id[a]) for a in sorted(by_id.keys() - known))


def _happen(terms: Terms, kind: activities.ActivityType, what: Occurrence) -> bool:
    """Record one activity; what does not count for a member is passed over."""
    try:
        return not record_as(terms, kind, what, key=None, actor=_ACTOR).replayed
    except Unavailable:
        raise
    except Refusal as refusal:
        _log.info("not_kept", member=what.member_id, type=kind.code, code=refusal.code)
        return False
