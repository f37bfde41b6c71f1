"""Named reads of members, as plain dicts.

A member is `{id, kind, name: {given, family}, email, phone, locale, birth_date, store_id,
accepts_marketing, status, joined_at, version}`; what is not known is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from foundation import clock, ids
from identity import LoginInvalid, normalise_email, normalise_login, normalise_phone
from members import rules
from members.errors import MemberNotFound
from members.models import Member
from members.settings import settings

Record = dict[str, Any]

_HOME = {"name": 1, "locale": 1, "status": 1, "store_id": 1, "joined_at": 1, "version": 1}
_WITHOUT_HISTORY = {"status_changes": 0}
_LONGEST_PAGE = 100


@dataclass(frozen=True)
class MemberPage:
    """Members, newest first, and the cursor of the next page if there is one."""

    items: list[Record]
    next_cursor: str | None


def get_member(member_id: str) -> Record:
    """Give a member. Raises MemberNotFound."""
    return as_view(_find({"_id": member_id}) or _refuse())


def get_home_profile(member_id: str) -> Record:
    """Give what a member's home screen shows, in one read. Raises MemberNotFound."""
    found = Member._get_collection().find_one({"_id": member_id}, _HOME) or _refuse()
    return {
        "id": found["_id"],
        "name": _name(found),
        "locale": found["locale"],
        "status": found["status"],
        "store_id": found.get("store_id"),
        "joined_at": found["joined_at"],
        "version": found["version"],
    }


def get_status_changes(member_id: str) -> list[Record]:
    """Give who changed a member's status when and why, oldest first. Raises MemberNotFound."""
    found = Member._get_collection().find_one({"_id": member_id}, {"status_changes": 1})
    return list((found or _refuse()).get("status_changes", []))


def find_member_by_email(email: str) -> Record | None:
    """Find the member with an e-mail address; one that is no address is nobody's."""
    try:
        return _find_view({"email": normalise_email(email)})
    except LoginInvalid:
        return None


def find_member_by_phone(phone: str, *, region: str | None = None) -> Record | None:
    """Find the member with a phone number; one that is no number is nobody's."""
    try:
        number = normalise_phone(phone, region=region or settings().region)
    except LoginInvalid:
        return None
    return _find_view({"phone": number})


def find_member_by_id(member_id: str) -> Record | None:
    """Find the member with this id, of whatever shape an import gave it."""
    return _find_view({"_id": member_id})


def find_member(text: str) -> Record | None:
    """Find the member whose id, e-mail address or phone number this is."""
    wanted = text.strip()
    if ids.is_id(wanted, "mem"):
        return _find_view({"_id": wanted})
    try:
        kind, value = normalise_login(wanted, region=settings().region)
    except LoginInvalid:
        return find_member_by_id(wanted)  # An import may have given it another shape.
    return _find_view({kind: value})


def list_members(
    *,
    status: str | None = None,
    search: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> MemberPage:
    """List members, newest first; `search` is a whole id, e-mail address or phone number.

    Raises CursorInvalid.
    """
    if search is not None and search.strip():
        found = find_member(search)
        is_wanted = found is not None and status in (None, found["status"])
        return MemberPage([found] if found and is_wanted else [], None)
    until = rules.read_cursor(cursor) if cursor else _after_everybody()
    size = min(max(limit, 1), _LONGEST_PAGE)
    found_members = _newest_before(until, status, size + 1)
    page = found_members[:size]
    is_more = len(found_members) > size
    place = rules.write_cursor(page[-1]["joined_order"]) if is_more else None
    return MemberPage([as_view(member) for member in page], place)


def as_view(found: Mapping[str, Any]) -> Record:
    """Shape what the database keeps of a member as others see it."""
    return {
        "id": found["_id"],
        "kind": found.get("kind", "person"),
        "name": _name(found),
        "email": found.get("email"),
        "phone": found.get("phone"),
        "locale": found["locale"],
        "birth_date": found.get("birth_date"),
        "store_id": found.get("store_id"),
        "accepts_marketing": found.get("accepts_marketing", False),
        "status": found["status"],
        "joined_at": found["joined_at"],
        "version": found["version"],
    }


def _newest_before(until: str, status: str | None, count: int) -> list[Record]:
    wanted: Record = {} if status is None else {"status": status}
    found: list[Record] = []
    for low, high in rules.windows(until):
        query = wanted | {"joined_order": {"$gte": low, "$lt": high}}
        cursor = Member._get_collection().find(query, _WITHOUT_HISTORY)
        found += cursor.sort("joined_order", -1).limit(count - len(found))
        if len(found) >= count:
            break
    return found


def _after_everybody() -> str:
    # Clocks of several machines differ a little; nobody joins a day ahead.
    return rules.stamp(clock.now() + timedelta(days=1))


def _find(query: Record) -> Record | None:
    found: Record | None = Member._get_collection().find_one(query, _WITHOUT_HISTORY)
    return found


def _find_view(query: Record) -> Record | None:
    found = _find(query)
    return as_view(found) if found is not None else None


def _name(found: Mapping[str, Any]) -> dict[str, str | None]:
    name = found.get("name") or {}
    return {"given": name.get("given"), "family": name.get("family")}


def _refuse() -> Record:
    raise MemberNotFound
