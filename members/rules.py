"""Decide about profiles, statuses and pages: pure functions over plain values."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from foundation.errors import FieldError, Refusal
from members.errors import CursorInvalid, ProfileInvalid, ReasonRequired

LOCALES = ("en", "ru", "ro")
KINDS = ("person", "company", "household")
STATUSES = ("active", "suspended", "closed")
NAME_MAX = 100
REASON_MIN = 3
REASON_MAX = 500

_MOVES = {
    "active": {"suspended", "closed"},
    "suspended": {"active", "closed"},
    "closed": set[str](),
}
_EARLIEST_BIRTH = date(1900, 1, 1)
_EARLIEST_JOINING = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_WINDOW = timedelta(hours=1)
_WINDOW_GROWTH = 16
_STORE_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_ORDER = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\|[a-z0-9_]{1,64}")


@dataclass(frozen=True)
class Circumstances:
    """What the check of a profile depends on: today, and the one form of contacts."""

    today: date
    normalise_email: Callable[[str], str]
    normalise_phone: Callable[[str], str]


def clean_profile(given: Mapping[str, Any], around: Circumstances) -> dict[str, Any]:
    """Give the fields in the form that is stored; None stands for a field to be removed.

    Raises ProfileInvalid that names every faulty field, unknown ones included.
    """
    clean: dict[str, Any] = {}
    faults: list[FieldError] = []
    for field, value in given.items():
        try:
            clean[field] = _clean_field(field, value, around)
        except Refusal as refusal:
            faults.append(_fault(field, refusal.code, refusal.detail))
        except ValueError as error:
            faults.append(_fault(field, "FIELD_INVALID", str(error)))
    if faults:
        fields = ", ".join(fault.pointer.removeprefix("/") for fault in faults)
        raise ProfileInvalid(errors=faults, fields=fields)
    return clean


def _clean_field(field: str, value: Any, around: Circumstances) -> Any:
    clean = _CLEANERS.get(field)
    if clean is None:
        raise ValueError("There is no such field.")
    if value is None:
        if field in ("locale", "accepts_marketing"):
            raise ValueError("This field cannot be removed.")
        return None
    return clean(value, around)


def _fault(field: str, code: str, message: str) -> FieldError:
    return FieldError(pointer=f"/{field}", code=code, message=message)


def _clean_name(value: Any, around: Circumstances) -> dict[str, str | None]:
    if not isinstance(value, Mapping) or not set(value) <= {"given", "family"}:
        raise ValueError("A name has the parts given and family.")
    return {
        part: None if text is None else _clean_words(text) or None for part, text in value.items()
    }


def name_after(
    before: Mapping[str, str | None] | None, sent: Mapping[str, str | None] | None
) -> dict[str, str] | None:
    """Give a whole name: parts that are not sent stay, None removes one or the whole name."""
    parts = {} if sent is None else {**(before or {}), **sent}
    return {part: text for part, text in parts.items() if text} or None


def _clean_words(text: Any) -> str:
    if not isinstance(text, str):
        raise ValueError("A part of a name is a text.")
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if len(words) > NAME_MAX or any(unicodedata.category(letter) in _UNSEEN for letter in words):
        raise ValueError(f"A part of a name has at most {NAME_MAX} visible characters.")
    return words


def _clean_email(value: Any, around: Circumstances) -> str:
    return around.normalise_email(_text(value))


def _clean_phone(value: Any, around: Circumstances) -> str:
    return around.normalise_phone(_text(value))


def _clean_locale(value: Any, around: Circumstances) -> str:
    if value not in LOCALES:
        raise ValueError("The languages are en, ru and ro.")
    return str(value)


def _clean_birth_date(value: Any, around: Circumstances) -> str:
    try:
        born = value if type(value) is date else date.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("A date is written as 1990-05-17.") from None
    if not _EARLIEST_BIRTH <= born <= around.today:
        raise ValueError("A birth date lies between 1900-01-01 and today.")
    return born.isoformat()


def _clean_store_id(value: Any, around: Circumstances) -> str:
    if not _STORE_ID.fullmatch(_text(value)):
        raise ValueError("This is not the id of a store.")
    return str(value)


def _clean_flag(value: Any, around: Circumstances) -> bool:
    if not isinstance(value, bool):
        raise ValueError("The value is true or false.")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("The value is a text.")
    return value


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_CLEANERS: dict[str, Callable[[Any, Circumstances], Any]] = {
    "name": _clean_name,
    "email": _clean_email,
    "phone": _clean_phone,
    "locale": _clean_locale,
    "birth_date": _clean_birth_date,
    "store_id": _clean_store_id,
    "accepts_marketing": _clean_flag,
}


def logins_of(member: Mapping[str, Any]) -> list[str]:
    """Give the logins that a member's contacts make."""
    return [f"{kind}:{member[kind]}" for kind in ("email", "phone") if member.get(kind)]


def can_move(before: str, after: str) -> bool:
    """Tell whether a status may follow another; nothing follows closed."""
    return after in _MOVES[before]


def clean_reason(reason: str) -> str:
    """Give a reason without surrounding space. Raises ReasonRequired."""
    clean = reason.strip()
    if not REASON_MIN <= len(clean) <= REASON_MAX:
        raise ReasonRequired(minimum=REASON_MIN, maximum=REASON_MAX)
    return clean


def stamp(moment: datetime) -> str:
    """Write a moment so that texts sort as moments do; the year is the first four digits."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")


def joined_order(joined_at: datetime, member_id: str) -> str:
    """Give the place of a member in the order of joining: unique, and sorted by the moment."""
    return f"{stamp(joined_at)}|{member_id}"


def windows(until: str) -> Iterator[tuple[str, str]]:
    """Give ever longer windows (from, until) back from a place in the order of joining.

    Each has both bounds, and together they end where nobody has joined yet: a handful of
    windows reach any member, and a busy page needs only the first.
    """
    high, length = until, _FIRST_WINDOW
    moment = datetime.fromisoformat(until.partition("|")[0]).replace(tzinfo=UTC)
    while moment > _EARLIEST_JOINING:
        moment = max(_EARLIEST_JOINING, _back(moment, length))
        yield stamp(moment), high
        high, length = stamp(moment), length * _WINDOW_GROWTH


def _back(moment: datetime, length: timedelta) -> datetime:
    reach = moment - _EARLIEST_JOINING
    return moment - min(reach, length)


def write_cursor(order: str) -> str:
    """Seal a place in the order of joining into an opaque text."""
    return base64.urlsafe_b64encode(order.encode()).rstrip(b"=").decode()


def read_cursor(cursor: str) -> str:
    """Open a cursor again. Raises CursorInvalid."""
    try:
        order = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        datetime.fromisoformat(order.partition("|")[0])
    except (binascii.Error, ValueError):
        raise CursorInvalid from None
    if not _ORDER.fullmatch(order):
        raise CursorInvalid
    return order
