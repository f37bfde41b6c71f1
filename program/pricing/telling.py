"""What a price says beside itself: why rules and codes do not count, and what is near."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from foundation.money import spell
from program.pricing.effects import Candidate, Takings, taken_by
from program.pricing.goods import Goods
from program.pricing.matching import Matches
from program.pricing.stacking import Settled
from program.pricing.terms import Cut, GiftOf, PricingRule, PricingTerms
from program.rejections import Rejection
from program.values import Nudge, Situation, Turned

MOST_NUDGES = 3


Won = tuple[int, str, Candidate]


class Winners:
    """What counts, by where it stands in another's way: its line, its group, the receipt."""

    def __init__(self, terms: PricingTerms, settled: Settled) -> None:
        self.terms = terms
        self.all = [
            (sum(taken.values()), found.rule.id, found) for found, taken in settled.taken if taken
        ]
        self.is_naming = any(
            found.rule.not_with or terms.groups[found.rule.group].how == "exclusive"
            for _, _, found in self.all
        )
        self._reasons: dict[str | None, Rejection] = {None: Rejection.of("NO_EFFECT")}
        self.on_line: dict[tuple[int, int], Won] = {}
        counting = (pair for pair in settled.taken if pair[1])
        for (found, taken), won in zip(counting, self.all, strict=True):
            for place in taken:
                key = (found.rule.group, place)
                if key not in self.on_line or won[:2] > self.on_line[key][:2]:
                    self.on_line[key] = won

    def reason_against(self, found: Candidate) -> Rejection:
        """Say why a rule does not count; rules that lost to the same one share the reason."""
        winner = self.over(found)
        name = None if winner is None else winner.name
        if name not in self._reasons:
            self._reasons[name] = Rejection.of("NOT_STACKABLE_WITH", code=name)
        return self._reasons[name]

    def over(self, found: Candidate) -> Candidate | None:
        """Give the greatest of those that stand in a rule's way."""
        rule, group = found.rule, self.terms.groups[found.rule.group]
        rivals: list[Won] = []
        if group.how == "exclusive":
            rivals = self.all
        elif group.how in ("max", "first") and group.per == "receipt":
            rivals = [won for won in self.all if won[2].rule.group == rule.group]
        elif group.how in ("max", "first"):
            keys = ((rule.group, place) for place in found.touched)
            rivals = [self.on_line[key] for key in keys if key in self.on_line]
        if not rivals and (rule.not_with or self.is_naming):
            rivals = self._named_against(rule, group.id)
        return max(rivals, key=lambda won: won[:2])[2] if rivals else None

    def _named_against(self, rule: PricingRule, group: str) -> list[Won]:
        """Give those that this rule names, that name it, or that stand alone."""
        return [
            won
            for won in self.all
            if won[1] in rule.not_with
            or self.terms.groups[won[2].rule.group].id in rule.not_with
            or not won[2].rule.not_with.isdisjoint((rule.id, group))
            or self.terms.groups[won[2].rule.group].how == "exclusive"
        ]


def turned_of(
    terms: PricingTerms, situation: Situation, matches: Matches, settled: Settled
) -> tuple[Turned, ...]:
    """Say why each rule that means something here does not count, and each code presented."""
    why = {
        place: _spelled(rejection, terms.currency) for place, rejection in matches.turned.items()
    }
    by_place = {found.rule.place: taken for found, taken in settled.taken}
    winners = Winners(terms, settled)
    for found in matches.candidates:
        taken = by_place.get(found.rule.place)
        is_offered = taken is not None and isinstance(found.act, GiftOf) and not found.places
        if taken or is_offered:
            continue
        why[found.rule.place] = winners.reason_against(found)
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
    near = [
        (stands.missing, rule, places, cut)
        for rule, places, stands in matches.near
        if stands.missing and (cut := stands.after.cut if stands.after else stands.cut)
    ]
    near.sort(key=lambda one: (one[0], one[1].id))
    given = _Given(settled) if near else None
    found: list[Nudge] = []
    for missing, rule, places, cut in near:
        nudge = given and _nudge(terms, goods, given, rule, places, cut, missing)
        if nudge:
            found.append(nudge)
        if len(found) == MOST_NUDGES:
            break
    return tuple(found)


class _Given:
    """What came off, by rule and by group and line."""

    def __init__(self, settled: Settled) -> None:
        self.settled = settled
        self.by_rule: dict[int, Takings] = {}
        self.by_group: dict[tuple[int, int], int] = {}
        for found, taken in settled.taken:
            self.by_rule[found.rule.place] = taken
            for place, minor in taken.items():
                key = (found.rule.group, place)
                self.by_group[key] = self.by_group.get(key, 0) + minor

    def instead_of(self, rule: PricingRule, places: Sequence[int], *, is_alone: bool) -> list[int]:
        """Give what a rule would replace on its lines: its own, or all that its group gives."""
        if is_alone:
            return [self.by_group.get((rule.group, place), 0) for place in places]
        own = self.by_rule.get(rule.place, {})
        return [own.get(place, 0) for place in places]


def _nudge(
    terms: PricingTerms,
    goods: Goods,
    given: _Given,
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
    amounts = given.settled.left if group.base == "running" else goods.amounts
    freed = given.instead_of(rule, places, is_alone=is_alone)
    rest = freed if group.base == "running" else [0] * len(freed)
    prices = [amounts[place] + back for place, back in zip(places, rest, strict=True)]
    kept = 0
    if is_alone and group.per == "line" and cut.kind == "percent":
        # Lines on which another rule of the group stays better keep it.
        better = [taken_by(cut, price) <= now for price, now in zip(prices, freed, strict=True)]
        kept = sum(now for now, stays in zip(freed, better, strict=True) if stays)
        prices = [price for price, stays in zip(prices, better, strict=True) if not stays]
    taken_then = taken_by(cut, sum(prices) + missing)
    if rule.max_minor is not None:
        taken_then = min(taken_then, rule.max_minor)
    gain = taken_then + kept - sum(freed)
    if gain <= 0 or not prices:
        return None
    pay = given.settled.total + missing - gain
    kind = "ladder" if not isinstance(rule.effect, Cut) else "minimum"
    return Nudge(kind, rule.id, missing, spell_cut(cut, terms.currency), pay)


def spell_cut(cut: Cut, currency: str) -> str:
    """Spell a cut for a shopper: `8 %`, `500.00 RUB`."""
    if cut.kind != "percent":
        return spell(int(cut.value), currency)
    percent = cut.value * 100
    number = (Decimal(percent.numerator) / percent.denominator).normalize()
    return f"{number:f} %"
