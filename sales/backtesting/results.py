"""What a backtest came to, as plain values: for tables, for JSON and for being kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from foundation.money import minor_digits
from program import Terms, draws
from sales.backtesting.running import Outcome
from sales.backtesting.tally import Tally

Found = dict[str, Any]
_WORTHLESS = frozenset({"status", "counter"})
_FLOWS = ("earned", "burned", "expired", "clawed", "restored", "other")
_SUMS = (
    "receipts",
    "returns",
    "activities",
    "turnover_minor",
    "payable_minor",
    "burned_minor",
    "refunded_minor",
)


def summarise(outcome: Outcome) -> Found:
    """Give the totals of every manifest, month by month too, and who changes tier."""
    pairs = zip(outcome.terms, outcome.tallies, strict=True)
    moved = outcome.moved
    return {
        "members": outcome.members,
        "programs": [_program(terms, tally) for terms, tally in pairs],
        "tier_changes": [
            {"before": before, "after": after, "members": count}
            for (before, after), count in sorted(moved.counts.items())
        ],
        "tier_examples": [
            {"member_id": member_id, "before": before, "after": after}
            for member_id, before, after in moved.examples
        ],
    }


def worth_minor(terms: Terms, account: str) -> Fraction | None:
    """Give what a unit costs the shop in minor units, None where it is no promise of money."""
    if terms.burning is not None and terms.burning.account == account:
        return terms.burning.unit_minor
    found = terms.accounts.get(account)
    if found is None or found.kind in _WORTHLESS:
        return None
    # Without a worth of its own a unit stands for one of the currency: a number, not a promise.
    is_named = found.unit_minor != 10 ** minor_digits(terms.currency)
    return found.unit_minor if found.kind == "money" or is_named else None


def cost_minor(terms: Terms, account: str, units: int) -> int:
    """Give what so many units cost, rounded half up."""
    worth = worth_minor(terms, account)
    if worth is None or units < 0:
        return 0 if worth is None else -cost_minor(terms, account, -units)
    return _half_up(units * worth)


def _program(terms: Terms, tally: Tally) -> Found:
    flows = _flows(tally)
    codes = sorted({account for account, _ in flows} | set(terms.accounts))
    accounts = {code: _account(terms, code, flows, tally.outstanding[code]) for code in codes}
    discounts = _summed(tally.discounts, 1)
    return {
        "program": terms.program,
        "version": terms.version,
        "currency": terms.currency,
        **{name: sum(n for (_, what), n in tally.sums.items() if what == name) for name in _SUMS},
        "discount_minor": sum(discounts.values()),
        "cost_minor": sum(found["cost_minor"] for found in accounts.values()),
        "accounts": accounts,
        "discounts": {rule: amount for (rule,), amount in sorted(discounts.items())},
        "rules": _rules(terms, tally),
        "tiers": _tiers(terms, tally),
        "credited": _credited(terms, tally),
        "draws": expected_prizes(terms, tally),
        "refused": dict(sorted(tally.refused.items())),
        "months": [_month(terms, tally, month) for month in _months(tally)],
    }


def _account(terms: Terms, code: str, flows: Mapping[tuple[str, str], int], held: int) -> Found:
    moved = {name: flows.get((code, name), 0) for name in _FLOWS}
    worth = worth_minor(terms, code)
    return moved | {
        "outstanding": held,
        "unit_minor": None if worth is None else _decimal(worth),
        "cost_minor": cost_minor(terms, code, moved["earned"] + moved["clawed"]),
        "outstanding_minor": cost_minor(terms, code, held),
    }


def _flows(tally: Tally, month: str | None = None) -> Counter[tuple[str, str]]:
    sums: Counter[tuple[str, str]] = Counter()
    for (at, account, kind), amount in tally.moved.items():
        if month in (None, at):
            sums[account, kind] += amount
    return sums


def _rules(terms: Terms, tally: Tally) -> list[Found]:
    points = _summed(tally.by_rule, 1)
    return [
        {
            "rule": rule,
            "account": account,
            "points": amount,
            "cost_minor": cost_minor(terms, account, amount),
        }
        for (account, rule), amount in sorted(points.items())
    ]


def _credited(terms: Terms, tally: Tally) -> list[Found]:
    """Give what others got of it: it is part of what accounts earned and of their cost."""
    units = _summed(tally.credited, 1)
    return [
        {
            "account": account,
            "role": role,
            "units": amount,
            "cost_minor": cost_minor(terms, account, amount),
        }
        for (account, role), amount in sorted(units.items())
    ]


def expected_prizes(terms: Terms, tally: Tally) -> list[Found]:
    """Give what the tickets of draws that are not played again come to by the published odds.

    A budget of a period ends it. This is part of no other sum.
    """
    wins: dict[tuple[str, str], Fraction] = {}
    tickets: Counter[str] = Counter()
    for (code, _), count in sorted(tally.tickets.items()):
        draw = terms.draws.by_code[code] if terms.draws else None
        tickets[code] += count
        for prize, expected in _expected(draw, count) if draw else ():
            wins[code, prize] = wins.get((code, prize), Fraction(0)) + expected
    by_code = terms.draws.by_code if terms.draws else {}
    return [
        {
            "draw": code,
            "tickets": tickets[code],
            "prize": prize.code,
            "wins": _decimal(wins[code, prize.code]),
            "account": prize.account,
            "cost_minor": _half_up(
                wins[code, prize.code] * prize.amount * (worth_minor(terms, prize.account) or 0)
            )
            if prize.account
            else 0,
        }
        for code in sorted(tickets)
        for prize in by_code[code].prizes
    ]


def _expected(draw: draws.Draw, tickets: int) -> list[tuple[str, Fraction]]:
    """Give how often each prize is to be expected of so many tickets of one period."""
    shares = [
        (prize, min(tickets * (prize.upper - prize.lower), Fraction(prize.budget or tickets)))
        for prize in draw.prizes
    ]
    whole = sum((n for _, n in shares), Fraction(0))
    fits = draw.budget is None or whole <= draw.budget
    part = Fraction(1) if fits else Fraction(draw.budget or 0) / whole
    return [(prize.code, n * part) for prize, n in shares]


def _tiers(terms: Terms, tally: Tally) -> dict[str, int]:
    """Give the members of each tier, from the lowest up; those of none at the end."""
    ladder = [tier.code for tier in terms.ladder.tiers] if terms.ladder else []
    others = sorted(set(tally.tiers) - set(ladder))
    return {code: tally.tiers[code] for code in [*ladder, *others]}


def _month(terms: Terms, tally: Tally, month: str) -> Found:
    flows = _flows(tally, month)
    net: Counter[str] = Counter()
    for (account, kind), amount in flows.items():
        if kind in ("earned", "clawed"):
            net[account] += amount
    return {
        "month": month,
        **{name: tally.sums[month, name] for name in _SUMS},
        "discount_minor": sum(n for (at, _), n in tally.discounts.items() if at == month),
        "cost_minor": sum(cost_minor(terms, code, n) for code, n in sorted(net.items())),
        "earned": {a: n for (a, kind), n in sorted(flows.items()) if kind == "earned"},
        "burned": {a: n for (a, kind), n in sorted(flows.items()) if kind == "burned"},
    }


def _months(tally: Tally) -> list[str]:
    return sorted({month for month, _ in tally.sums} | {month for month, _, _ in tally.moved})


def _summed(counter: Counter[tuple[str, ...]], skip: int) -> Counter[tuple[str, ...]]:
    sums: Counter[tuple[str, ...]] = Counter()
    for key, amount in counter.items():
        sums[key[skip:]] += amount
    return sums


def _decimal(worth: Fraction) -> str:
    """Write the worth of a unit as a decimal, to six places at most."""
    whole, rest = divmod(_half_up(worth * 10**6), 10**6)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def _half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """Give what the second terms cost more than the first, by name; less is negative."""
    for name in ("cost_minor", "discount_minor", "payable_minor", "burned_minor"):
        yield name, after[name] - before[name]
