"""Shows on the error stream how far long work is: a bar, or a line now and then in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_LINE_EVERY_SECONDS = 10.0


class _Rate(TextColumn):
    """The speed so far."""

    def __init__(self, unit: str) -> None:
        super().__init__("")
        self._unit = unit

    def render(self, task: object) -> Text:
        speed = getattr(task, "speed", None)
        return Text(f"{speed:,.0f} {self._unit}/s" if speed else f"… {self._unit}/s")


@contextmanager
def counted(total: int, unit: str, *, title: str) -> Iterator[Callable[[int], None]]:
    """Give a function to be told what is done so far."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(console, total, unit, title)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(),
        _Rate(unit),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=max(total, 1))
        yield lambda done: bar.update(task, completed=done)


def _lines(console: Console, total: int, unit: str, title: str) -> Callable[[int], None]:
    began = said = time.monotonic()

    def tell(done: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said < _LINE_EVERY_SECONDS:
            return
        said = now
        rate = done / (now - began)
        left = f", {(total - done) / rate:,.0f} s left" if rate else ""
        share = 100 * done // max(total, 1)
        text = f"{title}: {done:,} of {total:,} {unit} ({share} %), {rate:,.0f} {unit}/s{left}"
        console.print(text, highlight=False, soft_wrap=True)

    return tell
