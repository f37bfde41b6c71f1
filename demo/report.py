"""What a replay ends with: one table for the screen, and the same for the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from foundation import money


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """The totals of the demo's database after a replay, and how fast this run was.

    Points satisfy issued - burned - revoked + restored - expired = outstanding: `revoked` is what
    returns took back of what was earned, `restored` what they gave back of what was spent, and a
    member's debt counts against the outstanding points.
    """

    weeks: int
    first_day: date
    last_day: date
    members: int
    receipts: int
    returns: int
    turnover_minor: int
    currency: str
    points_issued: int
    points_burned: int
    points_revoked: int
    points_restored: int
    points_expired: int
    points_outstanding: int
    members_per_tier: Mapping[str, int]
    violations: int
    receipts_added: int = 0
    seconds: float = 0.0
    rate_at_start: float = 0.0
    rate_at_end: float = 0.0
    notes: tuple[str, ...] = field(default=())

    @property
    def is_balanced(self) -> bool:
        """Tell whether the points that came and went explain the points that are there."""
        flow = self.points_issued - self.points_burned - self.points_revoked
        return flow + self.points_restored - self.points_expired == self.points_outstanding

    @property
    def rate(self) -> float:
        """Give the receipts per second of this run."""
        return self.receipts_added / self.seconds if self.seconds > 0 else 0.0


def print_report(summary: DemoSummary, console: Console | None = None) -> None:
    """Print the table, the ledger's verdict and the speed."""
    table = Table(title=_title(summary), title_justify="left", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for section in _sections(summary):
        for label, value in section:
            table.add_row(label, value)
        table.add_section()
    screen = console or Console()
    screen.print(table)
    for line in _closing(summary):
        screen.print(line, highlight=False, soft_wrap=True)


def as_markdown(summary: DemoSummary) -> str:
    """Write the same as a markdown section."""
    rows = [row for section in _sections(summary) for row in section]
    table = ["| | |", "|---|---:|", *(f"| {label} | {value} |" for label, value in rows)]
    closing = "\n\n".join(_closing(summary))
    return "\n".join([f"## {_title(summary)}", "", *table, "", closing, ""])


def save_markdown(summary: DemoSummary, path: Path) -> None:
    """Save the markdown in a file, and make its folder where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_markdown(summary), encoding="utf-8")


def verdict(violations: int) -> str:
    """Say what the check of the ledger found."""
    return f"ledger verify: {violations:,} violation{'' if violations == 1 else 's'}"


def _title(summary: DemoSummary) -> str:
    weeks = f"{summary.weeks} week{'' if summary.weeks == 1 else 's'}"
    return f"Replay of {weeks}, {summary.first_day} to {summary.last_day}"


def _sections(summary: DemoSummary) -> Iterator[list[tuple[str, str]]]:
    yield [
        ("Members", f"{summary.members:,}"),
        ("Receipts", f"{summary.receipts:,}"),
        ("Returns", f"{summary.returns:,}"),
        ("Turnover", money.spell(summary.turnover_minor, summary.currency)),
    ]
    yield [
        ("Points issued", f"{summary.points_issued:,}"),
        ("Points burned", f"{summary.points_burned:,}"),
        ("Points revoked by returns", f"{summary.points_revoked:,}"),
        ("Points restored by returns", f"{summary.points_restored:,}"),
        ("Points expired", f"{summary.points_expired:,}"),
        ("Points outstanding", f"{summary.points_outstanding:,}"),
    ]
    yield [(f"Members in {tier}", f"{count:,}") for tier, count in summary.members_per_tier.items()]


def _closing(summary: DemoSummary) -> Iterator[str]:
    yield verdict(summary.violations)
    if not summary.is_balanced:
        yield "The points that came and went do not explain the points outstanding."
    if summary.receipts_added:
        yield (
            f"This run added {summary.receipts_added:,} receipts in {summary.seconds:,.0f} s:"
            f" {summary.rate:,.0f} receipts/s"
            f" ({summary.rate_at_start:,.0f} at the start, {summary.rate_at_end:,.0f} at the end)."
        )
    else:
        yield "This run added nothing: every receipt was there."
    yield from summary.notes
