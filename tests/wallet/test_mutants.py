"""The random comparison is worth something: it finds every fault that we put into a copy."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.house import ROOT
from tests.wallet.book import Kit
from tests.wallet.machine import LedgerMachine

PURE = ("values", "steps", "changes", "rules")
SEARCH = settings(
    max_examples=300,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    print_blob=False,
)
Edit = tuple[str, str, str]

REPAY_AFTER_RELEASE: Edit = (
    "rules",
    """        self._let_go(hold, "release", step.why)
        self._repay(hold.account)
""",
    """        self._let_go(hold, "release", step.why)
""",
)
REPAY_WHEN_SETTLING: Edit = (
    "rules",
    """            self._repay(code)

    def tell""",
    """
    def tell""",
)
OWN_LOTS: Edit = ("rules", "for key in dict.fromkeys(step.lots) if", "for key in () if")
NOT_TWICE: Edit = ("rules", " if lot.id not in step.lots]", "]")

MUTANTS: dict[str, list[Edit]] = {
    "a release pays no debt": [REPAY_AFTER_RELEASE],
    "time pays no debt": [REPAY_WHEN_SETTLING],
    "neither does": [REPAY_AFTER_RELEASE, REPAY_WHEN_SETTLING],
    "an earning pays no debt": [
        (
            "rules",
            """step.why, [lot])
        self._repay(step.account)
""",
            """step.why, [lot])
""",
        )
    ],
    "last to expire is first spent": [
        (
            "values",
            "return (self.expires_ms or NEVER, self.earned_ms, self.id)",
            "return (-(self.expires_ms or NEVER), -self.earned_ms, self.id)",
        )
    ],
    "newest is first spent": [
        ("values", "NEVER, self.earned_ms, self.id)", "NEVER, -self.earned_ms, self.id)")
    ],
    "undated is first spent": [("values", "self.expires_ms or NEVER,", "self.expires_ms or 0,")],
    "debt is forgiven": [
        ("rules", """step.policy == "debt":\n            self._change("d"""
         """", step.account, short)""", """step.policy == "debt":"""),
    ],
    "debt is clamped": [
        ("rules", 'if short and step.policy == "debt":', 'if short and step.policy == "none":')
    ],
    "a clamp is a debt": [
        ("rules", 'if short and step.policy == "debt":', 'if short and step.policy != "block":')
    ],
    "a block is a clamp": [("rules", 'step.policy == "block"', 'step.policy == "none"')],
    "a lot is spent at its expiry": [
        ("values", "at_ms < self.expires_ms)", "at_ms <= self.expires_ms)")
    ],
    "a lot outlives its expiry": [
        ("rules", "lot.expires_ms is not None and lot.expires_ms <= self.at_ms",
         "lot.expires_ms is not None and lot.expires_ms < self.at_ms"),
    ],
    "a hold outlives its end": [
        ("rules", "if hold.until_ms <= self.at_ms:", "if hold.until_ms < self.at_ms:")
    ],
    "pending units are spent": [
        ("values", "return self.available_ms <= at_ms and (", "return (")
    ],
    "a release leaves the hold": [
        ("rules", """-> None:
        self._change("x", hold.id)
""", """-> None:
"""),
    ],
    "a confirmation leaves the hold": [
        ("rules", """_checked(amount))
        self._change("x", hold.id)
""", """_checked(amount))
"""),
    ],
    "the rest of a confirmed hold is lost": [
        ("rules", """        for lot in rest:
            self._put(hold.account, lot)
""", ""),
    ],
    "a clawback ignores its own lot": [OWN_LOTS, NOT_TWICE],
    "a clawback takes its own lot alone": [("rules", "draw(own + others, wanted)",
                                            "draw(own, wanted)")],
    "a clawback takes its own lot twice": [NOT_TWICE],
    "points given back live for ever": [("rules", "expires = max(expires, earliest_ms)",
                                         "expires = None")],
    "points given back die sooner": [("rules", "expires = max(expires, earliest_ms)",
                                      "expires = earliest_ms")],
    "sliding shortens": [("rules", "lot.expires_ms < step.expires_ms",
                          "lot.expires_ms != step.expires_ms")],
    "lots of any expiry are joined": [
        ("rules", "same_expiry = kept.expires_ms == expires_ms", "same_expiry = True")
    ],
    "pending joins available": [
        ("rules", "both_live = kept.available_ms <= self.at_ms and available_ms <= self.at_ms",
         "both_live = True"),
    ],
    "what is free already ripens": [
        ("rules", "if lot.id in step.lots and lot.available_ms > self.at_ms]",
         "if lot.id in step.lots]"),
    ],
    "any lot ripens": [
        ("rules", "if lot.id in step.lots and lot.available_ms > self.at_ms]",
         "if lot.available_ms > self.at_ms]"),
    ],
    "ripe units pay no debt": [
        ("rules", """        self.moves.append(move | _why(step.why))
        self._repay(step.account)
        self._merge_excess(step.account)

    def _prolong""", """        self.moves.append(move | _why(step.why))

    def _prolong"""),
    ],
    "ripe units still wait": [
        ("rules", "step.amount, step.expires_ms, self.at_ms)",
         "step.amount, step.expires_ms, self.at_ms + 3)"),
    ],
    "ripe units double": [
        ("rules", "        self._take(step.account, [(lot, lot.amount) for lot in ripe])\n", ""),
    ],
    "a refusal leaves half a posting": [
        ("rules", "_Scribe(state.copy(), at_ms, seq)", "_Scribe(state, at_ms, seq)")
    ],
    "what happened unseen did not happen": [
        ("rules", "for moment in _due_moments(self.state, self.at_ms):",
         "for moment in [self.at_ms]:"),
    ],
    "a change is not written down": [
        ("rules", """        row = list(change)
        self.changes.append(row)
""", """        row = list(change)
        self.changes.extend([row] if row[0] != "d" else [])
"""),
    ],
    "a write-off is not told of": [("rules", '[["write_off", -short]] if short else []',
                                    "[]")],
}  # fmt: skip


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Path]:
    """Give a folder for the copy, and forget the copy afterwards."""
    yield tmp_path
    for name in [name for name in sys.modules if name.split(".")[0] == "faulty"]:
        del sys.modules[name]


def a_copy(workshop: Path, edits: list[Edit]) -> Kit:
    """Load a copy of the pure modules, with texts replaced that must be there exactly once."""
    for room in PURE:
        source = (ROOT / "wallet" / f"{room}.py").read_text()
        for _, old, new in (edit for edit in edits if edit[0] == room):
            assert source.count(old) == 1, f"{source.count(old)} times in {room}: {old}"
            source = source.replace(old, new)
        for other in PURE:
            source = source.replace(f"from wallet.{other} import", f"from faulty.{other} import")
        (workshop / f"{room}.py").write_text(source)
    package = ModuleType("faulty")
    package.__path__ = [str(workshop)]
    sys.modules["faulty"] = package
    importlib.invalidate_caches()
    rooms = (importlib.import_module(f"faulty.{room}") for room in ("rules", "steps", "values"))
    return Kit(*rooms)


def is_found_out(kit: Kit, search: settings = SEARCH) -> bool:
    """Tell whether the random comparison finds a fault in a ledger."""
    machine = type("FaultyMachine", (LedgerMachine,), {"kit": kit})
    try:
        run_state_machine_as_test(machine, settings=search)
    except Exception:
        return True
    return False


def test_a_copy_without_a_fault_survives(workshop: Path) -> None:
    assert not is_found_out(a_copy(workshop, []), settings(SEARCH, max_examples=50))


@pytest.mark.parametrize("fault", MUTANTS)
def test_a_fault_is_found_out(fault: str, workshop: Path) -> None:
    assert is_found_out(a_copy(workshop, MUTANTS[fault]))
