"""Files as streams of rows: CSV with a head line, or JSON line by line. Never read whole."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from sales.importing.errors import ImportFileUnreadable

_SAMPLE = 8192
_LONGEST_LINE = 1 << 20


def size_of(path: Path) -> int:
    """Give the size of a file in bytes, for a progress bar."""
    return path.stat().st_size


def read_rows(
    path: Path, *, on_read: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give (line number, {head: text}) row by row; `on_read` hears of the bytes read so far.

    UTF-8 with or without a mark, else Windows-1251; commas, semicolons or tabs. A line of JSON may
    nest: `customer.email`. Raises `ImportFileUnreadable`.
    """
    encoding = _encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE)
        file.seek(0)
        rows = _json_rows(file) if sample.lstrip().startswith("{") else _csv_rows(file, sample)
        for number, row in rows:
            on_read(file.buffer.tell())  # type: ignore[attr-defined]
            yield number, row


def _encoding_of(path: Path) -> str:
    """Look whether all of a file is UTF-8, chunk by chunk."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(_LONGEST_LINE):
                pass
    except UnicodeDecodeError:
        return "cp1251"
    except OSError as error:
        raise ImportFileUnreadable(why=error.strerror or "it is not there") from error
    return "utf-8-sig"


def _csv_rows(file: TextIO, sample: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    head = sample.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    reader = csv.DictReader(_lines(file), delimiter=delimiter, restkey="", restval="")
    if not reader.fieldnames:
        raise ImportFileUnreadable(why="it has no head line")
    try:
        for row in reader:
            yield reader.line_num, {k: v for k, v in row.items() if k and isinstance(v, str)}
    except csv.Error as error:
        raise ImportFileUnreadable(why=f"line {reader.line_num}: {error}") from error


def _lines(file: TextIO) -> Iterator[str]:
    # Line by line, so that the position in the file can be asked for.
    while line := file.readline(_LONGEST_LINE):
        yield line


def _json_rows(file: TextIO) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line, parse_float=str, parse_int=str)
        except (ValueError, RecursionError):
            found = None
        yield number, dict(_flat(found)) if isinstance(found, dict) else {}


def _flat(found: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in found.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        elif value is not None:
            yield f"{before}{key}", str(value)
