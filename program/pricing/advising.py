"""What is allowed in discounts and probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from program.conditions import why_never
from program.errors import ManifestWarning

Contents = Mapping[str, Any]
RISKY_PERCENT = 20
STEEP_STEP = 10


def pricing_advice(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of risky generosity, of ladders with gaps and cliffs, and of rules never had."""
    rules = contents.get("pricing", ())
    for place, rule in enumerate(rules):
        where = f"/pricing/{place}"
        why = why_never(rule.get("when", {}))
        if why:
            message = f"{rule['id']} can never fire: {why}."
            yield ManifestWarning("RULE_NEVER_FIRES", where, message)
        yield from _risks(rule, where)
        yield from _gaps(rule, where)
        yield from _cliffs(rule, where)
        yield from _shadowed(rule, place, contents)


def _spelled(value: Fraction) -> str:
    number = Decimal(value.numerator) / value.denominator
    return f"{round(number, 2).normalize():f}"


def _risks(rule: Contents, where: str) -> Iterator[ManifestWarning]:
    """Warn of a fifth of the price and more: most margins do not bear it."""
    found = [("/discount", rule.get("discount", {})), ("/bundle", rule.get("bundle", {}))]
    for part in ("ladder", "bands"):
        steps = enumerate(rule.get(part, {}).get("steps", ()))
        found += [(f"/{part}/steps/{place}", step) for place, step in steps]
    for pointer, step in found:
        percent = Fraction(str(step.get("percent", 0)))
        start = Fraction(str(step.get("from", rule.get("when", {}).get("min_amount", 0))))
        if "amount" in step and start:
            percent = 100 * Fraction(str(step["amount"])) / start
        if percent >= RISKY_PERCENT and step.get("on") not in ("shipping", "cheapest"):
            message = f"{rule['id']} takes {_spelled(percent)} % off: more than most margins bear."
            yield ManifestWarning("DISCOUNT_GE_20_RISK", where + pointer, message)


def _gaps(rule: Contents, where: str) -> Iterator[ManifestWarning]:
    """Warn of steps that give no more than the one before, and of steps out of reach."""
    for part, name in (("ladder", "from"), ("bands", "above")):
        steps = rule.get(part, {}).get("steps", ())
        for place, (low, high) in enumerate(zip(steps, steps[1:], strict=False)):
            pointer = f"{where}/{part}/steps/{place + 1}"
            for kind in ("percent", "amount"):
                given = [Fraction(str(step[kind])) for step in (low, high) if kind in step]
                if len(given) == 2 and given[1] <= given[0]:
                    message = f"{rule['id']} gives no more from {high[name]} than from {low[name]}."
                    yield ManifestWarning("LADDER_GAP", pointer, message)
            first, second = Fraction(str(low[name])), Fraction(str(high[name]))
            if first and second > first * STEEP_STEP:
                message = f"From {low[name]} to {high[name]} nothing is added: few will get there."
                yield ManifestWarning("LADDER_GAP", pointer, message)


def _cliffs(rule: Contents, where: str) -> Iterator[ManifestWarning]:
    """Warn where a little less in the basket costs more than a little more."""
    ladder, discount = rule.get("ladder", {}), rule.get("discount", {})
    if ladder.get("by", "lines") in ("lines", "receipt"):
        before = Fraction(0)
        for place, step in enumerate(ladder.get("steps", ())):
            start = Fraction(str(step["from"]))
            after = _off(step, start)
            below = start * before / 100
            if start and after > below:
                yield _cliff(rule, f"{where}/ladder/steps/{place}", start, start - after, below)
                return
            before = Fraction(str(step.get("percent", 0)))
    least = rule.get("when", {}).get("min_amount")
    if least is not None and discount.get("on", "order") == "order" and "price" not in discount:
        start = Fraction(str(least))
        off = _off(discount, start)
        if off:
            yield _cliff(rule, f"{where}/when/min_amount", start, start - off, Fraction(0))


def _cliff(
    rule: Contents, pointer: str, start: Fraction, pay: Fraction, below: Fraction
) -> ManifestWarning:
    message = (
        f"{rule['id']}: {_spelled(start)} costs {_spelled(max(pay, Fraction(0)))}, a little less "
        f"costs {_spelled(start - below)}. A quote tells the shopper what is missing."
    )
    return ManifestWarning("THRESHOLD_CLIFF", pointer, message)


def _off(step: Contents, amount: Fraction) -> Fraction:
    if "amount" in step:
        return Fraction(str(step["amount"]))
    return amount * Fraction(str(step.get("percent", 0))) / 100


def _shadowed(rule: Contents, place: int, contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of a percentage that another one always beats, or that comes first."""
    group = rule.get("group", "")
    how = _how(contents, group)
    percent = _percent(rule)
    if how not in ("max", "first") or percent is None:
        return
    for other_place, other in enumerate(contents["pricing"]):
        against = _percent(other)
        if other_place == place or against is None or other.get("group", "") != group:
            continue
        if other.get("when", {}) not in ({}, rule.get("when", {})) or other.keys() & {
            "limit", "max_amount", "not_with", "not_with_flags",
        }:  # fmt: skip
            continue
        is_first = how == "first" and other_place < place
        if is_first or (how == "max" and against > percent):
            message = f"{rule['id']} can never fire: {other['id']} takes every line before it."
            yield ManifestWarning("RULE_NEVER_FIRES", f"/pricing/{place}", message)
            return


def _how(contents: Contents, group: str) -> str:
    stacking = contents.get("stacking", {})
    for found in stacking.get("groups", ()):
        if found["id"] == group:
            return str(found.get("how", "max"))
    return str(stacking.get("how", "max"))


def _percent(rule: Contents) -> Fraction | None:
    discount = rule.get("discount", {})
    if "percent" not in discount or discount.get("on", "order") not in ("order", "lines"):
        return None
    return Fraction(str(discount["percent"]))
