"""How a program is doing, for the terminal: `flask program metrics`."""

from __future__ import annotations

from datetime import datetime

import click
import orjson

from api.manifest_commands import programs
from api.manifests import named
from api.program_commands import MOMENT, be_patient, in_zone
from foundation import clock
from sales import backtesting

__all__ = ["programs"]


@programs.command("metrics")
@click.argument("code")
@click.option("--from", "since", type=MOMENT, required=True, help="From when.")
@click.option("--until", type=MOMENT, help="Up to when; now, unless given.")
def metrics(code: str, since: datetime, until: datetime | None) -> None:
    """Tell who comes back, who takes part, and what the fees of a membership brought: JSON."""
    be_patient()
    terms = named(code).manifest.terms
    begin, end = in_zone(since, terms) or since, in_zone(until, terms) or clock.now()
    found = backtesting.metrics_report(terms.program, since=begin, until=end)
    click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
