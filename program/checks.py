"""What a schema cannot say: that the parts of a manifest fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from foundation.money import minor_digits
from program.activities import activity_findings
from program.cardprice import card_price_findings
from program.codes import codes_findings
from program.conditions import when_findings
from program.conversions import conversions_findings
from program.draws import draws_findings
from program.earning import earning_findings
from program.findings import Finding, amount_findings, unknown
from program.links import links_findings
from program.mentions import mention_findings
from program.paid import membership_findings
from program.partners import partners_findings
from program.pricing import pricing_findings
from program.referral import referral_findings
from program.rewards import rewards_findings
from program.tiers import tiers_findings
from program.visits import visits_findings

Contents = Mapping[str, Any]


def findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in a manifest that does not fit the rest of it."""
    yield from _place(contents)
    yield from earning_findings(contents)
    yield from when_findings(contents)
    yield from conversions_findings(contents)
    yield from _burning(contents)
    yield from pricing_findings(contents)
    yield from tiers_findings(contents)
    yield from visits_findings(contents)
    yield from membership_findings(contents)
    yield from partners_findings(contents)
    yield from activity_findings(contents)
    yield from codes_findings(contents)
    yield from card_price_findings(contents)
    yield from rewards_findings(contents)
    yield from draws_findings(contents)
    yield from links_findings(contents)
    yield from referral_findings(contents)
    yield from mention_findings(contents)


def _place(contents: Contents) -> Iterator[Finding]:
    try:
        ZoneInfo(contents["zone"])
    except (KeyError, ValueError, OSError):
        hint = "Use an IANA name, as in Europe/Chisinau."
        yield Finding("/zone", f"There is no time zone {contents['zone']}.", hint)
    if contents.get("currencies_accepted", [contents["currency"]]) != [contents["currency"]]:
        yield Finding(
            "/currencies_accepted",
            "A program takes receipts in its own currency only.",
            f"Leave it out, or write [{contents['currency']}].",
        )


def _burning(contents: Contents) -> Iterator[Finding]:
    burning = contents.get("burning")
    if burning is None:
        return
    yield from _known_account(contents, burning["account"], "/burning/account")
    account = contents.get("accounts", {}).get(burning["account"], {})
    if account.get("kind") == "status":
        hint = "Spend another account: status is what tiers are reckoned by."
        yield Finding("/burning/account", "Status units cannot be spent.", hint)
    if Fraction(str(burning.get("max_percent", 100))) > 100:
        yield Finding("/burning/max_percent", "More than the whole receipt.")
    currency = contents["currency"]
    yield from amount_findings(burning.get("min_payable"), "/burning/min_payable", currency)
    yield from _whole_step(contents, burning)


def _whole_step(contents: Contents, burning: Contents) -> Iterator[Finding]:
    """Want a step to be worth whole minor units, so that no value is lost in rounding."""
    unit = Fraction(str(burning["value"])) * 10 ** minor_digits(contents["currency"])
    step = burning.get("step", 1)
    if (unit * step).denominator != 1:
        hint = f"Set step to a multiple of {unit.denominator}."
        message = f"{step} x {burning['value']} is not a whole number of the smallest unit."
        yield Finding("/burning/step" if "step" in burning else "/burning/value", message, hint)
    if burning.get("min_points", step) % step:
        hint = f"Set it to a multiple of {step}."
        yield Finding("/burning/min_points", "min_points is not a multiple of step.", hint)


def _known_account(contents: Contents, code: str, pointer: str) -> Iterator[Finding]:
    known = contents.get("accounts", {})
    if code not in known:
        yield unknown(pointer, "account", code, known, called="Accounts")
