"""What is allowed in a manifest and probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from program.conditions import whens, why_never
from program.draws import draws_advice
from program.earning import earning_advice
from program.errors import ManifestWarning
from program.links import links_advice
from program.marks import pointer_to
from program.paid import membership_advice
from program.partners import partners_advice
from program.pricing import pricing_advice
from program.rewards import rewards_advice
from program.terms import Account, Terms
from program.tiers import tiers_advice
from program.wording import wording_advice

Contents = Mapping[str, Any]
TINY_PERCENT = Decimal("0.1")
_PERCENTS = frozenset({"percent", "max_percent"})
# What stands in these is named by the operator: a key called percent is no percent there.
_FREE = frozenset({"attributes", "data", "basket", "rates", "set", "regions"})
_GOODS = frozenset(
    {"categories", "skus", "brands", "flags", "min_quantity", "min_amount_of", "with"}
)


def warnings_about(contents: Contents, terms: Terms) -> Iterator[ManifestWarning]:
    """Give warnings about generosity, rules that cannot fire, ladders and expiry."""
    yield from earning_advice(contents, terms)
    yield from _never_firing(contents)
    yield from _never_true(contents)
    yield from _tiny_percents(contents)
    yield from pricing_advice(contents)
    yield from tiers_advice(contents)
    yield from membership_advice(contents, terms.membership)
    yield from partners_advice(contents)
    yield from rewards_advice(contents)
    yield from wording_advice(contents)
    yield from draws_advice(contents)
    yield from links_advice(contents)
    for account in terms.accounts.values():
        yield from _lapsing_too_soon(account)


def _never_true(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of conditions elsewhere than in earning and pricing that exclude each other."""
    for pointer, when in whens(contents):
        why = why_never(when)
        if why and not pointer.startswith(("/earning/", "/pricing/")):
            yield ManifestWarning("RULE_NEVER_FIRES", pointer, f"This can never be: {why}.")


def _tiny_percents(found: Any, pointer: str = "") -> Iterator[ManifestWarning]:
    """Warn of percents that look like fractions: 0.03 where 3 is meant."""
    if isinstance(found, Mapping):
        for key, value in found.items():
            inner = pointer + pointer_to(key)
            if key in _PERCENTS:
                yield from _tiny_rates(value, inner)
            elif key == "table" and "rates" in value:
                yield from _tiny_rates(value["rates"], f"{inner}/rates")
            elif key not in _FREE:
                yield from _tiny_percents(value, inner)
    elif isinstance(found, list):
        for place, each in enumerate(found):
            yield from _tiny_percents(each, f"{pointer}/{place}")


def _tiny_rates(rates: Any, pointer: str) -> Iterator[ManifestWarning]:
    if isinstance(rates, Mapping):
        for key, value in rates.items():
            yield from _tiny_rates(value, pointer + pointer_to(key))
    elif isinstance(rates, str) and 0 < Decimal(rates) < TINY_PERCENT:
        meant = (Decimal(rates) * 100).normalize()
        message = f"{rates} is {rates} in a hundred: did you mean {meant:f}?"
        yield ManifestWarning("PERCENT_TINY", pointer, message)


def _never_firing(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of rules whose conditions exclude each other, or that stand behind a broader one."""
    shadows: dict[str, str] = {}
    accounts = contents.get("accounts", {})
    for place, rule in enumerate(contents.get("earning", [])):
        when = rule.get("when", {})
        why = why_never(when)
        if rule.get("on", "receipt") != "receipt" and _GOODS & when.keys():
            why = "an activity has no goods"
        if rule["account"] in shadows and "multiplier" not in rule["give"]:
            why = f"{shadows[rule['account']]} comes first and takes every line"
        is_first = accounts.get(rule["account"], {}).get("stacking") == "first"
        if is_first and not when and "multiplier" not in rule["give"]:
            shadows.setdefault(rule["account"], rule["id"])
        if why:
            message = f"{rule['id']} can never fire: {why}."
            yield ManifestWarning("RULE_NEVER_FIRES", f"/earning/{place}", message)


def _lapsing_too_soon(account: Account) -> Iterator[ManifestWarning]:
    """Warn of units that lapse before they can be used."""
    expiry = account.expiry
    shortest = {"rolling": 28 * expiry.months + expiry.days, "calendar": expiry.grace_days}
    if account.pending_days > shortest.get(expiry.kind, account.pending_days):
        yield ManifestWarning(
            "EXPIRES_BEFORE_AVAILABLE",
            f"/accounts/{account.code}/pending",
            f"Some units of {account.code} lapse before their {account.pending_days} days are up.",
        )
