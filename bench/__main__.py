"""`python -m bench [--short] [--save FILE]`: run the contests and print their tables."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

import click
from rich.console import Console

from bench import home, posting, report, till
from bench.contest import run
from bench.stage import Stage, stage
from foundation import clock

CONTESTS = (posting.contests, till.contests, home.contests)
_LEGEND = (
    "Medians over the rounds. trips: round trips to the database, +1 only writes a cache. "
    "app ms, db ms: processor time of one operation in the process that talks to the database "
    "and in the database. × ours: both together against Kopilka's in the same round. "
    "±: how far a round lies from the median at most. "
    "per s: by the clock on the wall, which means little where other programs run."
)


@click.command()
@click.option("--short", is_flag=True, help="Two short rounds: half a minute in all.")
@click.option("--save", type=click.Path(path_type=Path), help="Save the tables as markdown.")
def main(short: bool, save: Path | None) -> None:
    """Measure Kopilka beside what one would write instead, on the same database."""
    rounds, seconds = (2, 0.5) if short else (5, 3.0)
    console, written = Console(), list[str]()
    began = time.monotonic()
    with console.status("Starting a database") as status, stage() as ground:
        written.append(_about(ground, rounds, seconds))
        console.print(written[0], highlight=False, soft_wrap=True)
        console.print()
        for prepare in CONTESTS:
            status.update("Preparing")
            with prepare(ground) as contests:
                for contest in contests:
                    scores = run(
                        contest,
                        rounds=rounds,
                        seconds=seconds,
                        database=ground.database_pids,
                        on_turn=status.update,
                    )
                    report.print_scores(console, contest, scores)
                    written.append(report.as_markdown(contest, scores))
    console.print(_LEGEND, style="dim", highlight=False)
    console.print(f"{time.monotonic() - began:.0f} s", style="dim", highlight=False)
    if save is not None:
        save.parent.mkdir(parents=True, exist_ok=True)
        save.write_text("\n\n".join(written), encoding="utf-8")


def _about(ground: Stage, rounds: int, seconds: float) -> str:
    busy = os.getloadavg()[0]
    return (
        f"{clock.wall():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, {ground.server_name}; "
        f"{rounds} rounds of {seconds:g} s; load of the machine before: {busy:.1f}"
    )


if __name__ == "__main__":
    main()
