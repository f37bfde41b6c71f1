"""How far a replay is: a bar on a terminal, a line every ten seconds in a log."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from demo.progress import ReplayProgress


class Ticks:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


def screen(*, is_terminal: bool = False) -> Console:
    return Console(file=StringIO(), force_terminal=is_terminal, width=120)


def text(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def run(progress: ReplayProgress, ticks: Ticks, *, count: int, seconds: float) -> None:
    for _ in range(count):
        ticks.at += seconds
        progress.advance(note="2017-01-12")


def test_a_log_gets_a_line_every_ten_seconds_with_rate_and_time_left(ticks: Ticks) -> None:
    console = screen()

    with ReplayProgress(10_000, console=console, tick=ticks) as progress:
        run(progress, ticks, count=3000, seconds=0.01)

    assert text(console).splitlines() == [
        "1,000 of 10,000 receipts (10 %), 100 receipts/s, 1 min 30 s left, 2017-01-12",
        "2,000 of 10,000 receipts (20 %), 100 receipts/s, 1 min 20 s left, 2017-01-12",
        "3,000 of 10,000 receipts (30 %), 100 receipts/s, 1 min 10 s left, 2017-01-12",
        "3,000 of 10,000 receipts (30 %), 100 receipts/s, 1 min 10 s left, done",
    ]


def test_what_an_earlier_run_did_counts_as_done_but_not_as_fast(ticks: Ticks) -> None:
    console = screen()

    with ReplayProgress(100, done=50, console=console, tick=ticks) as progress:
        run(progress, ticks, count=50, seconds=0.5)

    assert text(console).splitlines()[-1] == "100 of 100 receipts (100 %), 2 receipts/s, done"


def test_a_replay_that_breaks_says_how_far_it_came(ticks: Ticks) -> None:
    console = screen()

    def interrupted() -> None:
        with ReplayProgress(100, console=console, tick=ticks) as progress:
            run(progress, ticks, count=10, seconds=0.1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert text(console).splitlines()[-1].endswith("9 s left, stopped")


def test_the_rates_of_the_first_and_the_last_tenth_are_told_apart(ticks: Ticks) -> None:
    with ReplayProgress(10_000, console=screen(), tick=ticks) as progress:
        run(progress, ticks, count=5000, seconds=0.005)
        run(progress, ticks, count=5000, seconds=0.01)

    assert progress.rates() == pytest.approx((200, 100), rel=0.02)
    assert progress.rate == pytest.approx(133.3, rel=0.01)


def test_time_after_the_end_does_not_count(ticks: Ticks) -> None:
    with ReplayProgress(100, console=screen(), tick=ticks) as progress:
        run(progress, ticks, count=100, seconds=0.1)
    ticks.at += 1000

    assert progress.seconds == pytest.approx(10)
    assert progress.rates() == pytest.approx((10, 10), rel=0.02)


def test_a_run_that_adds_nothing_has_no_rate(ticks: Ticks) -> None:
    with ReplayProgress(100, done=100, console=screen(), tick=ticks) as progress:
        ticks.at += 1

    assert progress.rates() == (0.0, 0.0)
    assert progress.rate == 0.0


def test_a_terminal_gets_a_bar(ticks: Ticks) -> None:
    console = screen(is_terminal=True)

    with ReplayProgress(20, console=console, tick=ticks) as progress:
        run(progress, ticks, count=20, seconds=0.1)

    assert "20/20" in text(console)
    assert "100%" in text(console)
