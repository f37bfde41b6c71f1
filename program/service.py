"""Applying programs: every change of terms is a new version with a date from which it holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from pymongo.errors import DuplicateKeyError

from foundation import clock, ids
from program import queries
from program.changes import changes_between
from program.errors import EffectiveTooEarly, ManifestWarning, VersionUnchanged
from program.manifest import read_manifest
from program.models import ProgramVersion
from program.queries import VersionView

_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a manifest would do: to which version, which changes, which warnings."""

    program: str
    version: int
    changes: tuple[str, ...]
    warnings: tuple[ManifestWarning, ...]


def plan(text: str) -> Plan:
    """Tell what a manifest would change, without changing it; raises ManifestInvalid."""
    manifest = read_manifest(text)
    program = manifest.terms.program
    latest = queries.find_latest(program)
    if latest is None:
        return Plan(program, 1, (f"{program} is a new program.",), manifest.warnings)
    before = read_manifest(latest.manifest)
    changes = tuple(changes_between(before.contents, manifest.contents))
    version = latest.version + (checksum_of(text) != latest.checksum)
    return Plan(program, version, changes, manifest.warnings)


def apply(manifest_text: str, *, author: str, effective_at: datetime | None = None) -> VersionView:
    """Put a manifest in force from a moment on (now, if none is given) as a new version.

    The text of the latest version gives that version again. Raises ManifestInvalid,
    EffectiveTooEarly before the latest version's beginning, and VersionUnchanged when the same
    text is asked for from another moment.
    """
    program = read_manifest(manifest_text).terms.program
    for _ in range(_ATTEMPTS):
        latest = queries.find_latest(program)
        begins_at = clock.to_milliseconds((effective_at or clock.now()).astimezone(UTC))
        if latest is not None and latest.checksum == checksum_of(manifest_text):
            return _unchanged(latest, effective_at and begins_at)
        if latest is not None and begins_at < latest.effective_at:
            raise _too_early(latest, begins_at)
        version = latest.version + 1 if latest else 1
        try:
            return _write(program, version, manifest_text, begins_at, author)
        except DuplicateKeyError:
            continue
    raise RuntimeError(f"{program} did not stand still for {_ATTEMPTS} attempts")


def checksum_of(text: str) -> str:
    """Give the digest by which the text of a manifest is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


def _write(program: str, version: int, text: str, begins_at: datetime, author: str) -> VersionView:
    record = {
        "_id": ids.derived("prv", program, str(version)),
        "program": program,
        "version": version,
        "effective_at": begins_at,
        "created_at": clock.now(),
        "manifest": text,
        "checksum": checksum_of(text),
        "author": author,
    }
    ProgramVersion._get_collection().insert_one(record)
    queries.forget_cache()
    return queries.view(record)


def _unchanged(latest: VersionView, wanted_at: datetime | None) -> VersionView:
    if wanted_at is not None and wanted_at != latest.effective_at:
        raise VersionUnchanged(version=latest.version, effective_at=latest.effective_at.isoformat())
    return latest


def _too_early(latest: VersionView, at: datetime) -> EffectiveTooEarly:
    return EffectiveTooEarly(
        version=latest.version, latest=latest.effective_at.isoformat(), at=at.isoformat()
    )
