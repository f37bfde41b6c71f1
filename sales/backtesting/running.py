"""Run a backtest: members in shares, a process for each share, all manifests over one reading.

A share is a process of its own that is told what to do on its standard input and tells on its
standard output how far it is and, in the end, what it has counted.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from program import Terms, read_manifest
from sales.backtesting.events import Source
from sales.backtesting.playing import Stage, play
from sales.backtesting.tally import Tally

_ROOT = Path(__file__).resolve().parents[2]
_EXAMPLES = 50
_TELL_EVERY = 100
_LONGEST_SILENCE_SECONDS = 1.0
OnProgress = Callable[[int], None]


class BacktestFailed(Exception):
    """A process of a backtest ended without a result; the message is its last words."""


@dataclass(slots=True)
class Moved:
    """Who ends in another tier under the second terms than under the first."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, member_id: str, before: str | None, after: str | None) -> None:
        """Count a member whose tiers differ."""
        pair = (before or "none", after or "none")
        self.counts[pair] += 1
        self.examples.append((member_id, *pair))

    def add(self, other: Moved) -> None:
        """Add another share, keeping as many examples as can be read."""
        self.counts.update(other.counts)
        self.examples = sorted(self.examples + other.examples)[:_EXAMPLES]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What histories come to under each manifest, and who changes tier between the first two."""

    terms: tuple[Terms, ...]
    tallies: tuple[Tally, ...]
    moved: Moved
    members: int


@dataclass(frozen=True, slots=True)
class _Share:
    source: Source
    manifests: tuple[str, ...]
    place: int
    of: int


def run(
    source: Source,
    manifests: Sequence[str],
    *,
    processes: int = 2,
    on_progress: OnProgress = lambda done: None,
) -> Outcome:
    """Play all histories of a source under each manifest.

    With no processes everything happens in this one. `on_progress` gets what is done so far, in
    the source's unit, every second at least; what it raises ends the backtest and its processes.
    Raises ManifestInvalid, BacktestFailed.
    """
    texts = tuple(manifests)
    terms = tuple(read_manifest(text).terms for text in texts)
    if processes < 1:
        return _gather(terms, [work(_Share(source, texts, 0, 1), on_progress)])
    shares = [_Share(source, texts, place, processes) for place in range(processes)]
    return _gather(terms, _in_processes(shares, on_progress))


def work(share: Any, on_progress: OnProgress) -> dict[str, Any]:
    """Play one share in this process and give what was counted, as plain values."""
    until = share.source.ends_at()
    stages = [Stage.of(read_manifest(text).terms, until) for text in share.manifests]
    moved, done, told, members = Moved(), 0, 0, 0
    for history in share.source.histories(share.place, share.of):
        tiers = [play(history, stage) for stage in stages]
        for member_id, tier in tiers[0].items() if len(tiers) > 1 else ():
            if tier != tiers[1][member_id]:
                moved.note(member_id, tier, tiers[1][member_id])
        members += len(tiers[0]) if tiers else 0
        done += history.size
        if done - told >= _TELL_EVERY:
            on_progress(done)
            told = done
    on_progress(done)
    examples = sorted(moved.examples)[:_EXAMPLES]
    tallies = [stage.tally.dump() for stage in stages]
    counts = dict(moved.counts)
    return {"tallies": tallies, "counts": counts, "examples": examples, "members": members}


def _gather(terms: tuple[Terms, ...], results: Sequence[dict[str, Any]]) -> Outcome:
    tallies = tuple(Tally() for _ in terms)
    moved = Moved()
    for result in results:
        for tally, dumped in zip(tallies, result["tallies"], strict=True):
            tally.add(Tally.load(dumped))
        moved.add(Moved(Counter(result["counts"]), result["examples"]))
    return Outcome(terms, tallies, moved, sum(result["members"] for result in results))


def _in_processes(shares: Sequence[_Share], on_progress: OnProgress) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "sales.backtesting"]
    told: queue.Queue[tuple[int, str, Any]] = queue.Queue()
    children: list[subprocess.Popen[bytes]] = []
    try:
        for place, share in enumerate(shares):
            child = subprocess.Popen(
                command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            children.append(child)
            threading.Thread(target=_listen, args=(place, child, told), daemon=True).start()
            with contextlib.suppress(BrokenPipeError), cast(IO[bytes], child.stdin) as words:
                pickle.dump(share, words)
        return _results(told, len(shares), on_progress)
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
            child.wait()


def _listen(
    place: int, child: subprocess.Popen[bytes], told: queue.Queue[tuple[int, str, Any]]
) -> None:
    """Hand on what a process tells, and in the end that it is silent."""
    stream = cast(IO[bytes], child.stdout)
    with stream, contextlib.suppress(EOFError, pickle.UnpicklingError):
        while True:
            kind, value = pickle.load(stream)
            told.put((place, kind, value))
    told.put((place, "silent", None))


def _results(
    told: queue.Queue[tuple[int, str, Any]], count: int, on_progress: OnProgress
) -> list[dict[str, Any]]:
    """Wait for the results of so many processes, telling how far they are every second at least."""
    done: list[int] = [0] * count
    results: dict[int, Any] = {}
    while len(results) < count:
        try:
            place, kind, value = told.get(timeout=_LONGEST_SILENCE_SECONDS)
        except queue.Empty:
            on_progress(sum(done))
            continue
        if kind == "silent" and place not in results:
            raise BacktestFailed("A process of the backtest ended early; its words stand above.")
        if kind == "result":
            results[place] = value
        elif kind == "done":
            done[place] = value
            on_progress(sum(done))
    return [results[place] for place in range(count)]
