"""What is due to a member now, and what it takes to get there from what has been given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from program.calendar import add_months, midnight, month_end
from program.entitlements.terms import Give
from program.expiry import local_date
from program.terms import Terms

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Source:
    """Something held now that gives: its rights, the name of its term, and until when it lasts."""

    gives: tuple[Give, ...]
    term: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of one account in one period; `renews_at` is when the next one begins."""

    account: str
    period: str
    count: int
    ends_at: datetime | None
    renews_at: datetime | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """Units to give (with the end of their period) and to take back, and what is then given."""

    given: tuple[tuple[str, int, datetime | None, str], ...]
    taken: tuple[tuple[str, int], ...]
    after: Mapping[str, Mapping[str, Any]]
    renews_at: datetime | None


def period_of(every: str, day: date) -> tuple[str, date]:
    """Name a period of the calendar, and give the first day of the next one."""
    months = _MONTHS[every]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    names = {
        "month": f"{first:%Y-%m}",
        "quarter": f"{first.year}-Q{first.month // 3 + 1}",
        "year": f"{first.year}",
    }
    return names[every], month_end(add_months(first, months - 1)) + timedelta(days=1)


def due_now(terms: Terms, sources: Iterable[Source], at: datetime) -> dict[str, Due]:
    """Give what is due by key: rights of several sources add up."""
    found: dict[str, Due] = {}
    for source in sources:
        for give in source.gives:
            due = _due(terms, give, source, at)
            before = found.get(give.key)
            if before is not None:
                ends = max(before.ends_at, due.ends_at) if before.ends_at and due.ends_at else None
                due = Due(due.account, due.period, due.count + before.count, ends, due.renews_at)
            found[give.key] = due
    return found


def _due(terms: Terms, give: Give, source: Source, at: datetime) -> Due:
    if give.every in _MONTHS:
        period, next_day = period_of(give.every, local_date(terms, at))
        renews = midnight(next_day, terms.zone)
        ends = renews if source.until is None else min(renews, source.until)
        return Due(give.account, period, give.count, ends, renews)
    period = source.term if give.every == "term" else ""
    return Due(give.account, period, give.count, source.until, None)


def settle(
    due: Mapping[str, Due],
    given: Mapping[str, Mapping[str, Any]],
    available: Mapping[str, int],
    policies: Mapping[str, str],
    *,
    today: Mapping[str, str],
) -> Settlement:
    """Compare what is due with what has been given: {key: {p: period, n: units}}.

    What is used stays counted until its period is over, so that nobody gets it twice by leaving
    and coming back. `policies` says by key what happens to unused units; `today` names the current
    period of every kind.
    """
    left = dict(available)
    earned: list[tuple[str, int, datetime | None, str]] = []
    taken: list[tuple[str, int]] = []
    after: dict[str, Mapping[str, Any]] = {}
    for key in sorted({*due, *given}):
        wanted, record = due.get(key), given.get(key)
        account, every = key.split("/")
        if wanted is not None and (record is None or record["p"] != wanted.period):
            earned.append((account, wanted.count, wanted.ends_at, wanted.period))
            after[key] = {"p": wanted.period, "n": wanted.count}
            continue
        if record is None or (wanted is None and record["p"] != today.get(every, record["p"])):
            continue
        count = wanted.count if wanted is not None else 0
        missing = count - record["n"]
        if wanted is not None and missing > 0:
            earned.append((account, missing, wanted.ends_at, wanted.period))
            after[key] = {"p": wanted.period, "n": count}
            continue
        back = 0
        if missing < 0 and "x" not in record and policies.get(key) != "keep":
            back = min(-missing, max(left.get(account, 0), 0))
            left[account] = left.get(account, 0) - back
        if back:
            taken.append((account, back))
        if wanted is not None:
            after[key] = {"p": record["p"], "n": record["n"] - back}
        elif every in today:
            after[key] = {"p": record["p"], "n": record["n"] - back, "x": 1}
    moments = [one.renews_at for one in due.values() if one.renews_at is not None]
    return Settlement(tuple(earned), tuple(taken), after, min(moments, default=None))
