"""What a price says beside itself: why rules and codes do not count, and what is near."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from foundation.money import spell
from program.pricing.effects import Candidate, Takings, taken_by
from program.pricing.goods import Goods
from program.pricing.matching import Matches
from program.pricing.solving import is_named_against
from program.pricing.stacking import Settled
from program.pricing.terms import Cut, GiftOf, PricingRule, PricingTerms
from program.rejections import Rejection
from program.values import Nudge, Situation, Turned

MOST_NUDGES = 3


def turned_of(
    terms: PricingTerms, situation: Situation, matches: Matches, settled: Settled
) -> tuple[Turned, ...]:
    """Say why each rule that means something here does not count, and each code presented."""
    why = {
        place: _spelled(rejection, terms.currency) for place, rejection in matches.turned.items()
    }
    by_place = {found.rule.place: taken for found, taken in settled.taken}
    for found in matches.candidates:
        rejection = _why_lost(terms, found, by_place.get(found.rule.place), settled)
        if rejection is not None:
            why[found.rule.place] = rejection
    rules = tuple(
        Turned(f"rule:{terms.rules[place].id}", why[place])
        for place in sorted(why, key=lambda place: terms.rules[place].id)
    )
    return (*rules, *_codes(terms, situation, why, settled))


def _spelled(rejection: Rejection, currency: str) -> Rejection:
    """Fill in the missing amount in words where only the number is known."""
    details = dict(rejection.details)
    if rejection.code != "MIN_AMOUNT" or "missing" in details:
        return rejection
    return Rejection.of("MIN_AMOUNT", missing=spell(details["missing_minor"], currency), **details)


def _why_lost(
    terms: PricingTerms, found: Candidate, taken: Takings | None, settled: Settled
) -> Rejection | None:
    """Say why a rule that held takes nothing off; None if it does, or offers a gift."""
    if taken or (taken is not None and isinstance(found.act, GiftOf) and not found.places):
        return None
    winner = _winner(terms, found, settled)
    if winner is None:
        return Rejection.of("NO_EFFECT")
    return Rejection.of("NOT_STACKABLE_WITH", code=winner.name)


def _winner(terms: PricingTerms, found: Candidate, settled: Settled) -> Candidate | None:
    """Give the rule that stands in the way: named against it, its group's, or an exclusive one."""
    rivals = [
        (sum(taken.values()), other)
        for other, taken in settled.taken
        if taken and other is not found and _is_rival(terms, found, other, taken)
    ]
    if not rivals:
        return None
    return max(rivals, key=lambda rival: (rival[0], rival[1].rule.id))[1]


def _is_rival(terms: PricingTerms, found: Candidate, other: Candidate, taken: Takings) -> bool:
    if is_named_against(terms, found, other):
        return True
    groups = terms.groups[found.rule.group], terms.groups[other.rule.group]
    if "exclusive" in (groups[0].how, groups[1].how):
        return True
    if found.rule.group != other.rule.group or groups[0].how not in ("max", "first"):
        return False
    return groups[0].per == "receipt" or not taken.keys().isdisjoint(found.touched)


def _codes(
    terms: PricingTerms, situation: Situation, why: Mapping[int, Rejection], settled: Settled
) -> Iterator[Turned]:
    used = {found.code for found, taken in settled.taken if taken or not found.touched}
    known = {shown.code: shown for shown in situation.standing.codes}
    asked = situation.basket.codes if situation.basket else ()
    for code in dict.fromkeys((*asked, *known)):
        shown = known.get(code)
        if shown is None:
            yield Turned(f"code:{code}", Rejection.of("NOT_FOUND"))
        elif shown.rejection is not None:
            yield Turned(f"code:{code}", shown.rejection)
        elif code not in used:
            yield Turned(f"code:{code}", _why_code(terms, shown.series, code, why, settled))


def _why_code(
    terms: PricingTerms,
    series: str | None,
    code: str,
    why: Mapping[int, Rejection],
    settled: Settled,
) -> Rejection:
    """Give the reason of the first rule that the code could have called."""
    rules = sorted((rule for rule in terms.rules if series in rule.codes), key=_id)
    for rule in rules:
        if rule.place in why:
            return why[rule.place]
    for found, taken in settled.taken:
        if taken and found.code is not None and series in found.rule.codes:
            return Rejection.of("NOT_STACKABLE_WITH", code=found.code)
    return Rejection.of("NO_EFFECT")


def _id(rule: PricingRule) -> str:
    return rule.id


def nudges_of(
    terms: PricingTerms, goods: Goods, matches: Matches, settled: Settled
) -> tuple[Nudge, ...]:
    """Say what is near: how much more would bring the next discount, and what is paid then."""
    found = [
        nudge
        for rule, places, stands in matches.near
        if stands.missing
        and (cut := stands.after.cut if stands.after else stands.cut) is not None
        and (nudge := _nudge(terms, goods, settled, rule, places, cut, stands.missing))
    ]
    found.sort(key=lambda nudge: (nudge.missing_minor, nudge.rule_id))
    return tuple(found[:MOST_NUDGES])


def _nudge(
    terms: PricingTerms,
    goods: Goods,
    settled: Settled,
    rule: PricingRule,
    places: Sequence[int],
    cut: Cut,
    missing: int,
) -> Nudge | None:
    """Reckon the basket with so much more of the rule's goods; other discounts stay as they are."""
    if cut.on not in ("order", "lines") or cut.kind == "price":
        return None
    group = terms.groups[rule.group]
    is_alone = group.how in ("max", "first", "exclusive")
    freed = dict.fromkeys(places, 0)
    for found, taken in settled.taken:
        is_same = found.rule.group == rule.group
        if found.rule.place == rule.place or (is_alone and is_same):
            for place, minor in taken.items():
                if place in freed:
                    freed[place] += minor
    amounts = goods.amounts if group.base == "initial" else settled.left
    base = sum(
        amounts[place] + (freed[place] if group.base != "initial" else 0) for place in places
    )
    taken_then = taken_by(cut, base + missing)
    if rule.max_minor is not None:
        taken_then = min(taken_then, rule.max_minor)
    if taken_then <= sum(freed.values()):
        return None
    pay = settled.total + sum(freed.values()) + missing - taken_then
    kind = "ladder" if not isinstance(rule.effect, Cut) else "minimum"
    return Nudge(kind, rule.id, missing, spell_cut(cut, terms.currency), pay)


def spell_cut(cut: Cut, currency: str) -> str:
    """Spell a cut for a shopper: `8 %`, `500.00 RUB`."""
    if cut.kind != "percent":
        return spell(int(cut.value), currency)
    percent = cut.value * 100
    number = (Decimal(percent.numerator) / percent.denominator).normalize()
    return f"{number:f} %"
