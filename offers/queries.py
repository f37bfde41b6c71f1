"""Named reads of codes: a member's own, who used one, and whether a text is one at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation import clock, database
from offers.errors import CodeNotFound
from offers.guesses import count_guess, forgive_guess
from offers.presenting import COLLECTION, code_id, present
from offers.rules import state_of
from offers.slots import USES
from program import PresentedCode, Rejection, Terms, codes, terms_at
from program import standing_of as _standing_of
from wallet import get_wallet

_MOST_LISTED = 500
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CodeView:
    """An issued code as others see it."""

    id: str
    text: str
    series: str
    state: str
    title: Mapping[str, str]
    issued_at: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    used: int
    total: int | None
    member_id: str | None
    issuer: str | None


@dataclass(frozen=True, slots=True)
class CodeUseView:
    """One use of a code: who, when, for which receipt, and whether it was given back."""

    code_id: str
    member_id: str
    at: datetime
    receipt_id: str | None
    given_back_at: datetime | None


def view_of(row: Mapping[str, Any], terms: Terms) -> CodeView:
    """Shape an issued code for others."""
    series = terms.codes.series.get(row["series"]) if terms.codes else None
    return CodeView(
        id=row["_id"],
        text=row["text"],
        series=row["series"],
        state=state_of(row, series, clock.now()),
        title=series.title if series else {"en": row["series"]},
        issued_at=row["issued_at"],
        valid_from=row.get("valid_from"),
        valid_until=row.get("valid_until"),
        used=row.get("uses", {}).get("used", 0),
        total=series.total if series else None,
        member_id=row.get("member_id"),
        issuer=row.get("issuer"),
    )


def get_code(program: str, text: str) -> CodeView:
    """Give an issued code by its text, however it is typed. Raises `CodeNotFound`."""
    row = database.collection(COLLECTION).find_one({"_id": code_id(program, text)})
    if row is None or "series" not in row:
        raise CodeNotFound
    return view_of(row, terms_at(program, clock.now()))


def list_codes_of(member_id: str, *, program: str) -> list[CodeView]:
    """List a member's codes, their own and those they share, the newest first."""
    terms = terms_at(program, clock.now())
    found: Record = {}
    for field in ("member_id", "issuer"):
        rows = database.collection(COLLECTION).find({field: member_id}).limit(_MOST_LISTED)
        found |= {row["_id"]: row for row in rows if row["program"] == program}
    views = [view_of(row, terms) for row in found.values()]
    return sorted(views, key=lambda view: (view.issued_at, view.id), reverse=True)


def list_uses(program: str, text: str) -> list[CodeUseView]:
    """List who used a code, the last first; of a generic code too."""
    owner = code_id(program, text)
    rows = database.collection(USES).find({"scope": owner}).limit(_MOST_LISTED)
    views = [
        CodeUseView(owner, row["member_id"], row["at"], row.get("ref"), row.get("back_at"))
        for row in rows
    ]
    return sorted(views, key=lambda use: (use.at, use.member_id), reverse=True)


def check(text: str, *, program: str, member_id: str) -> PresentedCode:
    """Tell a shopper whether a text is accepted; every bad one is answered alike.

    After five bad ones the caller waits: raises `GuessesTooMany`.
    """
    now = clock.now()
    terms = terms_at(program, now)
    count_guess(member_id)
    shown = present(terms, [text], member_id=member_id, at=now).codes
    facts = _standing_of(terms, get_wallet(member_id)).standing.facts
    found = codes.within_member_limits(terms.codes, shown, facts.counters)[0]
    if found.rejection is not None:
        return PresentedCode(text, rejection=Rejection.of("NOT_FOUND"))
    forgive_guess(member_id)
    return found
