"""Shows how far a replay is: a bar with rate and time left, or plain lines in a log."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

LINE_EVERY_SECONDS = 10.0
_SAMPLE_EVERY_SECONDS = 0.5


class _RateColumn(ProgressColumn):
    """The speed of the last seconds."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "…/s")


class ReplayProgress:
    """Counts receipts of a replay: `with ReplayProgress(total, done=resumed_at) as progress`.

    What was done by an earlier run counts as done, but not towards the rate.
    """

    def __init__(
        self,
        total: int,
        *,
        done: int = 0,
        console: Console | None = None,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._before = done
        self._done = done
        self._console = console or Console()
        self._tick = tick
        self._samples: list[tuple[float, int]] = []
        self._started_at = self._said_at = tick()
        self._stopped_at: float | None = None
        self._bar = _bar(self._console) if self._console.is_terminal else None
        self._task = self._bar.add_task("", total=total, completed=done) if self._bar else None

    def __enter__(self) -> Self:
        self._started_at = self._said_at = self._tick()
        self._samples = [(0.0, self._before)]
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped_at = self._tick()
        self._samples.append((self.seconds, self._done))
        if self._bar:
            self._bar.stop()
        else:
            self._say("stopped" if error else "done")

    def advance(self, count: int = 1, *, note: str = "") -> None:
        """Count receipts as done; the note says where the replay is, as in `2017-01-12`."""
        self._done += count
        elapsed = self.seconds
        if elapsed - self._samples[-1][0] >= _SAMPLE_EVERY_SECONDS:
            self._samples.append((elapsed, self._done))
        if self._bar and self._task is not None:
            self._bar.update(self._task, advance=count, description=note)
        elif elapsed + self._started_at - self._said_at >= LINE_EVERY_SECONDS:
            self._say(note)

    @property
    def seconds(self) -> float:
        """Give the seconds from the start until now, or until the replay ended."""
        now = self._tick() if self._stopped_at is None else self._stopped_at
        return now - self._started_at

    @property
    def rate(self) -> float:
        """Give the receipts per second since the start."""
        elapsed = self.seconds
        return (self._done - self._before) / elapsed if elapsed > 0 else 0.0

    def rates(self, *, share: float = 0.1) -> tuple[float, float]:
        """Give the receipts per second in the first and in the last tenth of this run."""
        part = (self._done - self._before) * share
        first = self._seconds_at(self._before + part)
        last = self.seconds - self._seconds_at(self._done - part)
        return (part / first if first > 0 else 0.0, part / last if last > 0 else 0.0)

    def _seconds_at(self, done: float) -> float:
        """Give when so many receipts were done, between two samples in proportion."""
        before = self._samples[0]
        for sample in [*self._samples[1:], (self.seconds, self._done)]:
            if sample[1] >= done:
                step = sample[1] - before[1]
                share = (done - before[1]) / step if step else 0.0
                return before[0] + share * (sample[0] - before[0])
            before = sample
        return before[0]

    def _say(self, note: str) -> None:
        self._said_at = self._tick()
        percent = 100 * self._done // self._total if self._total else 100
        rate, left = self.rate, max(self._total - self._done, 0)
        parts = [
            f"{self._done:,} of {self._total:,} receipts ({percent} %)",
            f"{rate:,.0f} receipts/s",
        ]
        if rate and left:
            parts.append(f"{_duration(left / rate)} left")
        parts += [note] if note else []
        self._console.print(", ".join(parts), highlight=False, soft_wrap=True)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(),
        _RateColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=console,
        speed_estimate_period=20,
    )


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
