"""The compiled series of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from program.calendar import Span
from program.terms import Text


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last day, and how long a code holds from the day of its issue."""

    first: date | None = None
    last: date | None = None
    lasts: Span | None = None


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """When batches are issued: on days of the month (0 is the last), or every so many days."""

    size: int
    monthly: tuple[int, ...] = ()
    every_days: int = 0
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Codes that share their terms. A limit of None does not bind."""

    name: str
    kind: str
    title: Text
    text: str | None = None
    validity: Validity = Validity()
    total: int | None = None
    per_member: int | None = None
    per_day: int | None = None
    frees_on_return: bool = True
    prefix: str = ""
    length: int = 10
    batches: BatchPlan | None = None


@dataclass(frozen=True, slots=True)
class CodesTerms:
    """All series by name, and which series each generic text (in its one form) is of."""

    series: Mapping[str, Series] = field(default_factory=dict)
    generic: Mapping[str, str] = field(default_factory=dict)
