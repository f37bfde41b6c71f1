"""Manifests as commands name them: a file, or a program's version as code or code@version."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

import program


@dataclass(frozen=True)
class Named:
    """The text of a manifest and how it is called."""

    label: str
    text: str

    @property
    def manifest(self) -> program.Manifest:
        """Read it; ends the command with every problem where it cannot be read."""
        try:
            return program.read_manifest(self.text)
        except program.ManifestInvalid as invalid:
            for line in spelled(self.label, invalid):
                click.echo(line, err=True)
            raise SystemExit(1) from invalid


def spelled(label: str, invalid: program.ManifestInvalid) -> list[str]:
    """Write every problem as `file:line: /pointer: message hint`."""
    return [
        f"{label}:{p.line}: {p.pointer or '/'}: {p.message}" + (f" {p.hint}" if p.hint else "")
        for p in invalid.problems
    ]


def named(word: str) -> Named:
    """Find a manifest by what was written: a path that is there, else a program's version."""
    path = Path(word)
    if path.is_file():
        return Named(word, _read(path))
    code, at, number = word.partition("@")
    if at and not number.isdigit():
        raise click.BadParameter(f"{word} is no file, and no code@version.")
    if "/" in word or path.suffix in (".yaml", ".yml", ".json"):
        raise click.BadParameter(f"There is no file {word}.")
    found = program.get_version(code, int(number)) if at else program.find_latest(code)
    if found is None:
        raise click.BadParameter(f"There is no file and no program {word}.")
    return Named(f"{found.program}@{found.version}", found.manifest)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{path} cannot be read: {error}") from error
