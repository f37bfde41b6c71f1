"""Whose day it is: members by birthday and by day of joining, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from members import rules
from members.models import Member

Record = dict[str, Any]
_FIRST_YEAR = 1900
_FIRST_JOINING = 1970
_PAGE = 500
_FIELDS = {"joined_at": 1, "birth_date": 1, "birth_date_set_at": 1}


def born_on(month: int, day: int, *, until_year: int) -> Iterator[list[Record]]:
    """Page through the active members born on a day of any year."""
    years = range(_FIRST_YEAR, until_year + 1)
    dates = [f"{year:04d}-{month:02d}-{day:02d}" for year in years]
    yield from _pages({"birth_date": {"$in": dates}})


def joined_on(month: int, day: int, *, before_year: int, zone: ZoneInfo) -> Iterator[list[Record]]:
    """Page through the active members who joined on a day of a zone, in a year before one."""
    for year in range(_FIRST_JOINING, before_year):
        try:
            first = date(year, month, day)
        except ValueError:
            continue  # 29 February of another year.
        low, high = (
            rules.stamp(datetime.combine(moment, time.min, tzinfo=zone))
            for moment in (first, first + timedelta(days=1))
        )
        yield from _pages({"joined_order": {"$gte": low, "$lt": high}})


def everybody() -> Iterator[list[Record]]:
    """Page through all active members."""
    yield from _pages({})


def count_active() -> int:
    """Count the members who may earn and spend."""
    return Member._get_collection().count_documents({"status": "active"})


def _pages(wanted: Mapping[str, Any]) -> Iterator[list[Record]]:
    after = ""
    while True:
        query = {**wanted, "status": "active", "_id": {"$gt": after}}
        found = Member._get_collection().find(query, _FIELDS).sort("_id", 1).limit(_PAGE)
        page = [_shown(member) for member in found]
        if page:
            yield page
        if len(page) < _PAGE:
            return
        after = page[-1]["id"]


def _shown(found: Mapping[str, Any]) -> Record:
    return {
        "id": found["_id"],
        "joined_at": found["joined_at"],
        "birth_date": found.get("birth_date"),
        "birth_date_set_at": found.get("birth_date_set_at"),
    }
