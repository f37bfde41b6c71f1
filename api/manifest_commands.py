"""Manifests checked and compared: `flask program validate|diff`. On files it takes no database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

import program
from api.manifests import named, spelled
from foundation import Refusal

programs = AppGroup("program", help="Versions of programs: try them out, put them in force.")


def offline_app(arguments: Sequence[str]) -> Flask | None:
    """Give an app of these commands alone if they are asked for with files, else None."""
    words = list(arguments)
    if not words or not {Path(words[0]).stem, Path(words[0]).parent.name} & {"flask"}:
        return None
    if "program" not in words[1:]:
        return None
    asked = words[words.index("program", 1) + 1 :]
    is_on_files = asked[:1] == ["validate"] or (
        asked[:1] == ["diff"] and all(Path(word).is_file() for word in asked[1:])
    )
    if not is_on_files:
        return None
    app = Flask("kopilka", static_folder=None)
    app.cli.add_command(programs)
    return app


def refuse(refusal: Refusal) -> None:
    """End the command with what was refused."""
    click.echo(f"{refusal.code}: {refusal.detail}", err=True)
    for error in refusal.errors:
        click.echo(f"  {error.pointer}: {error.message}", err=True)
    sys.exit(1)


@programs.command("validate")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
def validate(files: tuple[str, ...], strict: bool) -> None:
    """Check manifests; ends with 1 if any of them cannot be a program."""
    faults = 0
    for file in files:
        try:
            found = program.read_manifest(named(file).text)
        except program.ManifestInvalid as invalid:
            faults += len(invalid.problems)
            for line in spelled(file, invalid):
                click.echo(line, err=True)
            continue
        warn(file, found.warnings)
        faults += len(found.warnings) if strict else 0
        rules = len(found.terms.rules)
        click.echo(f"{file}: {found.terms.program} is a program ({rules} earning rules).")
    sys.exit(1 if faults else 0)


@programs.command("diff")
@click.argument("before")
@click.argument("after")
def diff(before: str, after: str) -> None:
    """Tell what differs between two manifests, rule by rule; each a file or code@version.

    Ends with 1 if anything does.
    """
    try:
        old, new = named(before), named(after)
    except Refusal as refusal:
        refuse(refusal)
        return
    found = list(program.changes_between(old.manifest.contents, new.manifest.contents))
    for change in found:
        click.echo(change)
    if not found:
        click.echo("Nothing differs but comments and layout, if anything.")
    sys.exit(1 if found else 0)


def warn(file: str, warnings: tuple[program.ManifestWarning, ...]) -> None:
    """Print what is allowed and probably not meant."""
    for warning in warnings:
        place = warning.pointer or "/"
        click.echo(f"{file}: warning: {warning.code}: {place}: {warning.message}", err=True)
