"""Whether a cheque begins a visit or goes on with one: pure, of what is known of the last one.

A cheque goes on with a visit if it comes from the same store (and has the same word of the till, as
in the number of a table) so many minutes after the cheque before, or fewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from program.conditions import spell
from program.values import Basket, Facts, Standing
from program.visits.terms import VisitTerms


def compile_visits(contents: Mapping[str, Any]) -> VisitTerms | None:
    """Make the terms of visits, None where each cheque is one."""
    found = contents.get("visits")
    return VisitTerms(found["within_minutes"], found.get("same")) if found else None


def visit_key(terms: VisitTerms | None, basket: Basket) -> str | None:
    """Give what the cheques of one visit have in common, None where nothing tells."""
    if terms is None:
        return None
    store = basket.store_id or ""
    if terms.same is None:
        return store
    word = basket.attributes.get(terms.same)
    return None if word is None else f"{store}/{spell(word)}"


def is_new_visit(terms: VisitTerms | None, facts: Facts, basket: Basket) -> bool:
    """Tell whether a cheque begins a visit."""
    key = visit_key(terms, basket)
    if terms is None or key is None or facts.last_visit_at is None or key != facts.visit_key:
        return True
    gap = abs(basket.occurred_at - facts.last_visit_at)
    return gap > timedelta(minutes=terms.within_minutes)


def at_visit(terms: VisitTerms | None, basket: Basket, standing: Standing) -> Standing:
    """Give the standing as conditions see it: a visit that goes on has been counted already."""
    facts = standing.facts
    if terms is None or facts.goes_on or is_new_visit(terms, facts, basket):
        return standing
    before = replace(facts, visits=max(facts.visits - 1, 0), goes_on=True)
    return replace(standing, facts=before)
