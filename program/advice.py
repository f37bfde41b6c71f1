"""What is allowed in a manifest and probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from program.compiling import rate_of
from program.draws import draws_advice
from program.conditions import why_never
from program.errors import ManifestWarning
from program.partners import partners_advice
from program.terms import Account, Terms

Contents = Mapping[str, Any]
RISKY_PERCENT = 20
STEEP_STEP = 10


def warnings_about(contents: Contents, terms: Terms) -> Iterator[ManifestWarning]:
    """Give warnings about generosity, rules that cannot fire, ladders and expiry."""
    yield from _too_generous(contents, terms)
    yield from _never_firing(contents)
    yield from _ladder_gaps(contents)
    yield from partners_advice(contents)
    yield from draws_advice(contents)
    for account in terms.accounts.values():
        yield from _lapsing_too_soon(account)


def _too_generous(contents: Contents, terms: Terms) -> Iterator[ManifestWarning]:
    """Warn of rules that give back a fifth of the price or more in what can be spent."""
    burning = terms.burning
    if burning is None:
        return
    given: dict[str, Fraction] = {}
    for place, rule in enumerate(contents.get("earning", [])):
        give = rule["give"]
        if rule["account"] != burning.account or "per_items" in give:
            continue
        if "multiplier" in give:
            best = max((given.get(name, Fraction(0)) for name in give["of"]), default=Fraction(0))
            percent = best * Fraction(str(give["multiplier"]))
        else:
            unit = terms.accounts[rule["account"]].unit_minor
            rate = rate_of(give, unit, terms.currency)
            percent = given[rule["id"]] = rate * burning.unit_minor * 100
        if percent >= RISKY_PERCENT:
            spelled = round(Decimal(percent.numerator) / percent.denominator, 2).normalize()
            message = f"{rule['id']} gives back {spelled:f} %"
            yield ManifestWarning(
                "DISCOUNT_GE_20_RISK",
                f"/earning/{place}/give",
                f"{message} of the price: more than most margins bear.",
            )


def _never_firing(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of rules whose conditions exclude each other, or that stand behind a broader one."""
    shadows: dict[str, str] = {}
    accounts = contents.get("accounts", {})
    for place, rule in enumerate(contents.get("earning", [])):
        when = rule.get("when", {})
        why = why_never(when)
        if rule["account"] in shadows and "multiplier" not in rule["give"]:
            why = f"{shadows[rule['account']]} comes first and takes every line"
        is_first = accounts.get(rule["account"], {}).get("stacking") == "first"
        if is_first and not when and "multiplier" not in rule["give"]:
            shadows.setdefault(rule["account"], rule["id"])
        if why:
            message = f"{rule['id']} can never fire: {why}."
            yield ManifestWarning("RULE_NEVER_FIRES", f"/earning/{place}", message)


def _ladder_gaps(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of members left without a tier, and of steps that few will climb."""
    before = None
    for place, tier in enumerate(contents.get("tiers", {}).get("ladder", [])):
        where, threshold = f"/tiers/ladder/{place}/threshold", tier["threshold"]
        if before is None and threshold > 0:
            message = f"Members below {threshold} have no tier; begin the ladder at 0."
            yield ManifestWarning("LADDER_GAP", where, message)
        if before and threshold > before * STEEP_STEP:
            message = f"{tier['code']} is more than {STEEP_STEP} times as far as the tier below."
            yield ManifestWarning("LADDER_GAP", where, message)
        before = threshold


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
