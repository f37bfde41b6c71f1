"""From the pricing section of a manifest to rules with exact numbers, found by what they select."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from foundation.money import minor_digits
from program.conditions import Selection, compile_selection, compile_when
from program.pricing.terms import (
    Band,
    Bands,
    Bundle,
    BuyGet,
    Cut,
    Decay,
    Effect,
    GiftOf,
    Group,
    Ladder,
    Limit,
    Part,
    PriceList,
    PricingRule,
    PricingTerms,
    Reach,
    Step,
)

Contents = Mapping[str, Any]


def compile_pricing(contents: Contents, units: Mapping[str, Fraction]) -> PricingTerms | None:
    """Compile the discounts of a manifest that passed its checks; None where there are none.

    `units` give the worth of one unit of each account in minor units.
    """
    if not contents.get("pricing"):
        return None
    currency = contents["currency"]
    groups = _groups(contents.get("stacking", {}))
    ranks = {group.id: rank for rank, group in enumerate(groups)}
    rules = tuple(
        _rule(found, place, currency, ranks, units)
        for place, found in enumerate(contents["pricing"])
    )
    return PricingTerms(currency, rules, groups, _reach(rules))


def _groups(found: Contents) -> tuple[Group, ...]:
    """Give the group of rules without a group, named by nothing, and then the others."""
    first = {name: value for name, value in found.items() if name != "groups"}
    return (Group("", **first), *(Group(**group) for group in found.get("groups", ())))


def _rule(
    found: Contents,
    place: int,
    currency: str,
    ranks: Mapping[str, int],
    units: Mapping[str, Fraction],
) -> PricingRule:
    when = found.get("when", {})
    lines, occasion = compile_when(when, currency)
    reason = found["reason"]
    most = found.get("max_amount")
    limit = found.get("limit")
    effect = _effect(found, currency, units)
    return PricingRule(
        id=found["id"],
        place=place,
        reason={"en": reason} if isinstance(reason, str) else dict(reason),
        effect=effect,
        lines=lines,
        wide=_wide(lines),
        occasion=occasion,
        group=ranks[found.get("group", "")],
        codes=frozenset(when.get("codes", ())),
        not_with=frozenset(found.get("not_with", ())),
        not_with_flags=frozenset(found.get("not_with_flags", ())),
        is_found_by_index=_is_single(lines) and not isinstance(effect, PriceList | Bundle),
        max_minor=None if most is None else int(to_units(most, currency)),
        limit=None if limit is None else Limit(limit["times"], limit.get("per", "ever")),
    )


def _wide(lines: Selection) -> Selection:
    """Give a selection without its exclusions: what a rule would mean but for them."""
    included = (lines.categories, lines.skus, lines.brands, lines.flags)
    return replace(Selection(*included), is_everything=all(wanted is None for wanted in included))


def _is_single(lines: Selection) -> bool:
    """Tell whether lines are meant by one list and nothing is excluded."""
    wanted = [w for w in (lines.categories, lines.skus, lines.brands, lines.flags) if w is not None]
    excluded = (
        lines.exclude_categories, lines.exclude_skus, lines.exclude_brands, lines.exclude_flags,
    )  # fmt: skip
    return len(wanted) == 1 and not any(excluded)


def to_units(amount: str | int, currency: str) -> Fraction:
    """Give an amount in minor units, exactly."""
    return Fraction(str(amount)) * 10 ** minor_digits(currency)


def share_of(percent: str | int) -> Fraction:
    """Give a percentage as a share of one."""
    return Fraction(str(percent)) / 100


def _effect(found: Contents, currency: str, units: Mapping[str, Fraction]) -> Effect:
    if "discount" in found:
        return cut_of(found["discount"], currency)
    if "prices" in found:
        prices = {sku: int(to_units(p, currency)) for sku, p in found["prices"].items()}
        return PriceList(prices)
    if "ladder" in found:
        return _ladder(found["ladder"], currency, units)
    if "bands" in found:
        return _bands(found["bands"])
    if "buy_get" in found:
        return _buy_get(found["buy_get"])
    if "bundle" in found:
        return _bundle(found["bundle"], currency)
    return GiftOf(**found["gift"])


def cut_of(found: Contents, currency: str) -> Cut:
    """Compile percent, amount or price, with what it is of."""
    on, items = found.get("on", "order"), found.get("items", 1)
    if "percent" in found:
        return Cut("percent", share_of(found["percent"]), on, items)
    kind = "amount" if "amount" in found else "price"
    return Cut(kind, to_units(found[kind], currency), on, items)


def _ladder(found: Contents, currency: str, units: Mapping[str, Fraction]) -> Ladder:
    by, account = found.get("by", "lines"), found.get("account")
    steps = tuple(
        Step(
            Fraction(str(step["from"])) if by == "items" else to_units(step["from"], currency),
            cut_of({name: value for name, value in step.items() if name != "from"}, currency),
        )
        for step in found["steps"]
    )
    return Ladder(
        by=by,
        steps=steps,
        is_over=found.get("op") == "gt",
        account=account,
        unit_minor=units[account] if account else Fraction(1),
        counts_receipt=found.get("count_receipt", False),
        decay=_decay(found.get("decay")),
    )


def _decay(found: Contents | None) -> Decay | None:
    if found is None:
        return None
    number, unit = int(found["every"][1:-1]), found["every"][-1]
    months = {"M": number, "Y": 12 * number}.get(unit, 0)
    days = {"D": number, "W": 7 * number}.get(unit, 0)
    return Decay(months, days, found.get("step", 1), found.get("restore", "climb"))


def _bands(found: Contents) -> Bands:
    bands = tuple(Band(step["above"], share_of(step["percent"])) for step in found["steps"])
    return Bands(found.get("account"), found.get("mode", "marginal"), bands)


def _buy_get(found: Contents) -> BuyGet:
    goods = found.get("goods")
    return BuyGet(
        buy=found["buy"],
        get=found["get"],
        share=share_of(found.get("percent", 100)),
        goods=None if goods is None else compile_selection(goods),
        times=found.get("times"),
        is_shared=found.get("share", "all") == "all",
    )


def _bundle(found: Contents, currency: str) -> Bundle:
    parts = tuple(
        Part(part.get("quantity", 1), compile_selection(part["goods"])) for part in found["parts"]
    )
    return Bundle(parts, cut_of(found, currency), found.get("times"))


def _reach(rules: Sequence[PricingRule]) -> Reach:
    """Index every rule by the narrowest list of what it selects."""
    lists: dict[str, dict[str, list[int]]] = {
        name: defaultdict(list) for name in ("skus", "brands", "categories", "flags")
    }
    everywhere = []
    for rule in rules:
        lines = rule.lines
        if isinstance(rule.effect, PriceList):
            lines = Selection(skus=frozenset(rule.effect.by_sku), is_everything=False)
        elif isinstance(rule.effect, Bundle) and lines.is_everything:
            lines = rule.effect.parts[0].goods
        for name, index in lists.items():
            wanted = getattr(lines, name)
            if wanted is not None:
                for value in wanted:
                    index[value].append(rule.place)
                break
        else:
            everywhere.append(rule.place)
    frozen = {
        name: {value: tuple(places) for value, places in index.items()}
        for name, index in lists.items()
    }
    return Reach(**frozen, everywhere=tuple(everywhere))
