"""The ledger is what the oracle says, after any sequence of postings that hypothesis can find."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.wallet.machine import LedgerMachine


def test_the_ledger_does_what_the_oracle_says() -> None:
    daily = settings(max_examples=200, stateful_step_count=40, derandomize=True, database=None)

    run_state_machine_as_test(LedgerMachine, settings=daily)


@pytest.mark.proof
def test_the_ledger_does_what_the_oracle_says_at_length() -> None:
    nightly = settings(max_examples=2000, stateful_step_count=60, database=None)

    run_state_machine_as_test(LedgerMachine, settings=nightly)
