"""Which rules hold for a basket, found by what they select, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from program.caps import period_key
from program.conditions import category_path, is_selected, why_not
from program.pricing.climbing import Climb, band_cut, climb
from program.pricing.effects import Act, Candidate
from program.pricing.goods import Goods
from program.pricing.terms import (
    Bands,
    Bundle,
    BuyGet,
    Cut,
    GiftOf,
    Ladder,
    Limit,
    PriceList,
    PricingRule,
    PricingTerms,
)
from program.rejections import Rejection
from program.values import Situation

Places = tuple[int, ...]


@dataclass(slots=True)
class Matches:
    """Candidates, rules turned away with the reason, and what is near: rule, lines, climb."""

    candidates: list[Candidate] = field(default_factory=list)
    turned: dict[int, Rejection] = field(default_factory=dict)
    near: list[tuple[PricingRule, Places, Climb]] = field(default_factory=list)


def matches_of(terms: PricingTerms, goods: Goods, situation: Situation) -> Matches:
    """Find the rules that hold for a basket."""
    found = Matches()
    codes = codes_by_series(situation)
    flags: frozenset[str] = frozenset().union(*(line.flags for line in goods.lines))
    for place, places in _selected(terms, goods).items():
        rule = terms.rules[place]
        if not places and not _is_near(rule, goods):
            continue
        if rule.codes and codes.keys().isdisjoint(rule.codes):
            continue
        code = next((codes[name] for name in sorted(rule.codes & codes.keys())), None)
        why = _match(rule, places, goods, situation, flags, code, found)
        if why is not None:
            found.turned[place] = why
    found.candidates.sort(key=lambda candidate: (candidate.phase, candidate.rule.id))
    return found


def codes_by_series(situation: Situation) -> dict[str, str]:
    """Give the first code that counts of every series presented."""
    found: dict[str, str] = {}
    for shown in situation.standing.codes:
        if shown.series is not None and shown.rejection is None:
            found.setdefault(shown.series, shown.code)
    return found


def _selected(terms: PricingTerms, goods: Goods) -> Mapping[int, Places]:
    """Give, for every rule that an index or nothing selects, the lines that it means."""
    hits: dict[int, list[int]] = {}
    reach = terms.reach
    for place in goods.sold:
        line = goods.lines[place]
        met = list(reach.skus.get(line.sku, ()))
        if line.brand is not None:
            met += reach.brands.get(line.brand, ())
        for category in category_path(line.category):
            met += reach.categories.get(category, ())
        for flag in line.flags:
            met += reach.flags.get(flag, ())
        for number in met:
            bucket = hits.setdefault(number, [])
            if not bucket or bucket[-1] != place:
                bucket.append(place)
    selected: dict[int, Places] = {}
    for number, places in hits.items():
        rule = terms.rules[number]
        if not rule.is_found_by_index:
            places = [place for place in places if is_selected(goods.lines[place], rule.lines)]
        selected[number] = tuple(places)
    for number in reach.everywhere:
        rule = terms.rules[number]
        selected[number] = goods.meant_by(rule.lines) or _delivery_alone(rule, goods)
    return selected


def _delivery_alone(rule: PricingRule, goods: Goods) -> Places:
    """Give the fees that a rule for every delivery means where nothing but delivery is bought."""
    is_meant = isinstance(rule.effect, Cut) and rule.effect.on == "shipping"
    return goods.shipping if is_meant and rule.lines.is_everything and not goods.sold else ()


def _match(
    rule: PricingRule,
    places: Places,
    goods: Goods,
    situation: Situation,
    flags: frozenset[str],
    code: str | None,
    found: Matches,
) -> Rejection | None:
    """Add a rule to the candidates, or say why not."""
    why = _why_turned(rule, places, goods, situation, flags, found)
    if why is not None:
        return why
    act = rule.effect
    if isinstance(act, Ladder):
        stands = climb(rule, goods, places, situation)
        if stands.after is not None and stands.missing is not None:
            found.near.append((rule, places, stands))
        if stands.cut is None:
            return _below(stands)
        act = stands.cut
    elif isinstance(act, Bands):
        cut = band_cut(act, goods, places, situation)
        if cut is None:
            return Rejection.of("NO_EFFECT")
        act = cut
    found.candidates.append(_candidate(rule, act, places, goods, code))
    return None


def _why_turned(
    rule: PricingRule,
    places: Places,
    goods: Goods,
    situation: Situation,
    flags: frozenset[str],
    found: Matches,
) -> Rejection | None:
    """Say what stands in a rule's way before its effect is looked at."""
    if not places:
        return Rejection.of("EXCLUDED_ITEMS")
    against = rule.not_with_flags & flags
    if against:
        offer = min(against).removeprefix("offer:")
        return Rejection.of("EXCLUDED_OFFER_IN_CART", offer=offer)
    why = why_not(rule.occasion, situation)
    if why is not None:
        if why.code == "MIN_AMOUNT":
            missing = dict(why.details).get("missing_minor")
            found.near.append((rule, places, Climb(_next_cut(rule), None, missing)))
        return why
    if rule.limit is not None and _uses(rule, rule.limit, situation) >= rule.limit.times:
        return Rejection.of("MEMBER_LIMIT")
    return None


def _is_near(rule: PricingRule, goods: Goods) -> bool:
    """Tell whether a rule would mean some line but for its exclusions."""
    return any(is_selected(goods.lines[place], rule.wide) for place in goods.sold)


def _next_cut(rule: PricingRule) -> Cut | None:
    return rule.effect if isinstance(rule.effect, Cut) else None


def _below(stands: Climb) -> Rejection:
    if stands.missing is None:
        return Rejection.of("NO_EFFECT")
    return Rejection.of("MIN_AMOUNT", missing_minor=stands.missing)


def _candidate(
    rule: PricingRule, act: Act, places: Places, goods: Goods, code: str | None
) -> Candidate:
    parts: tuple[Places, ...] = ()
    meant = touched = places
    if isinstance(act, Cut) and act.on == "shipping":
        places = touched = goods.shipping
    elif isinstance(act, PriceList):
        places = touched = tuple(p for p in places if goods.lines[p].sku in act.by_sku)
    elif isinstance(act, BuyGet):
        getting = places if act.goods is None else goods.meant_by(act.goods)
        parts = (places, getting)
        touched = _united(parts)
    elif isinstance(act, Bundle):
        parts = tuple(goods.meant_by(part.goods) for part in act.parts)
        if not rule.lines.is_everything:
            parts = tuple(tuple(p for p in part if p in places) for part in parts)
        touched = _united(parts)
    elif isinstance(act, GiftOf):
        places = touched = tuple(p for p in goods.sold if goods.lines[p].sku == act.sku)
    return Candidate(rule, act, places, meant=meant, parts=parts, touched=touched, code=code)


def _united(parts: Iterable[Places]) -> Places:
    return tuple(sorted({place for part in parts for place in part}))


def _uses(rule: PricingRule, limit: Limit, situation: Situation) -> int:
    return situation.standing.facts.counters.get(uses_counter(rule.id, limit, situation), 0)


def uses_counter(rule_id: str, limit: Limit, situation: Situation) -> str:
    """Name the counter of how often a member has had a rule in the period of a day."""
    if limit.per == "ever":
        return f"uses:{rule_id}"
    return f"uses:{rule_id}@{period_key(limit.per, situation.day)}"
