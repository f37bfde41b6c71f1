"""Whatever is written in a manifest is refused with its place, or any basket can be reckoned."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from program import (
    Basket,
    ManifestInvalid,
    Standing,
    Terms,
    available_at,
    changes_between,
    dump_standing,
    earn_for_activity,
    evaluate,
    expires_at,
    read_manifest,
    restored_expires_at,
    situation_of,
)
from program import activities as acts
from program.draws import is_meant, prize_for
from tests.program.mutants import (
    a_basket,
    a_mutant,
    a_standing,
    an_activity,
    examples,
)


@settings(max_examples=600, deadline=None)
@given(st.integers(0, 2**64 - 1))
def test_every_manifest_that_is_accepted_answers_any_question(seed: int) -> None:
    random = Random(seed)
    contents = a_mutant(random)
    terms = terms_if_accepted(contents)
    if terms is None:
        return

    basket, standing = a_basket(contents, terms, random), a_standing(terms, random)
    assert list(changes_between(examples()[0], contents)) is not None
    buy_and_give_back(terms, basket, standing, random)
    ask_of_accounts(terms, basket, standing)
    ask_of_draws(terms, basket, standing)
    ask_of_activities(terms, standing, random)


def test_a_fair_share_of_the_mutants_is_accepted() -> None:
    accepted = [terms_if_accepted(a_mutant(Random(seed))) for seed in range(100)]

    assert 25 < len([terms for terms in accepted if terms is not None]) < 75


def terms_if_accepted(contents: Mapping[str, Any]) -> Terms | None:
    try:
        return read_manifest(json.dumps(contents, ensure_ascii=False)).terms
    except ManifestInvalid:
        return None


def buy_and_give_back(terms: Terms, basket: Basket, standing: Standing, random: Random) -> None:
    sold = evaluate(terms, basket, standing)
    assert sold == evaluate(terms, basket, standing)
    assert sold.payable_minor >= 0
    assert all(line.amount_minor >= 0 for line in sold.lines)
    assert sum(found.amount_minor for found in sold.discounts) == sold.discount_minor
    assert all(type(found.amount_minor) is int for found in sold.discounts)
    for found in sold.earned:
        assert found.amount == sum(hit.points for hit in found.hits)
        assert all(type(hit.points) is int and hit.points > 0 for hit in found.hits)
    points = sold.burn.max_points
    paid = evaluate(terms, basket, standing, burn_points=points)
    assert paid.burn_value_minor == sold.burn.max_value_minor
    kept = tuple(line for line in paid.lines if random.random() < 0.7)
    burned = {line.no: paid.burn_by_line.get(line.no, 0) for line in kept}
    rest = replace(basket, lines=kept)
    evaluate(terms, rest, standing, burn_points=points, burned_by_line=burned)
    dump_standing(terms, standing)


def ask_of_accounts(terms: Terms, basket: Basket, standing: Standing) -> None:
    at, joined = basket.occurred_at, standing.facts.joined_at
    for code in terms.accounts:
        lapses = expires_at(terms, code, at, joined)
        assert available_at(terms, code, at) >= at
        assert restored_expires_at(terms, code, lapses, at) is None or lapses is not None


def ask_of_draws(terms: Terms, basket: Basket, standing: Standing) -> None:
    situation = situation_of(terms, basket, standing)
    for draw in terms.draws.by_code.values() if terms.draws else ():
        is_meant(draw, situation)
        assert prize_for(draw, 0) is not None


def ask_of_activities(terms: Terms, standing: Standing, random: Random) -> None:
    for kind in terms.activities.types.values() if terms.activities else ():
        activity = an_activity(kind, random)
        situation = acts.situation_of(terms, activity, standing)
        acts.rejection_of(kind, situation, None, activity.occurred_at)
        acts.place_of(kind, situation, None)
        for effect in acts.effects_of(terms, kind, situation):
            assert effect.amount >= 0
            if effect.kind in ("add", "grant"):
                acts.lapses_at(terms, effect, activity.occurred_at)
        earn_for_activity(terms, situation)
