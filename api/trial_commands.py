"""Programs on past and invented receipts: `flask program backtest|simulate|margin|fees`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
import msgspec
import orjson
from flask import current_app

import program
import sales
import wallet
from api.bodies import struct_error
from api.faults import UNKNOWN
from api.fee_tables import print_fees
from api.manifest_commands import programs, refuse
from api.manifests import named
from api.pos.baskets import LineBody
from api.program_commands import MOMENT, be_patient, in_zone, lived_through
from api.program_tables import (
    print_activity,
    print_backtest,
    print_margin,
    print_simulation,
    screen,
)
from api.progress import counted
from api.trials import (
    StandingBody,
    TrialActivityBody,
    TrialBasketBody,
    assumed_of,
    occurrence_of,
    sale_of,
)
from foundation import Refusal, clock
from sales import backtesting

__all__ = ["SourceMaker", "programs"]


class _Percent(click.ParamType[Fraction]):
    """A percentage from 0 to 100, as a share."""

    name = "percent"

    def convert(self, value: Any, param: Any, ctx: Any) -> Fraction:
        """Read it exactly."""
        if isinstance(value, Fraction):
            return value
        try:
            share = Fraction(str(value)) / 100
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value} is no percentage", param, ctx)
        if not 0 <= share <= 1:
            self.fail(f"{value} is not from 0 to 100", param, ctx)
        return share


PERCENT = _Percent()
SourceMaker = Callable[[int, datetime | None, datetime | None], backtesting.Source]


@programs.command("backtest")
@click.argument("manifests", nargs=-1, required=True)
@click.option("--from", "since", type=MOMENT, help="Leave out what was before.")
@click.option("--until", type=MOMENT, help="Leave out what came after.")
@click.option("--source", default="database", show_default=True, help="database or demo.")
@click.option("--weeks", default=53, show_default=True, help="How many weeks of the demo.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(0, 64))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def backtest(
    manifests: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    source: str,
    weeks: int,
    processes: int,
    as_json: bool,
) -> None:
    """Live past receipts through again under one manifest or several: files or code@version."""
    wanted = [named(word) for word in manifests]
    terms = [found.manifest.terms for found in wanted]
    begin, end = in_zone(since, terms[0]), in_zone(until, terms[0])
    histories = _source(source, terms[0].program, begin, end, weeks)
    with counted(histories.count(), histories.unit, title="Backtest") as tell:
        texts = [found.text for found in wanted]
        outcome = lived_through(histories, texts, processes=processes, on_progress=tell)
    found = backtesting.summarise(outcome)
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
        return
    print_backtest(screen(), found, [each.label for each in wanted])


@programs.command("simulate")
@click.argument("manifest")
@click.option("--basket", help="JSON, or a file of it: what a till would send.")
@click.option("--activity", help="JSON, or a file of it: its type, and its data.")
@click.option("--member", help="The wallet to take, by its member's id.")
@click.option("--standing", help="JSON, or a file of it: the tier, balances and facts assumed.")
def simulate(
    manifest: str,
    basket: str | None,
    activity: str | None,
    member: str | None,
    standing: str | None,
) -> None:
    """Tell what a basket or an activity comes to, with every reason; nothing is written."""
    if (basket is None) == (activity is None):
        raise click.UsageError("Give --basket or --activity.")
    wanted = named(manifest)
    terms = wanted.manifest.terms
    assumed = None
    try:
        if standing is not None or member is None:
            assumed = assumed_of(_decoded("standing", standing or "{}", StandingBody), terms)
        if activity is not None:
            told = _decoded("activity", activity, TrialActivityBody)
            what = occurrence_of(told, terms, member or "")
            print_activity(screen(), sales.simulate_activity(what, terms, assumed=assumed), terms)
            return
        sale = sale_of(_decoded("basket", basket or "", TrialBasketBody), terms, member or "")
        print_simulation(screen(), sales.simulate(sale, terms, assumed=assumed), wanted.label)
    except Refusal as refusal:
        refuse(refusal)


def _source(
    name: str, code: str, since: datetime | None, until: datetime | None, weeks: int
) -> backtesting.Source:
    if name == "database":
        be_patient()
        return backtesting.Journals.here(program=code, since=since, until=until)
    makers: dict[str, SourceMaker] = current_app.extensions["kopilka_histories"]
    if name not in makers:
        known = ", ".join(["database", *makers])
        raise click.BadParameter(f"There is no source {name}. There are: {known}.")
    return makers[name](weeks, since, until)


def _decoded(option: str, text: str, kind: type[Any]) -> Any:
    """Read JSON, given itself or as the name of a file."""
    try:
        raw = Path(text).read_bytes() if not text.lstrip().startswith("{") else text.encode()
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        fault = struct_error(error, "en")
        field = fault.pointer.rpartition("/")[2]
        known = LineBody if fault.pointer.startswith("/lines/") else kind
        told = f"{fault.pointer or '/'}: {fault.message}"
        if fault.code == UNKNOWN:
            told += f" {program.hint_at(field, known.__struct_fields__)}"
        click.echo(f"--{option}: {told}", err=True)
    except (OSError, msgspec.DecodeError) as error:
        click.echo(f"--{option}: {error}", err=True)
    sys.exit(2)


@programs.command("margin")
@click.argument("code")
@click.option("--from", "since", type=MOMENT, required=True, help="From when.")
@click.option("--until", type=MOMENT, help="Up to when; now, unless given.")
@click.option("--margin", "percent", type=PERCENT, help="Percent of the price that is margin.")
@click.option("--category", "categories", multiple=True, help="As in coffee=45; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def margin(
    code: str,
    since: datetime,
    until: datetime | None,
    percent: Fraction | None,
    categories: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tell what each rule has cost, and how much more must be sold to make up for it."""
    be_patient()
    terms = named(code).manifest.terms
    shares = backtesting.Shares(percent, dict(_category(word) for word in categories))
    begin, end = in_zone(since, terms) or since, in_zone(until, terms) or clock.now()
    members = wallet.wallet_sizes()
    with counted(len(members), "members", title="Margin") as tell:
        found = backtesting.margin_report(
            terms.program, shares, since=begin, until=end, on_progress=lambda done, _: tell(done)
        )
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
        return
    print_margin(screen(), found)


@programs.command("fees")
@click.argument("code")
@click.option("--from", "since", type=MOMENT, required=True, help="From when.")
@click.option("--until", type=MOMENT, help="Up to when; now, unless given.")
def fees(code: str, since: datetime, until: datetime | None) -> None:
    """Tell what the fees of a paid membership brought, and what its privileges took off."""
    be_patient()
    terms = named(code).manifest.terms
    begin, end = in_zone(since, terms) or since, in_zone(until, terms) or clock.now()
    found = sales.membership_worth(terms, since=begin, until=end)
    if found is None:
        click.echo(f"{terms.program} sells no membership.", err=True)
        sys.exit(1)
    print_fees(screen(), found, terms.currency)


def _category(word: str) -> tuple[str, Fraction]:
    name, equals, percent = word.rpartition("=")
    if not equals or not name:
        raise click.BadParameter(f"{word} is not as in coffee=45.")
    return name, PERCENT.convert(percent, None, None)
