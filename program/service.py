"""Applying programs: every change of terms is a new version with a date from which it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from foundation import Conflict, clock, ids
from program import queries
from program.changes import changes_between
from program.errors import (
    AccountKindTaken,
    EffectiveTooEarly,
    ManifestWarning,
    VersionBegun,
    VersionUnchanged,
)
from program.manifest import read_manifest
from program.models import ProgramVersion
from program.queries import VersionView
from program.succession import objections, revaluations
from program.terms import Account, Terms

_ATTEMPTS = 20
OnApplied = Callable[[VersionView], None]


def _nothing_more(version: VersionView) -> None:
    """Do nothing about a version that was applied."""


_on_applied: OnApplied = _nothing_more


def set_on_applied(hook: OnApplied) -> OnApplied:
    """Say what is done with every version that is applied; gives the hook before.

    It runs after the version stands, again when the same text is applied again, and must be safe
    to run twice.
    """
    global _on_applied
    before, _on_applied = _on_applied, hook
    return before


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a manifest would do: to which version, which changes, which warnings.

    With any refusals it would not be applied: the first of them would be the answer.
    """

    program: str
    version: int
    changes: tuple[str, ...]
    warnings: tuple[ManifestWarning, ...]
    refusals: tuple[Conflict, ...] = ()


def plan(text: str, *, effective_at: datetime | None = None) -> Plan:
    """Tell what applying a manifest would change, without changing it; raises ManifestInvalid."""
    manifest = read_manifest(text)
    program = manifest.terms.program
    known = queries.list_versions(program)
    standing = _standing(known)
    if not standing:
        new = (f"{program} is a new program.",)
        warnings = manifest.warnings + tuple(_shared_accounts(manifest.terms))
        taken = tuple(_kinds_taken(manifest.terms))
        return Plan(program, _next_number(known), new, warnings, taken)
    latest = standing[-1]
    before = read_manifest(latest.manifest)
    is_same = latest.checksum == checksum_of(text)
    return Plan(
        program=program,
        version=latest.version if is_same else _next_number(known),
        changes=tuple(changes_between(before.contents, manifest.contents)),
        warnings=manifest.warnings + _notices(standing, manifest.terms),
        refusals=tuple(_refusals(standing, text, manifest.terms, effective_at)),
    )


def apply(manifest_text: str, *, author: str, effective_at: datetime | None = None) -> VersionView:
    """Put a manifest in force from a moment on (now, if none is given) as a new version.

    The text of the latest version gives that version again. Raises ManifestInvalid,
    EffectiveTooEarly before the latest version's beginning, VersionUnchanged when the same
    text is asked for from another moment, and CurrencyFixed, AccountRemoved or AccountKindFixed
    when what members hold would be stranded.
    """
    version = _applied(manifest_text, author, effective_at)
    _on_applied(version)
    return version


def _applied(manifest_text: str, author: str, effective_at: datetime | None) -> VersionView:
    terms = read_manifest(manifest_text).terms
    for _ in range(_ATTEMPTS):
        known = queries.list_versions(terms.program)
        standing = _standing(known)
        for refusal in _refusals(standing, manifest_text, terms, effective_at):
            raise refusal
        if standing and standing[-1].checksum == checksum_of(manifest_text):
            return standing[-1]
        record = {
            **_record(terms.program, _next_number(known), manifest_text, author),
            "effective_at": _moment(effective_at),
            "notices": [asdict(notice) for notice in _notices(standing, terms)],
        }
        try:
            return _write(record)
        except DuplicateKeyError:
            continue
    raise RuntimeError(f"{terms.program} did not stand still for {_ATTEMPTS} attempts")


def withdraw(program: str, version: int, *, author: str) -> VersionView:
    """Take back a version that has not begun, so that it never holds.

    It stays on record and its number is not used again. To withdraw it again changes nothing.
    Raises ProgramNotFound, VersionNotFound, and VersionBegun once it is in force.
    """
    known = queries.get_version(program, version)
    now = clock.now()
    ProgramVersion._get_collection().update_one(
        {"_id": known.id, "withdrawn_at": None, "effective_at": {"$gt": now}},
        {"$set": {"withdrawn_at": now, "withdrawn_by": author}},
    )
    queries.forget_cache()
    found = queries.get_version(program, version)
    if found.withdrawn_at is None:
        raise VersionBegun(version=version, effective_at=clock.spell(found.effective_at))
    return found


def checksum_of(text: str) -> str:
    """Give the digest by which the text of a manifest is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


def _standing(versions: Sequence[VersionView]) -> list[VersionView]:
    return [version for version in versions if version.withdrawn_at is None]


def _next_number(versions: Sequence[VersionView]) -> int:
    return versions[-1].version + 1 if versions else 1


def _moment(effective_at: datetime | None) -> datetime:
    """Give when a version begins: without a moment with this second, since tills tell no less."""
    if effective_at is None:
        return clock.now().replace(microsecond=0)
    return clock.to_milliseconds(effective_at.astimezone(UTC))


def _notices(standing: Sequence[VersionView], terms: Terms) -> tuple[ManifestWarning, ...]:
    """Warn of what changes against the latest version, and of balances shared with others."""
    shared = tuple(_shared_accounts(terms))
    if not standing:
        return shared
    latest = standing[-1]
    before = queries.terms_of(latest.program, latest.version)
    return (*revaluations(before, terms), *shared)


def _shared_accounts(terms: Terms) -> Iterator[ManifestWarning]:
    """Warn of accounts by whose code another program keeps units too: members have one balance."""
    for program, theirs in _shared(terms):
        message = f"{program} has an account {theirs.code} too: they share one balance."
        yield ManifestWarning("ACCOUNT_SHARED", f"/accounts/{theirs.code}", message)


def _kinds_taken(terms: Terms) -> Iterator[Conflict]:
    """Give the accounts that another program keeps as another kind."""
    for program, theirs in _shared(terms):
        wanted = terms.accounts[theirs.code].kind
        if theirs.kind != wanted:
            yield AccountKindTaken(
                program=program, account=theirs.code, kind=theirs.kind, wanted=wanted
            )


def _shared(terms: Terms) -> Iterator[tuple[str, Account]]:
    """Give the accounts of other programs that have the code of one of these."""
    for other in queries.list_programs():
        if other.program != terms.program:
            theirs = queries.terms_of(other.program, other.version).accounts
            yield from ((other.program, theirs[code]) for code in terms.accounts if code in theirs)


def _refusals(
    standing: Sequence[VersionView], text: str, terms: Terms, effective_at: datetime | None
) -> Iterator[Conflict]:
    """Give every reason for which a manifest cannot follow the versions that stand."""
    yield from _kinds_taken(terms)
    if not standing:
        return
    latest, at = standing[-1], _moment(effective_at)
    begins = clock.spell(latest.effective_at)
    if latest.checksum == checksum_of(text):
        if effective_at is not None and at != latest.effective_at:
            yield VersionUnchanged(version=latest.version, effective_at=begins)
        return
    if at < latest.effective_at:
        yield EffectiveTooEarly(version=latest.version, latest=begins, at=clock.spell(at))
    yield from objections([queries.terms_of(v.program, v.version) for v in standing], terms)


def _record(program: str, version: int, text: str, author: str) -> dict[str, Any]:
    return {
        "_id": ids.derived("prv", program, str(version)),
        "program": program,
        "version": version,
        "created_at": clock.now(),
        "manifest": text,
        "checksum": checksum_of(text),
        "author": author,
    }


def _write(record: dict[str, Any]) -> VersionView:
    ProgramVersion._get_collection().insert_one(record)
    queries.forget_cache()
    return queries.view(record)
