"""The table at the end: totals, tiers, the ledger's verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

from rich.console import Console

from demo.report import DemoSummary, as_markdown, print_report, save_markdown

SUMMARY = DemoSummary(
    weeks=4,
    first_day=date(2017, 1, 1),
    last_day=date(2017, 1, 22),
    members=1868,
    receipts=9151,
    returns=43,
    turnover_minor=27_089_548,
    currency="USD",
    points_issued=266_119,
    points_burned=35_416,
    points_revoked=200,
    points_restored=50,
    points_expired=0,
    points_outstanding=230_553,
    members_per_tier={"basic": 1800, "silver": 68},
    violations=0,
    receipts_added=9151,
    seconds=61.0,
    rate_at_start=151.2,
    rate_at_end=148.9,
)


def printed(summary: DemoSummary) -> str:
    console = Console(file=StringIO(), width=100)
    print_report(summary, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_the_table_tells_receipts_points_tiers_and_the_verdict() -> None:
    text = printed(SUMMARY)

    for part in ("9,151", "270895.48 USD", "266,119", "35,416", "230,553", "Members in silver"):
        assert part in text
    assert "ledger verify: 0 violations\n" in text
    assert "150 receipts/s (151 at the start, 149 at the end)" in text


def test_a_second_run_says_that_it_added_nothing() -> None:
    assert "added nothing" in printed(replace(SUMMARY, receipts_added=0, seconds=0.4))


def test_violations_are_counted() -> None:
    assert "ledger verify: 1 violation\n" in printed(replace(SUMMARY, violations=1))
    assert "ledger verify: 1,200 violations\n" in printed(replace(SUMMARY, violations=1200))


def test_points_that_do_not_add_up_are_told() -> None:
    assert SUMMARY.is_balanced
    assert "do not explain" not in printed(SUMMARY)
    assert "do not explain" in printed(replace(SUMMARY, points_outstanding=230_554))


def test_the_markdown_says_the_same(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "replay.md"

    save_markdown(SUMMARY, page)

    assert page.read_text(encoding="utf-8") == as_markdown(SUMMARY)
    assert as_markdown(SUMMARY).startswith("## Replay of 4 weeks, 2017-01-01 to 2017-01-22\n")
    assert "| Receipts | 9,151 |" in as_markdown(SUMMARY)
