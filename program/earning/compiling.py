"""From the earning rules of a manifest to plans: per trigger, account and beneficiary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from foundation.money import minor_digits
from program.conditions import compile_when, parse, spell
from program.earning.index import RuleIndex
from program.earning.ways import (
    FORMULA_SCALE,
    Band,
    ByBands,
    ByFormula,
    ByTable,
    Once,
    Window,
)
from program.terms import Account, Cap, EarningPlan, Expiry, Rounding, Rule

Contents = Mapping[str, Any]
RECEIPT = "receipt"


def compile_earning(
    contents: Contents, accounts: Mapping[str, Account]
) -> dict[str, tuple[EarningPlan, ...]]:
    """Gather the rules of each trigger by account and beneficiary; `receipt` is the till's."""
    groups: dict[str, dict[tuple[str, str], list[Contents]]] = {}
    order = list(accounts)
    for rule in contents.get("earning", []):
        by_account = groups.setdefault(rule.get("on", RECEIPT), {})
        key = (rule["account"], rule.get("to", "member"))
        by_account.setdefault(key, []).append(rule)
    gains = _gains(contents)
    compiled = {}
    for trigger, by_account in groups.items():
        keys = sorted(by_account, key=lambda key: order.index(key[0]))
        plans = (
            _plan(accounts, key, by_account[key], contents["currency"], gains.get(key[0], ()))
            for key in keys
        )
        compiled[trigger] = tuple(plan for plan in plans if plan.giving)
    return compiled


def _gains(contents: Contents) -> dict[str, tuple[str, ...]]:
    """Find of which accounts rules ask what they had when a period began."""
    found: dict[str, set[str]] = {}
    for rule in contents.get("earning", []):
        bands = rule["give"].get("bands", {})
        if "period" in bands:
            found.setdefault(bands["account"], set()).add(bands["period"])
    return {account: tuple(sorted(periods)) for account, periods in found.items()}


def rate_of(give: Contents, unit: Fraction, currency: str) -> Fraction:
    """Give units per minor unit of money, or per item; nothing for what has no plain rate."""
    if "percent" in give:
        return Fraction(str(give["percent"])) / 100 / unit
    if "per" in give:
        per = Fraction(str(give["per"])) * 10 ** minor_digits(currency)
        return give["points"] / per
    if "per_items" in give:
        return Fraction(give["points"], give["per_items"])
    return Fraction(0)


def percents_of(give: Contents) -> Iterator[Fraction]:
    """Give every percent that a table or bands may come to."""
    for step in give.get("bands", {}).get("steps", ()):
        yield Fraction(str(step["percent"]))
    table = give.get("table", {})
    if table:
        yield from (percent for _, percent in _cells(table["rates"], ()))
        yield Fraction(str(table.get("otherwise", 0)))


def _cells(rates: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    if not isinstance(rates, Mapping):
        yield path, Fraction(str(rates))
        return
    for key, inner in rates.items():
        yield from _cells(inner, (*path, key))


def _plan(
    accounts: Mapping[str, Account],
    key: tuple[str, str],
    found: list[Contents],
    currency: str,
    gains: tuple[str, ...],
) -> EarningPlan:
    """Put the rules of an account on one scale of integers."""
    account, to = accounts[key[0]], key[1]
    giving = [rule for rule in found if "multiplier" not in rule["give"]]
    multiplying = [rule for rule in found if "multiplier" in rule["give"]]
    unit = account.unit_minor
    rates = [rate_of(rule["give"], unit, currency) for rule in giving]
    extras = [Fraction(str(rule["give"]["multiplier"])) - 1 for rule in multiplying]
    cells = [p / 100 / unit for rule in giving for p in percents_of(rule["give"])]
    scale = lcm(*(r.denominator for r in (*rates, *cells))) * lcm(*(e.denominator for e in extras))
    if any("formula" in rule["give"] for rule in giving):
        scale = lcm(scale, FORMULA_SCALE)
    rules = tuple(
        _rule(
            rule,
            currency,
            measure="items" if "per_items" in rule["give"] else "money",
            rate=int(rate * scale),
            quantum=rule["give"].get("points", 1) * scale,
            way=_way(rule, scale, unit, accounts),
        )
        for rule, rate in zip(giving, rates, strict=True)
    )
    return EarningPlan(
        account=account,
        scale=scale,
        giving=rules,
        multiplying=tuple(
            _rule(
                rule,
                currency,
                measure="points",
                quantum=scale,
                of=frozenset(rule["give"]["of"]),
                extra=extra.as_integer_ratio(),
            )
            for rule, extra in zip(multiplying, extras, strict=True)
        ),
        to=to,
        gains=gains,
        index=RuleIndex.of(rules),
    )


def _way(
    rule: Contents, scale: int, unit: Fraction, accounts: Mapping[str, Account]
) -> Once | ByFormula | ByTable | ByBands | None:
    """Compile a way of giving that is more than a rate."""
    give = rule["give"]

    def weight(percent: str | int) -> int:
        return int(Fraction(str(percent)) / 100 / unit * scale)

    if "amount" in give:
        return Once(give["amount"] * scale)
    if "formula" in give:
        return ByFormula(parse(str(give["formula"]), wanted="number"), scale)
    if "table" in give:
        table = give["table"]
        cells = _cells(table["rates"], ())
        rates = {tuple(map(spell, path)): int(p / 100 / unit * scale) for path, p in cells}
        return ByTable(tuple(table["by"]), rates, weight(table.get("otherwise", 0)))
    if "bands" not in give:
        return None
    found, worth = give["bands"], accounts[give["bands"]["account"]].unit_minor
    bands = tuple(
        Band(int(Fraction(str(s["from"])) * worth), weight(s["percent"]), s.get("op") == "gt")
        for s in found["steps"]
    )
    mode = found.get("mode", "prospective")
    window = _window(rule, accounts[found["account"]].expiry, scale) if mode == "retro" else None
    return ByBands(found["account"], worth, bands, mode, found.get("period"), window)


def _window(rule: Contents, expiry: Expiry, scale: int) -> Window | None:
    """Give for how long a retro rule counts: as its account does, if all of it lapses together."""
    is_clear = expiry.kind == "none" or (expiry.kind == "calendar" and not expiry.grace_days)
    if not is_clear or rule.get("to", "member") != "member":
        return None
    return Window(rule["id"], expiry.period if expiry.kind == "calendar" else None, scale)


def _rule(found: Contents, currency: str, **measured: Any) -> Rule:
    lines, occasion = compile_when(found.get("when", {}), currency)
    reason = found["reason"]
    give, waits = found["give"], found.get("available")
    return Rule(
        id=found["id"],
        account=found["account"],
        reason={"en": reason} if isinstance(reason, str) else dict(reason),
        amount_base=found.get("base", "net_of_points"),
        amount_of=give["of"].removeprefix("data.") if isinstance(give.get("of"), str) else "",
        rounding=Rounding(**found.get("rounding", {})),
        lines=lines,
        occasion=occasion,
        caps=tuple(
            Cap(f"rule:{found['id']}", period, n) for period, n in found.get("caps", {}).items()
        ),
        carry=give.get("carry"),
        waits=waits["days"] if isinstance(waits, Mapping) else waits,
        **measured,
    )
