"""`make programs`: run the real programs and print a table, one row a program."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from tests.programs.yardstick import PROGRAMS

HERE = Path(__file__).parent


@dataclass
class Cases:
    """What ran for one program."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    manifests: set[str] = field(default_factory=set)

    @property
    def run(self) -> int:
        """How many cases ran."""
        return self.passed + len(self.failed)


class Tally:
    """Counts cases by the program that a test is marked with."""

    def __init__(self) -> None:
        self.by_program: defaultdict[int, Cases] = defaultdict(Cases)
        self._marked: dict[str, list[int]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember which program each case belongs to."""
        for item in session.items:
            numbers = [n for mark in item.iter_markers("sp") for n in mark.args]
            self._marked[item.nodeid] = numbers
            path = Path(str(item.path)).read_text(encoding="utf-8")
            for number in numbers:
                names = {p.stem for p in _examples() if f'"{p.stem}"' in path}
                self.by_program[number].manifests |= names

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Count a case when it has run."""
        if report.when != "call" and not report.failed:
            return
        for number in self._marked.get(report.nodeid, ()):
            cases = self.by_program[number]
            if report.failed:
                cases.failed.append(report.nodeid)
            elif report.passed:
                cases.passed += 1


def _examples() -> list[Path]:
    return sorted((HERE.parents[1] / "examples" / "programs").glob("*.yaml"))


def main() -> int:
    """Run all cases; gives 0 if every program of the yardstick has cases and all pass."""
    tally = Tally()
    pytest.main(["-q", "-n", "0", "--no-header", str(HERE), *sys.argv[1:]], plugins=[tally])
    table = Table(title="Real programs, each from its manifest")
    for column, justify in (("program", "left"), ("runs as", "left"), ("manifest", "left")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    table.add_column("cases", justify="right")
    table.add_column("passed", justify="right")
    short = []
    for number, name in PROGRAMS.items():
        cases = tally.by_program.get(number, Cases())
        is_right = cases.run > 0 and not cases.failed
        if not is_right:
            short.append(f"SP-{number}")
        style = None if is_right else "red"
        table.add_row(
            f"SP-{number}", name, ", ".join(sorted(cases.manifests)) or "–",
            str(cases.run), str(cases.passed), style=style,
        )  # fmt: skip
    screen = Console(width=None if sys.stdout.isatty() else 150)
    screen.print(table)
    total = sum(cases.run for cases in tally.by_program.values())
    screen.print(
        f"{len(PROGRAMS)} programs, {total} cases"
        + (f"; not right: {short}" if short else "; all pass")
    )
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
