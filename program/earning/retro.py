"""What retro bands take back: what their rule has given, less what the rest earns at its rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from program.earning.ways import ByBands, Window
from program.rounding import round_ratio
from program.terms import Rule


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a retro rule takes back on an account, and the counter of what it has given."""

    rule: str
    account: str
    units: int
    counter: str


def window_of(rule: Rule) -> Window | None:
    """Give for how long a retro rule counts; None for all other rules."""
    return rule.way.window if isinstance(rule.way, ByBands) else None


def taken_back(
    rules: Iterable[Rule],
    *,
    balances: Mapping[str, int],
    lost: Mapping[str, int],
    used: Mapping[str, int],
    counted: Mapping[str, int],
    still: Mapping[str, int],
    day: date,
) -> Iterator[TakenBack]:
    """Give what retro rules take back when less counts than before.

    `lost` is what the accounts lose with it, `used` what all counters stand at, `counted` what the
    source moved them by, and `still` what its rest does. Where the window is over on that `day`, a
    rule is left out: what its account counts now says nothing of it.
    """
    for rule in rules:
        window = window_of(rule)
        if window is None or not isinstance(rule.way, ByBands):
            continue
        counter, given = (window.counter(what, day) for what in ("counted", "given"))
        gone = counted.get(counter, 0) - still.get(counter, 0)
        if counter not in counted or counter not in used:
            continue
        account = rule.way.account
        after = rule.way.sum_of(balances.get(account, 0) - lost.get(account, 0))
        rest = max(used[counter] - gone, 0) * rule.way.rate_at(after)
        earns = round_ratio(rest, rule.quantum, rule.rounding.mode)
        yield TakenBack(rule.id, rule.account, max(used.get(given, 0) - earns, 0), given)
