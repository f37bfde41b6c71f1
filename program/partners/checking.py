"""What a schema cannot say of partners, and what is probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from program.errors import ManifestWarning
from program.findings import Finding, unknown
from program.partners.compiling import begins, rates_of
from program.partners.rules import OPERATOR

Contents = Mapping[str, Any]
_OWN = ("stores", "channels", "rewards")


def partners_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in the section that does not fit."""
    seen: dict[str, set[str]] = {name: set() for name in ("codes", *_OWN)}
    for place, partner in enumerate(contents.get("partners", [])):
        where = f"/partners/{place}"
        if partner["code"] == OPERATOR:
            yield Finding(f"{where}/code", f"{OPERATOR} is the word for yourself.")
        if partner["code"] in seen["codes"]:
            yield Finding(f"{where}/code", f"Two partners are called {partner['code']}.")
        seen["codes"].add(partner["code"])
        for name in _OWN:
            for one in partner.get(name, []):
                if one in seen[name]:
                    yield Finding(f"{where}/{name}", f"{one} is another partner's already.")
                seen[name].add(one)
        yield from _accounts(contents, partner, where)
        yield from _rewards(contents, partner, where)
        yield from _rates(partner, where)


def partners_advice(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of units that are accepted for more than they are issued for."""
    partners = contents.get("partners", [])
    issued = [
        rate
        for partner in partners
        if partner.get("may_issue", True)
        for rate in _amounts(partner, "issue_rate")
        if rate
    ]
    for place, partner in enumerate(partners):
        accepted = max(_amounts(partner, "accept_rate"), default=Fraction(0))
        if issued and partner.get("may_accept", True) and accepted > min(issued):
            yield ManifestWarning(
                "PARTNER_RATE_AT_A_LOSS",
                f"/partners/{place}",
                f"{partner['code']} gets more for a unit than some partner owes for one: "
                "the operator pays the difference.",
            )


def _amounts(partner: Contents, name: str) -> list[Fraction]:
    return [Fraction(str(rate[name])) for rate in rates_of(partner) if name in rate]


def _accounts(contents: Contents, partner: Contents, where: str) -> Iterator[Finding]:
    known = contents.get("accounts", {})
    for code in partner.get("accounts", []):
        if code not in known:
            yield unknown(f"{where}/accounts", "account", code, known, called="Accounts")
        elif known[code]["kind"] in ("status", "counter"):
            message = f"{code} is of kind {known[code]['kind']}, which is not cleared."
            yield Finding(f"{where}/accounts", message)


def _rewards(contents: Contents, partner: Contents, where: str) -> Iterator[Finding]:
    known = [reward["code"] for reward in contents.get("rewards", [])]
    for code in partner.get("rewards", []):
        if code not in known:
            yield unknown(f"{where}/rewards", "reward", code, known, called="Rewards")


def _rates(partner: Contents, where: str) -> Iterator[Finding]:
    direct = [name for name in ("issue_rate", "accept_rate") if name in partner]
    if "rates" in partner and direct:
        hint = "Write all rates in the list, each with its from."
        yield Finding(f"{where}/{direct[0]}", "Rates stand both here and in a list.", hint)
    if "rates" not in partner and not direct:
        hint = "Give issue_rate and accept_rate, or a dated list of rates."
        yield Finding(where, f"{partner['code']} has no rate.", hint)
    seen: set[date] = set()
    for number, rate in enumerate(rates_of(partner)):
        try:
            day = begins(rate)
        except ValueError:
            yield Finding(f"{where}/rates/{number}/from", f"There is no day {rate['from']}.")
            continue
        if day in seen:
            yield Finding(f"{where}/rates/{number}", f"Two rates begin on {day}.")
        seen.add(day)
