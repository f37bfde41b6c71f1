"""Partners compiled for work. Rates are whole millionths of the smallest money unit, per unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rate:
    """What a unit is worth from a day on: issued (the partner owes) and accepted (it gets).

    The fees are the operator's commission on each, paid by the partner.
    """

    begins: date
    issue_micro: int
    accept_micro: int
    issue_fee_micro: int = 0
    accept_fee_micro: int = 0


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner: where it sells, what it hands over, what it may do, its rates in order."""

    code: str
    name: Text
    stores: frozenset[str]
    channels: frozenset[str]
    rewards: frozenset[str]
    accounts: frozenset[str]
    may_issue: bool
    may_accept: bool
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class PartnersTerms:
    """All partners of a program; `cleared` are the accounts whose units partners pay for."""

    by_code: Mapping[str, Partner]
    by_store: Mapping[str, Partner]
    by_channel: Mapping[str, Partner]
    by_reward: Mapping[str, Partner]
    cleared: frozenset[str]
