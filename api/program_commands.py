"""Programs by command: `flask program plan|apply|show|list|withdraw`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import click
from flask import current_app
from rich.table import Table

import program
from api.manifest_commands import programs, refuse, warn
from api.manifests import Named, named
from api.program_tables import print_impact, screen
from api.progress import counted
from foundation import Refusal, clock
from sales import backtesting

_FIRST_DAYS = 30

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"])


def be_patient() -> None:
    """Get a connection with long time-outs."""
    current_app.extensions["kopilka_be_patient"]()


def in_zone(moment: datetime | None, terms: program.Terms) -> datetime | None:
    """Read a moment without a zone as one of the program's."""
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=terms.zone)


@programs.command("plan")
@click.argument("file")
@click.option("--effective-at", type=MOMENT, help="From when it would hold; now, unless given.")
@click.option("--impact/--no-impact", default=True, help="Reckon by the last receipts.")
@click.option(
    "--days", type=click.IntRange(1, 400), help="The last days, instead of the last full month."
)
@click.option("--processes", default=2, show_default=True, type=click.IntRange(0, 64))
def plan(
    file: str, effective_at: datetime | None, impact: bool, days: int | None, processes: int
) -> None:
    """Tell what applying a manifest would change, whose tier, and what next month would cost."""
    be_patient()
    wanted = named(file)
    terms = wanted.manifest.terms
    found = program.plan(wanted.text, effective_at=in_zone(effective_at, terms))
    _tell_plan(file, found)
    if impact:
        latest = program.find_latest(terms.program)
        before = Named(f"{terms.program}@{latest.version}", latest.manifest) if latest else wanted
        _tell_impact(before, wanted, days, processes)
    sys.exit(1 if found.refusals else 0)


@programs.command("apply")
@click.argument("file")
@click.option("--effective-at", type=MOMENT, help="From when it holds; now, unless given.")
@click.option("--author", default="flask", show_default=True, help="Who is written down for it.")
def apply(file: str, effective_at: datetime | None, author: str) -> None:
    """Put a manifest in force as a new version."""
    wanted = named(file)
    terms = wanted.manifest.terms
    try:
        made = program.apply(wanted.text, author=author, effective_at=in_zone(effective_at, terms))
    except Refusal as refusal:
        refuse(refusal)
        return
    warn(file, made.warnings)
    click.echo(
        f"{made.program}@{made.version} ({made.id}) holds from {clock.spell(made.effective_at)} on."
    )


@programs.command("show")
@click.argument("which", metavar="CODE[@VERSION]")
def show(which: str) -> None:
    """Print the manifest of a version, as it was sent."""
    try:
        click.echo(named(which).text, nl=False)
    except Refusal as refusal:
        refuse(refusal)


@programs.command("list")
@click.argument("code", required=False)
def list_them(code: str | None) -> None:
    """List the programs, or all versions of one."""
    found = program.list_versions(code) if code else program.list_programs()
    table = Table()
    for heading in ("Program", "Version", "Name", "Holds from", "Author", ""):
        table.add_column(heading)
    for version in found:
        name = version.name.get("en") or next(iter(version.name.values()))
        state = "withdrawn" if version.withdrawn_at else ""
        begins = clock.spell(version.effective_at)
        number = str(version.version)
        table.add_row(version.program, number, name, begins, version.author, state)
    screen().print(table)


@programs.command("withdraw")
@click.argument("which", metavar="CODE@VERSION")
@click.option("--author", default="flask", show_default=True, help="Who is written down for it.")
def withdraw(which: str, author: str) -> None:
    """Withdraw a version that has not begun."""
    code, _, number = which.partition("@")
    if not number.isdigit():
        raise click.BadParameter("Name the version, as in kopeck@2.")
    try:
        program.withdraw(code, int(number), author=author)
    except Refusal as refusal:
        refuse(refusal)
        return
    click.echo(f"{which} is withdrawn and never holds.")


def _tell_plan(file: str, found: program.Plan) -> None:
    click.echo(f"{found.program}: it would be version {found.version}.")
    for change in found.changes:
        click.echo(f"  {change}")
    if not found.changes:
        click.echo("  Nothing changes but comments and layout, if anything.")
    warn(file, found.warnings)
    for refusal in found.refusals:
        click.echo(f"refused: {refusal.code}: {refusal.detail}", err=True)


def lived_through(
    source: backtesting.Source,
    texts: Sequence[str],
    *,
    processes: int,
    on_progress: Callable[[int], None],
) -> backtesting.Outcome:
    """Run a backtest for a command, which ends with words if one of its processes dies."""
    try:
        return backtesting.run(source, texts, processes=processes, on_progress=on_progress)
    except backtesting.BacktestFailed as failed:
        raise click.ClickException(str(failed)) from failed


def _tell_impact(before: Named, after: Named, days: int | None, processes: int) -> None:
    terms = after.manifest.terms
    since, until, name = _span(terms, days)
    source = backtesting.Journals.here(program=terms.program, since=since, until=until)
    total = source.count()
    with counted(total, source.unit, title="Reckoning") as tell:
        shares = processes if total > 2000 else 0
        texts = [before.text, after.text]
        outcome = lived_through(source, texts, processes=shares, on_progress=tell)
    found = backtesting.summarise(outcome)
    print_impact(screen(), found, [before.label, after.label], name)


def _span(terms: program.Terms, days: int | None) -> tuple[datetime, datetime, str]:
    """Give the time that a plan is reckoned by, and its name: the last full month of receipts."""
    now = clock.now()
    month = backtesting.last_full_month(terms) if days is None else None
    if month is not None:
        return *month, f"{month[0].astimezone(terms.zone):%B %Y}"
    days = days or _FIRST_DAYS
    return now - timedelta(days=days), now, f"the last {days} days"
