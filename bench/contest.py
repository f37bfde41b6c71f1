"""A contest: several ways to do one thing, run in turns, with what each operation costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median

from bench.processes import cpu_seconds

WARM_UP_SECONDS = 0.25


@dataclass(frozen=True)
class Contender:
    """One way to do it: `work` does it for so many seconds and tells how often it was done.

    `application` lists the processes that stand between the caller and the database, none for
    this process itself.
    """

    name: str
    round_trips: str
    work: Callable[[float], int]
    application: tuple[int, ...] = ()


@dataclass(frozen=True)
class Contest:
    """Contenders for one thing; the first is the one that the others are compared with."""

    title: str
    contenders: Sequence[Contender]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Sample:
    """What one turn took: operations, seconds, and the processor's seconds on either side."""

    operations: int
    seconds: float
    application: float
    database: float

    @property
    def rate(self) -> float:
        """Operations per second by the clock on the wall."""
        return self.operations / self.seconds

    @property
    def application_ms(self) -> float:
        """The application's processor time of one operation."""
        return 1000 * self.application / self.operations

    @property
    def database_ms(self) -> float:
        """The database's processor time of one operation."""
        return 1000 * self.database / self.operations

    @property
    def cost_ms(self) -> float:
        """The processor time of one operation on both sides."""
        return self.application_ms + self.database_ms


@dataclass
class Score:
    """The samples of one contender, a sample per round."""

    contender: Contender
    samples: list[Sample] = field(default_factory=list)

    def middle(self, figure: Callable[[Sample], float]) -> float:
        """Give the median of a figure over the rounds."""
        return median(figure(sample) for sample in self.samples)

    def ratio_to(self, other: Score, figure: Callable[[Sample], float]) -> float:
        """Give the median over the rounds of a figure divided by the other's of that round."""
        pairs = zip(self.samples, other.samples, strict=True)
        return median(figure(own) / figure(others) for own, others in pairs)

    @property
    def spread(self) -> float:
        """Tell how far the cost of the rounds lies from its median at most, as a share."""
        centre = self.middle(lambda sample: sample.cost_ms)
        return max(abs(sample.cost_ms - centre) for sample in self.samples) / centre


def run(
    contest: Contest,
    *,
    rounds: int,
    seconds: float,
    database: Iterable[int],
    on_turn: Callable[[str], None],
) -> list[Score]:
    """Give each contender a turn of so many seconds in every round; who begins, changes."""
    scores = [Score(contender) for contender in contest.contenders]
    for score in scores:
        score.contender.work(WARM_UP_SECONDS)
    for number in range(rounds):
        start = number % len(scores)
        for score in scores[start:] + scores[:start]:
            on_turn(score.contender.name)
            score.samples.append(_turn(score.contender, seconds, tuple(database)))
    return scores


def _turn(contender: Contender, seconds: float, database: tuple[int, ...]) -> Sample:
    pids = contender.application
    before = cpu_seconds(pids) if pids else time.process_time()
    before_database, started = cpu_seconds(database), time.monotonic()
    operations = contender.work(seconds)
    took = time.monotonic() - started
    after = cpu_seconds(pids) if pids else time.process_time()
    return Sample(operations, took, after - before, cpu_seconds(database) - before_database)


def repeat(
    operation: Callable[[int], object], *, numbers: Iterator[int], threads: int = 1
) -> Callable[[float], int]:
    """Make work of a single operation, which is told a number of its own each time."""

    def until(deadline: float) -> int:
        done = 0
        while time.monotonic() < deadline:
            operation(next(numbers))
            done += 1
        return done

    def work(seconds: float) -> int:
        deadline = time.monotonic() + seconds
        if threads == 1:
            return until(deadline)
        with ThreadPoolExecutor(threads) as pool:
            return sum(pool.map(until, [deadline] * threads))

    return work
