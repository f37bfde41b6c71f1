"""Whose day it is: members by birthday and by day of joining, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from members import rules
from members.models import Member
from members.queries import list_members

Record = dict[str, Any]
_FIRST_YEAR = 1900
_FIRST_JOINING = 1970
_PAGE = 100
_FIELDS = {"joined_at": 1, "birth_date": 1, "birth_date_set_at": 1}


def born_on(month: int, day: int, *, until_year: int) -> list[Record]:
    """List the active members born on a day of any year."""
    years = range(_FIRST_YEAR, until_year + 1)
    dates = [f"{year:04d}-{month:02d}-{day:02d}" for year in years]
    return _found({"birth_date": {"$in": dates}})


def joined_on(month: int, day: int, *, before_year: int, zone: ZoneInfo) -> Iterator[list[Record]]:
    """Page by year through the active members who joined on a day of a zone, before a year."""
    for year in range(_FIRST_JOINING, before_year):
        try:
            first = date(year, month, day)
        except ValueError:
            continue  # 29 February of another year.
        low, high = (
            rules.stamp(datetime.combine(moment, time.min, tzinfo=zone))
            for moment in (first, first + timedelta(days=1))
        )
        yield _found({"joined_order": {"$gte": low, "$lt": high}})


def everybody() -> Iterator[list[Record]]:
    """Page through all active members, newest first."""
    page = list_members(status="active", limit=_PAGE)
    yield page.items
    while page.next_cursor is not None:
        page = list_members(status="active", limit=_PAGE, cursor=page.next_cursor)
        yield page.items


def count_active() -> int:
    """Count the members who may earn and spend."""
    return Member._get_collection().count_documents({"status": "active"})


def _found(wanted: Mapping[str, Any]) -> list[Record]:
    found = Member._get_collection().find({**wanted, "status": "active"}, _FIELDS)
    return sorted((_shown(member) for member in found), key=lambda member: str(member["id"]))


def _shown(found: Mapping[str, Any]) -> Record:
    return {
        "id": found["_id"],
        "joined_at": found["joined_at"],
        "birth_date": found.get("birth_date"),
        "birth_date_set_at": found.get("birth_date_set_at"),
    }
