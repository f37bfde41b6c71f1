"""Reads of programs. Terms are compiled once per version and kept in the process.

Which versions there are is looked up again after five seconds at most, so a version applied by
another process is seen that late. A version itself never changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation import clock
from program.errors import (
    ManifestInvalid,
    ManifestWarning,
    ProgramNotEffective,
    ProgramNotFound,
    VersionNotFound,
)
from program.manifest import Manifest, read_stored
from program.models import ProgramVersion
from program.terms import Terms

REFRESH_SECONDS = 5.0
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of a program as others see it; `warnings` are what its author should know.

    One that is withdrawn before its beginning never holds, and is kept for the record alone.
    """

    id: str
    program: str
    version: int
    name: Mapping[str, str]
    effective_at: datetime
    created_at: datetime
    author: str
    checksum: str
    manifest: str
    warnings: tuple[ManifestWarning, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None


@dataclass(frozen=True, slots=True)
class _Timeline:
    """The versions of a program by number, each with its beginning, and when this was read."""

    begins: tuple[tuple[int, datetime], ...]
    read_at: float


_timelines: dict[str, _Timeline] = {}
_manifests: dict[tuple[str, int], Manifest] = {}


def forget_cache() -> None:
    """Forget what this process has read of programs."""
    _timelines.clear()
    _manifests.clear()


def terms_at(program: str, at: datetime) -> Terms:
    """Give the terms in force at a moment: of the last version that had begun by then.

    Raises ProgramNotFound, or ProgramNotEffective before the first version.
    """
    begins = _timeline(program)
    for version, begins_at in reversed(begins):
        if begins_at <= at:
            return terms_of(program, version)
    raise ProgramNotEffective(
        program=program, begins_at=clock.spell(begins[0][1]), at=clock.spell(at)
    )


def terms_of(program: str, version: int) -> Terms:
    """Give the terms of one version: for a return, those of the sale."""
    known = _manifests.get((program, version))
    return known.terms if known else _manifest(_record(program, version)).terms


def get_version(program: str, version: int) -> VersionView:
    """Give one version of a program; raises ProgramNotFound or VersionNotFound."""
    return view(_record(program, version))


def list_versions(program: str) -> tuple[VersionView, ...]:
    """List the versions of a program, the first one first, withdrawn ones too.

    There are none of an unknown program.
    """
    found = ProgramVersion._get_collection().find({"program": program})
    return tuple(view(record) for record in sorted(found, key=_number))


def find_latest(program: str) -> VersionView | None:
    """Give the last version of a program that is not withdrawn, whether it has begun or not."""
    numbers = [version for version, _ in _read_timeline(program)]
    return get_version(program, numbers[-1]) if numbers else None


def list_programs() -> tuple[VersionView, ...]:
    """List all programs by code, each in its last version."""
    firsts = ProgramVersion._get_collection().find({"version": 1}, {"program": 1})
    latest = (find_latest(code) for code in sorted(record["program"] for record in firsts))
    return tuple(version for version in latest if version is not None)


def any_version(holds: Callable[[Terms], bool]) -> bool:
    """Tell whether any version of any program is so, old ones and those to come included.

    Which there are is read every time, in one round trip; terms are compiled once per process.
    One that cannot be read any more counts, so that nothing of it is passed over.
    """
    found = ProgramVersion._get_collection().find({}, {"program": 1, "version": 1})
    return any(_is_so(holds, row) for row in found)


def _is_so(holds: Callable[[Terms], bool], row: Record) -> bool:
    try:
        return holds(terms_of(row["program"], row["version"]))
    except ManifestInvalid:
        return True


def view(record: Record) -> VersionView:
    """Shape a stored version for others."""
    manifest = _manifest(record)
    return VersionView(
        id=record["_id"],
        program=record["program"],
        version=record["version"],
        name=manifest.terms.name,
        effective_at=record["effective_at"],
        created_at=record["created_at"],
        author=record["author"],
        checksum=record["checksum"],
        manifest=record["manifest"],
        warnings=(*manifest.warnings, *(ManifestWarning(**n) for n in record.get("notices", ()))),
        withdrawn_at=record.get("withdrawn_at"),
        withdrawn_by=record.get("withdrawn_by"),
    )


def _timeline(program: str) -> tuple[tuple[int, datetime], ...]:
    known = _timelines.get(program)
    if known is not None and time.monotonic() - known.read_at < REFRESH_SECONDS:
        return known.begins
    begins = _read_timeline(program)
    if not begins:
        raise ProgramNotFound(program=program)
    _timelines[program] = _Timeline(begins, time.monotonic())
    return begins


def _read_timeline(program: str) -> tuple[tuple[int, datetime], ...]:
    found = ProgramVersion._get_collection().find(
        {"program": program}, {"version": 1, "effective_at": 1, "withdrawn_at": 1}
    )
    standing = (record for record in found if record.get("withdrawn_at") is None)
    return tuple((r["version"], r["effective_at"]) for r in sorted(standing, key=_number))


def _record(program: str, version: int) -> Record:
    query = {"program": program, "version": version}
    versions = ProgramVersion._get_collection()
    record: Record | None = versions.find_one(query)
    if record is not None:
        return record
    if versions.find_one({"program": program}, {"_id": 1}) is None:
        raise ProgramNotFound(program=program)
    raise VersionNotFound(program=program, version=version)


def _manifest(record: Record) -> Manifest:
    """Read a stored manifest, once per version and process."""
    key = (record["program"], record["version"])
    if key not in _manifests:
        _manifests[key] = read_stored(record["manifest"], version=record["version"])
    return _manifests[key]


def _number(record: Record) -> int:
    number: int = record["version"]
    return number
