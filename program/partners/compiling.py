"""From the section `partners` to terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from foundation.money import minor_digits
from program.partners.rules import PER_MINOR
from program.partners.terms import Partner, PartnersTerms, Rate

Contents = Mapping[str, Any]
CLEARED_KINDS = frozenset({"points", "money", "stamps", "product"})
BEFORE_ALL = date(1, 1, 1)


def compile_partners(contents: Contents) -> PartnersTerms | None:
    """Compile the partners of a manifest; None if it has none."""
    found = contents.get("partners")
    if not found:
        return None
    cleared = cleared_accounts(contents)
    partners = [_partner(one, cleared, contents["currency"]) for one in found]
    return PartnersTerms(
        by_code={partner.code: partner for partner in partners},
        by_store={store: partner for partner in partners for store in sorted(partner.stores)},
        by_channel={name: partner for partner in partners for name in sorted(partner.channels)},
        by_reward={code: partner for partner in partners for code in sorted(partner.rewards)},
        cleared=cleared,
    )


def cleared_accounts(contents: Contents) -> frozenset[str]:
    """Give the accounts whose units are worth money between partners."""
    accounts = contents.get("accounts", {}).items()
    return frozenset(code for code, account in accounts if account["kind"] in CLEARED_KINDS)


def rates_of(found: Contents) -> list[Contents]:
    """Give the dated rates of a partner; a rate without a date holds from the beginning."""
    rates: list[Contents] = found.get("rates") or [found]
    return rates


def begins(rate: Contents) -> date:
    """Give the first day of a rate."""
    return date.fromisoformat(rate["from"]) if "from" in rate else BEFORE_ALL


def _partner(found: Contents, cleared: frozenset[str], currency: str) -> Partner:
    accounts = found.get("accounts")
    fees = found.get("commission", {})
    rates = [_rate(rate, fees, currency) for rate in rates_of(found)]
    return Partner(
        code=found["code"],
        name={"en": found["name"]} if isinstance(found["name"], str) else dict(found["name"]),
        stores=frozenset(found.get("stores", ())),
        channels=frozenset(found.get("channels", ())),
        rewards=frozenset(found.get("rewards", ())),
        accounts=cleared if accounts is None else frozenset(accounts),
        may_issue=found.get("may_issue", True),
        may_accept=found.get("may_accept", True),
        rates=tuple(sorted(rates, key=lambda rate: rate.begins)),
    )


def _rate(found: Contents, fees: Contents, currency: str) -> Rate:
    issue = _micro(found.get("issue_rate", 0), currency)
    accept = _micro(found.get("accept_rate", 0), currency)
    return Rate(
        begins=begins(found),
        issue_micro=issue,
        accept_micro=accept,
        issue_fee_micro=_share(issue, fees.get("issue", 0)),
        accept_fee_micro=_share(accept, fees.get("accept", 0)),
    )


def _micro(amount: str | int, currency: str) -> int:
    """Give an amount with at most six digits after the point in millionths of the minor unit."""
    return int(Fraction(str(amount)) * 10 ** minor_digits(currency) * PER_MINOR)


def _share(micro: int, percent: str | int) -> int:
    """Give a percentage of a rate, half up to a millionth: it is then exact for every unit."""
    share = micro * Fraction(str(percent)) / 100
    return int((2 * share.numerator + share.denominator) // (2 * share.denominator))
