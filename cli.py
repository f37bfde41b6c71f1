"""Commands of an installation: `python cli.py run` and `python cli.py demo`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

import bootstrap
import worker
from foundation import Config, ConfigInvalid, Unavailable
from foundation.embedded import EmbeddedFailed
from jobs import Follower


@click.group()
def main() -> None:
    """Kopilka: run it, or replay a year of real receipts into it."""


@main.command()
def run() -> None:
    """Start database, API and worker, with the demo brand loaded once."""
    from demo import running

    sys.exit(running.run(_config()))


@main.command()
@click.option("--weeks", type=click.IntRange(1, 53), default=4, show_default=True)
@click.option("--fresh", is_flag=True, help="Throw an earlier replay away first.")
@click.option("--save", type=click.Path(path_type=Path), help="Save the table as markdown.")
def demo(weeks: int, fresh: bool, save: Path | None) -> None:
    """Replay weeks of real receipts through the sales service, and verify the ledger."""
    from demo import feed, save_markdown

    config = _config()
    # A server of its own: collections are not made while another process writes.
    folder, name = config.data_dir / "demo", f"{config.database}_demo"
    apart = replace(config, data_dir=folder, database=name, embedded_port=0, program="grocer")
    running = _started(apart)
    try:
        follower = Follower(worker.SOURCES, worker.SUBSCRIBERS)
        summary = feed.run(weeks, follow=follower.run_once, is_fresh=fresh)
    finally:
        running.close()
    if save is not None:
        save_markdown(summary, save)
    sys.exit(1 if summary.violations else 0)


def _config() -> Config:
    try:
        return Config.from_env()
    except ConfigInvalid as invalid:
        for problem in invalid.problems:
            click.echo(problem, err=True)
        sys.exit(2)


def _started(config: Config) -> bootstrap.Running:
    try:
        return bootstrap.bootstrap(config, patient=True)
    except (EmbeddedFailed, Unavailable) as failure:
        click.echo(str(failure), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
