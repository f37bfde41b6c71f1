"""From checked contents of a manifest to terms, with all numbers made exact integers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from foundation.money import minor_digits, to_minor
from program.activities import compile_activities
from program.cards import compile_cards
from program.codes import compile_codes
from program.conditions import compile_selection
from program.conversions import compile_converts
from program.draws import compile_draws
from program.earning import RECEIPT, compile_earning
from program.links import compile_links
from program.paid import compile_membership
from program.partners import compile_partners
from program.pricing import compile_pricing
from program.prior_price import compile_prior_price
from program.reach import looks_at_member
from program.referral import compile_referral
from program.rewards import compile_rewards
from program.terms import (
    Account,
    Burning,
    Cap,
    Expiry,
    Returns,
    Terms,
    Text,
)
from program.tiers import compile_commitments, compile_tiers
from program.visits import compile_visits

Contents = Mapping[str, Any]


def compile_terms(contents: Contents, *, version: int = 0) -> Terms:
    """Make the terms of contents that passed the schema and the checks."""
    currency = contents["currency"]
    accounts = {
        code: _account(code, found, contents)
        for code, found in contents.get("accounts", {}).items()
    }
    earning = compile_earning(contents, accounts)
    return Terms(
        program=contents["code"],
        version=version,
        name=_text(contents["name"]),
        currency=currency,
        currencies_accepted=frozenset(contents.get("currencies_accepted", [currency])),
        zone=ZoneInfo(contents["zone"]),
        accounts=accounts,
        earning=earning.pop(RECEIPT, ()),
        earning_on=earning,
        burning=_burning(contents),
        ladder=compile_tiers(contents, lambda code, amount: units_for(code, amount, contents)),
        membership=compile_membership(contents),
        commitments=compile_commitments(
            contents, lambda code, amount: units_for(code, amount, contents)
        ),
        returns=Returns(**contents.get("returns", {})),
        hold_ttl_seconds=contents.get("hold_ttl_seconds", 900),
        pricing=compile_pricing(contents, {a.code: a.unit_minor for a in accounts.values()}),
        partners=compile_partners(contents),
        codes=compile_codes(contents),
        rewards=compile_rewards(contents),
        draws=compile_draws(contents),
        prior_price=compile_prior_price(contents),
        links=compile_links(contents),
        cards=compile_cards(contents),
        referral=compile_referral(contents),
        activities=compile_activities(contents),
        looks_at_member=looks_at_member(contents),
        visits=compile_visits(contents),
    )


def units_for(code: str, amount: str, contents: Contents) -> Fraction:
    """Tell how many units of an account an amount of money is."""
    return _minor(amount, contents["currency"]) / unit_minor(code, contents)


def unit_minor(code: str, contents: Contents) -> Fraction:
    """Give the worth of one unit of an account in minor units, for reckoning percent."""
    found, currency = contents["accounts"][code], contents["currency"]
    burning = contents.get("burning", {})
    if "unit_value" in found:
        return _minor(found["unit_value"], currency)
    if burning.get("account") == code:
        return _minor(burning["value"], currency)
    return Fraction(1) if found["kind"] == "money" else _minor(1, currency)


def _minor(amount: str | int, currency: str) -> Fraction:
    """Give an amount in minor units, of which it may be a fraction."""
    return Fraction(str(amount)) * 10 ** minor_digits(currency)


def _text(found: str | Mapping[str, str]) -> Text:
    return {"en": found} if isinstance(found, str) else dict(found)


def _caps(scope: str, found: Mapping[str, int] | None) -> tuple[Cap, ...]:
    return tuple(Cap(scope, period, limit) for period, limit in (found or {}).items())


def _account(code: str, found: Contents, contents: Contents) -> Account:
    return Account(
        code=code,
        kind=found["kind"],
        name=_text(found.get("name", code)),
        unit_minor=unit_minor(code, contents),
        expiry=Expiry(**found.get("expiry", {})),
        pending_days=found.get("pending", {}).get("days", 0),
        negative=found.get("negative", "debt"),
        stacking=found.get("stacking", "sum"),
        caps=_caps(code, found.get("caps")),
        converts=compile_converts(found.get("converts")),
        goods=frozenset(found["goods"]) if "goods" in found else None,
    )


def _burning(contents: Contents) -> Burning | None:
    found, currency = contents.get("burning"), contents["currency"]
    if found is None:
        return None
    return Burning(
        account=found["account"],
        unit_minor=_minor(found["value"], currency),
        unit_decimal=Decimal(str(found["value"])).scaleb(minor_digits(currency)),
        max_share=Fraction(str(found.get("max_percent", 100))) / 100,
        max_points=found.get("max_points"),
        otp_above=found.get("otp_above"),
        min_points=found.get("min_points", 1),
        step=found.get("step", 1),
        min_payable_minor=to_minor(str(found.get("min_payable", 0)), currency),
        lines=compile_selection(found),
    )
