"""Codes at a till: what is known of those presented, and which places a sale takes.

A quote looks codes up in one round trip. A commit chooses places besides and gives their keys to
the entry that closes the receipt; if another was faster, it chooses again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from foundation import database, ids
from offers import slots
from offers.errors import CodeRefused
from offers.rules import rejection_of_generic, rejection_of_issued
from offers.slots import Scope
from program import PresentedCode, Rejection, Terms, codes

COLLECTION = "codes"
MOST_PRESENTED = 20
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Presented:
    """A code, which document it is, its series, and the places that using it would take."""

    shown: PresentedCode
    code_id: str
    series: codes.Series | None = None
    scopes: tuple[Scope, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def rejected(self) -> bool:
        """Whether it does not count."""
        return self.shown.rejection is not None

    def with_rejection(self, code: str) -> Presented:
        """Give the same code, not counting."""
        shown = replace(self.shown, rejection=Rejection.of(code))
        return replace(self, shown=shown, places=())


@dataclass(frozen=True, slots=True)
class Presentation:
    """The codes of one basket, as presented."""

    items: tuple[Presented, ...] = ()

    @property
    def codes(self) -> tuple[PresentedCode, ...]:
        """What rules are told."""
        return tuple(item.shown for item in self.items)


def code_id(program: str, text: str) -> str:
    """Give the id of a code by its text, however it is typed."""
    return ids.derived("cod", program, codes.normalise(text))


def present(terms: Terms, texts: Sequence[str], *, member_id: str, at: datetime) -> Presentation:
    """Look up the codes of a basket: one round trip, none for codes of the manifest alone.

    Only a code with a limit per day or in all has a count to be read. A text that comes twice is
    one code; in another spelling it is told that the code is there already.
    """
    once = list(dict.fromkeys(texts))[:MOST_PRESENTED]
    wanted = [(text, codes.normalise(text)) for text in once]
    found = _read(_ids_to_read(terms, [plain for _, plain in wanted]))
    seen: set[str] = set()
    items = []
    for text, plain in wanted:
        key = ids.derived("cod", terms.program, plain)
        item = _presented(terms, text, plain, found.get(key, {}), member_id, at)
        items.append(item.with_rejection("ALREADY_APPLIED") if key in seen else item)
        seen.add(key)
    return Presentation(tuple(items))


def _ids_to_read(terms: Terms, plain_texts: Sequence[str]) -> list[str]:
    wanted = []
    for plain in plain_texts:
        series = _generic(terms, plain)
        if series is None and codes.is_misread(plain):
            continue
        if series is None or series.total is not None or series.per_day is not None:
            wanted.append(ids.derived("cod", terms.program, plain))
    return sorted(set(wanted))


def _read(wanted: Sequence[str]) -> dict[str, Record]:
    if not wanted:
        return {}
    rows = database.collection(COLLECTION).find({"_id": {"$in": list(wanted)}})
    return {row["_id"]: row for row in rows}


def _generic(terms: Terms, plain: str) -> codes.Series | None:
    found = terms.codes.generic.get(plain) if terms.codes else None
    return terms.codes.series[found] if terms.codes and found else None


def _presented(
    terms: Terms, text: str, plain: str, found: Record, member_id: str, at: datetime
) -> Presented:
    key = ids.derived("cod", terms.program, plain)
    series = _generic(terms, plain)
    issuer = None
    if series is not None:
        rejection = rejection_of_generic(series, at, terms.zone)
    else:
        series = terms.codes.series.get(found.get("series", "")) if terms.codes else None
        if series is None:
            return Presented(PresentedCode(text, rejection=Rejection.of("NOT_FOUND")), key)
        rejection = rejection_of_issued(found, series, member_id, at, terms.zone)
        issuer = found.get("issuer")
    scopes = _scopes(terms, series, key, found, at)
    if rejection is None and any(
        slots.is_full(_counts(found, scope), scope.limit) for scope in scopes
    ):
        rejection = Rejection.of("CODE_LIMIT")
    return Presented(PresentedCode(text, series.name, rejection, issuer), key, series, scopes)


def _scopes(
    terms: Terms, series: codes.Series, key: str, found: Record, at: datetime
) -> tuple[Scope, ...]:
    uses = found.get("uses", {})
    scopes = []
    if series.total is not None:
        scopes.append(Scope(key, COLLECTION, series.total, uses.get("next", 0)))
    if series.per_day is not None:
        day = at.astimezone(terms.zone).date().isoformat()
        used = uses.get("days", {}).get(day, {}).get("used", 0)
        scopes.append(Scope(f"{key}@{day}", COLLECTION, series.per_day, used))
    return tuple(scopes)


def _counts(found: Record, scope: Scope) -> Record:
    uses: Record = found.get("uses", {})
    day = scope.key.partition("@")[2]
    return uses.get("days", {}).get(day, {}) if day else uses


def with_places(presentation: Presentation) -> Presentation:
    """Choose the places that a sale would take; codes of which none is left are rejected."""
    return Presentation(tuple(_placed(item, frozenset()) for item in presentation.items))


def with_other_places(presentation: Presentation, taken: Collection[str]) -> Presentation:
    """Choose again where another was faster."""
    lost = frozenset(taken)
    return Presentation(
        tuple(
            _placed(item, lost) if lost.intersection(item.places) else item
            for item in presentation.items
        )
    )


def _placed(item: Presented, lost: frozenset[str]) -> Presented:
    if item.rejected:
        return item
    kept = {slots.scope_of(key): key for key in item.places if key not in lost}
    places = []
    for scope in item.scopes:
        found = kept.get(scope.key) or _choose(scope, is_sure=bool(lost))
        if found is None:
            return item.with_rejection("CODE_LIMIT")
        places.append(found)
    return replace(item, places=tuple(places))


def _choose(scope: Scope, *, is_sure: bool) -> str | None:
    return slots.find_place(scope) if is_sure else slots.take(scope)


def used_items(presentation: Presentation, used: Collection[str]) -> list[Presented]:
    """Give the codes, of those accepted, that changed something."""
    return [item for item in presentation.items if not item.rejected and item.shown.code in used]


def redemption_keys(items: Sequence[Presented], receipt_change: str) -> tuple[str, ...]:
    """Give the keys that the entry of a sale holds for the codes it used.

    `receipt_change` names the place of a code that may be used without end.
    """
    keys: list[str] = []
    for item in items:
        is_numbered = any(slots.scope_of(key) == item.code_id for key in item.places)
        keys += item.places
        if not is_numbered:
            keys.append(slots.key_unnumbered(item.code_id, receipt_change))
    return tuple(keys)


def release_keys(used: Sequence[Mapping[str, Any]], terms: Terms, *, is_undone: bool) -> list[str]:
    """Give the keys by which a receipt that came back whole frees the uses of its codes.

    `used` is what `as_record` gave. A receipt undone (voided, reopened) frees all, one returned
    those whose series says so.
    """
    series = terms.codes.series if terms.codes else {}
    freed = [
        row
        for row in used
        if is_undone or row["series"] not in series or series[row["series"]].frees_on_return
    ]
    return [slots.key_back(key) for row in freed for key in row["keys"]]


def as_record(items: Sequence[Presented], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Give the codes that a sale used as a receipt keeps them."""
    return [
        {
            "code": item.shown.code,
            "series": item.shown.series,
            "issuer": item.shown.issuer,
            "keys": [key for key in keys if key.startswith(item.code_id)],
        }
        for item in items
    ]


def require_accepted(shown: Sequence[PresentedCode]) -> None:
    """Refuse a sale that names a code which does not count. Raises `CodeRefused`."""
    for code in shown:
        if code.rejection is not None:
            raise CodeRefused(text=code.code, rejection=code.rejection)
