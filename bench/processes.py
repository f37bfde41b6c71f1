"""What processes cost and who belongs to whom, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """Give the fields of /proc/<pid>/stat after the command's name: the state comes first."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()


def cpu_seconds(pids: Iterable[int]) -> float:
    """Sum up the processor's seconds that processes have used so far, in steps of 10 ms."""
    total = 0
    for pid in pids:
        fields = _stat(pid)
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def family(pid: int) -> list[int]:
    """List a process and everything it has started that still runs, the eldest first."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = _stat(int(folder.name))
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(folder.name)] = int(fields[1])
    found = [pid] if pid in parents else []
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found
