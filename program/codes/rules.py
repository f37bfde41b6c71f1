"""What a code is: its one form, its check character, its days. Pure.

Texts are written in 31 characters that are not misread for each other. The last is a check
character: sums weighted by place, modulo the prime 31, so that any one wrong character and any
two neighbours changed about are noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from program.calendar import add_months, midnight, month_end
from program.codes.terms import BatchPlan, CodesTerms, Series
from program.rejections import Rejection
from program.values import PresentedCode

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MOST_CHARACTERS = 64
_PRIME = len(ALPHABET)
_PLACES = {letter: place for place, letter in enumerate(ALPHABET)}
_DROPPED = re.compile(r"[\s\-‐‑‒–—_.]+")
# Cyrillic letters that look like Latin ones, as a keyboard left in the wrong language gives them.
_LOOK_ALIKES = str.maketrans("АВЕЗКМНОРСТУХІЈЅ", "ABE3KMHOPCTYXIJS")
_ONE_DAY = timedelta(days=1)


def normalise(text: str) -> str:
    """Give the one form of a text: capitals, without spaces and dashes, look-alikes in Latin."""
    return _DROPPED.sub("", text[:MOST_CHARACTERS]).upper().translate(_LOOK_ALIKES)


def check_character(text: str) -> str:
    """Give the character that must follow a text of the alphabet."""
    total = sum((place + 1) * _PLACES[letter] for place, letter in enumerate(text))
    return ALPHABET[total % _PRIME]


def write_text(series: Series, digits: Sequence[int]) -> str:
    """Write a code: the prefix, the random digits (0 to 30), the check character."""
    body = series.prefix + "".join(ALPHABET[digit % _PRIME] for digit in digits)
    return body + check_character(body)


def is_misread(text: str) -> bool:
    """Tell whether a text in its one form cannot be one that was written here."""
    body, check = text[:-1], text[-1:]
    if not body or any(letter not in _PLACES for letter in text):
        return True
    return check_character(body) != check


def valid_from(series: Series, issued: date, zone: ZoneInfo) -> datetime:
    """Give the instant from which a code issued on a day is taken."""
    return midnight(max(issued, series.validity.first or issued), zone)


def valid_until(series: Series, issued: date, zone: ZoneInfo) -> datetime | None:
    """Give the instant from which it is not taken any more: the midnight after its last day."""
    days = [series.validity.last] if series.validity.last else []
    if series.validity.lasts:
        days.append(series.validity.lasts.after(issued))
    return midnight(min(days) + _ONE_DAY, zone) if days else None


def untimely(
    begins: datetime | None, ends: datetime | None, at: datetime, zone: ZoneInfo
) -> Rejection | None:
    """Reject a code before its time and after it."""
    if begins is not None and at < begins:
        return Rejection.of("NOT_STARTED", starts_at=_spell(begins, zone))
    if ends is not None and at >= ends:
        return Rejection.of("EXPIRED", ended_at=_spell(ends, zone))
    return None


def _spell(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes")


def batch_days(plan: BatchPlan, first: date, last: date) -> Iterator[date]:
    """Give the days of batches between two days, both included, in order."""
    if plan.every_days and plan.first:
        passed = max(-((plan.first - first).days // plan.every_days), 0)
        day = plan.first + timedelta(days=passed * plan.every_days)
        while day <= last:
            if day >= first:
                yield day
            day += timedelta(days=plan.every_days)
        return
    month = first.replace(day=1)
    while month <= last:
        days = (month.replace(day=n) if n else month_end(month) for n in plan.monthly)
        yield from (day for day in sorted(days) if first <= day <= last)
        month = add_months(month, 1)


def counter_of(series: str) -> str:
    """Name the counter of how often a member used codes of a series."""
    return f"code:{series}"


def within_member_limits(
    terms: CodesTerms | None, shown: tuple[PresentedCode, ...], counters: Mapping[str, int]
) -> tuple[PresentedCode, ...]:
    """Reject codes of series that a member has used as often as one member may."""
    if terms is None or not shown:
        return shown
    return tuple(
        _within_limit(terms.series.get(code.series or ""), code, counters) for code in shown
    )


def _within_limit(
    series: Series | None, shown: PresentedCode, counters: Mapping[str, int]
) -> PresentedCode:
    if series is None or series.per_member is None or shown.rejection is not None:
        return shown
    if counters.get(counter_of(series.name), 0) < series.per_member:
        return shown
    return replace(shown, rejection=Rejection.of("MEMBER_LIMIT"))
