"""The tables of a run, for the screen and as markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from bench.contest import Contest, Sample, Score

COLUMNS = ("", "trips", "per s", "app ms", "db ms", "× ours", "±")


def print_scores(console: Console, contest: Contest, scores: Sequence[Score]) -> None:
    """Print one contest's table and what to know about it."""
    table = Table(title=contest.title, title_justify="left", title_style="bold", box=box.SIMPLE)
    for name in COLUMNS:
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for row in _rows(scores):
        table.add_row(*row)
    console.print(table)
    console.print(" ".join(contest.notes), style="dim", highlight=False)
    console.print()


def as_markdown(contest: Contest, scores: Sequence[Score]) -> str:
    """Write the same as markdown."""
    head = ["| " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * (len(COLUMNS) - 1)]
    rows = ["| " + " | ".join(row) + " |" for row in _rows(scores)]
    return "\n".join([f"### {contest.title}", "", *head, *rows, "", " ".join(contest.notes), ""])


def _rows(scores: Sequence[Score]) -> Iterator[tuple[str, ...]]:
    ours = scores[0]
    for score in scores:
        yield (
            score.contender.name,
            score.contender.round_trips,
            f"{score.middle(lambda sample: sample.rate):,.0f}",
            f"{score.middle(lambda sample: sample.application_ms):.2f}",
            _database_ms(score),
            f"{score.ratio_to(ours, _cost):.2f}",
            f"{100 * score.spread:.0f} %",
        )


def _cost(sample: Sample) -> float:
    return sample.cost_ms


def _database_ms(score: Score) -> str:
    """Write what the database took, or a dash where it runs elsewhere and cannot be seen."""
    found = score.middle(lambda sample: sample.database_ms)
    return f"{found:.2f}" if found else "–"
