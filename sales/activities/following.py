"""What rules know of a member, kept as marks in the wallet: when joined and born, attributes.

The marks follow what members tells; attributes are set here, each in an entry of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import members
from foundation import clock
from foundation.errors import FieldError
from program import (
    Terms,
    activities,
    facts,
    terms_at,
)
from sales.activities.errors import AttributesInvalid
from wallet import (
    Command,
    Decision,
    SetMark,
    WalletNotFound,
    WalletView,
    get_wallet,
    post,
    to_ms,
)

Record = dict[str, Any]
_NAME_LENGTH = 32
_TEXT_LENGTH = 200
_PAGE = 100
_CLOSED = "closed"


def follow_profile(member_id: str, *, event_id: str) -> None:
    """Write when a member joined and was born into the wallet. Safe to run twice."""
    _write_profile(member_id, Command("profile", (event_id,)))


def _write_profile(member_id: str, command: Command) -> None:
    def decide(view: WalletView) -> Decision:
        kept = dict(view.mark(facts.PROFILE) or {})
        now = _profile(members.get_member(member_id))
        known = {key: value for key, value in (kept | now).items() if value is not None}
        return Decision([SetMark(facts.PROFILE, known)])

    post(member_id, command, decide)


def _profile(found: Mapping[str, Any]) -> Record:
    return {"j": to_ms(found["joined_at"]), "b": found["birth_date"]}


def bring_profiles_up() -> int:
    """Write the profile into every wallet that does not have it as it is; gives how many lacked it.

    For members who joined before wallets kept it. Safe to run twice, and beside everything else.
    """
    done, cursor = 0, None
    while True:
        page = members.list_members(cursor=cursor, limit=_PAGE)
        done += sum(_bring_up(found) for found in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return done


def _bring_up(found: Mapping[str, Any]) -> bool:
    if found["status"] == _CLOSED:
        return False
    try:
        kept = get_wallet(found["id"]).mark(facts.PROFILE) or {}
        if all(kept.get(key) == value for key, value in _profile(found).items()):
            return False
        _write_profile(found["id"], Command("profile"))
    except (members.MemberNotFound, WalletNotFound):
        return False
    return True


def attributes_of(member_id: str) -> Record:
    """Give the attributes that are kept of a member. Raises `WalletNotFound`."""
    return dict((get_wallet(member_id).mark(facts.PROFILE) or {}).get("a", {}))


def set_attributes(
    member_id: str,
    changes: Mapping[str, Any],
    *,
    program: str,
    key: str | None,
    actor: Mapping[str, str],
) -> tuple[Record, bool]:
    """Set attributes, or with None forget them; gives all of them, and whether it is a repeat.

    Raises `AttributesInvalid`, `WalletNotFound`.
    """
    clean = _clean(terms_at(program, clock.now()), changes)

    def decide(view: WalletView) -> Decision:
        kept = dict(view.mark(facts.PROFILE) or {})
        after = dict(kept.get("a", {})) | clean
        left = {name: after[name] for name in sorted(after) if after[name] is not None}
        return Decision([SetMark(facts.PROFILE, kept | {"a": left})])

    command = Command("attributes", (), key, {"changes": dict(sorted(clean.items()))}, actor)
    posting = post(member_id, command, decide)
    return dict((posting.view.mark(facts.PROFILE) or {}).get("a", {})), posting.replayed


def _clean(terms: Terms, changes: Mapping[str, Any]) -> Record:
    """Read attributes by their declaration; programs that declare none take any scalar."""
    declared = terms.activities.attributes if terms.activities is not None else None
    given = {name: value for name, value in changes.items() if value is not None}
    faults = []
    if declared is None:
        clean = dict(given)
        faults = [(n, "WRONG_TYPE") for n, value in given.items() if not _is_scalar(n, value)]
    else:
        unknown = [name for name in changes if name not in declared]
        fields = [declared[name] for name in given if name in declared]
        clean, wrong = activities.read_fields(
            fields, {f.name: given[f.name] for f in fields}, currency=terms.currency
        )
        faults = [(name, "UNKNOWN_FIELD") for name in unknown]
        faults += [(fault.field, fault.code) for fault in wrong]
    if faults:
        errors = [
            FieldError(f"/{n}", code, "Not as the program declares it.") for n, code in faults
        ]
        raise AttributesInvalid(errors=errors, fields=", ".join(sorted(n for n, _ in faults)))
    plain = {name: _plain(value) for name, value in clean.items()}
    return plain | {name: None for name in changes if changes[name] is None}


def _is_scalar(name: str, value: Any) -> bool:
    is_text = isinstance(value, str) and len(value) <= _TEXT_LENGTH
    return len(name) <= _NAME_LENGTH and (is_text or type(value) in (int, bool))


def _plain(value: Any) -> str | int | bool:
    """Give a value as a mark keeps it: whole numbers as such, others and dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | bool):
        return value
    return int(value) if value == value.to_integral_value() else format(value, "f")
