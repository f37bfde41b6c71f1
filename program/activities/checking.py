"""What a schema cannot say of activities: that accounts, fields and formulas fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from program.conditions import expression_findings
from program.findings import Finding, hint_at, unknown

Contents = Mapping[str, Any]
OF_RECEIPT = ("paid", "quantity", "days_since")
_OWNED = ("personal", "shareable")
_CITED = {"receipt": ("whole", "line"), "line": ("line",)}


def activity_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in the activities of a manifest that does not fit the rest of it."""
    for code, found in contents.get("activities", {}).items():
        where = f"/activities/{code}"
        yield from _fields(found, where)
        yield from _once(found, where)
        yield from _follows(contents["activities"], found, where)
        for place, effect in enumerate(found.get("then", ())):
            yield from _effect(contents, effect, f"{where}/then/{place}")
    yield from _tier_moments(contents)


def _fields(found: Contents, where: str) -> Iterator[Finding]:
    for name, row in found.get("data", {}).items():
        if "cites" in found and name in OF_RECEIPT:
            hint = "Call it otherwise: the receipt tells this."
            yield Finding(f"{where}/data/{name}", f"{name} comes from the receipt.", hint)
        if "min" in row and "max" in row and Decimal(str(row["min"])) > Decimal(str(row["max"])):
            yield Finding(f"{where}/data/{name}/min", "min is more than max.")
    is_asked = any(row.get("required", True) for row in found.get("data", {}).values())
    if found.get("happens") and is_asked:
        yield Finding(f"{where}/data", "What happens by itself brings no fields.")
    if found.get("happens") and "cites" in found:
        yield Finding(f"{where}/cites", "What happens by itself tells of no receipt.")


def _once(found: Contents, where: str) -> Iterator[Finding]:
    once = found.get("once_per")
    wanted = _CITED.get(once) if isinstance(once, str) else None
    if wanted and found.get("cites", {}).get("receipt") not in wanted:
        hint = f"Add cites: {{ receipt: {wanted[-1]} }}."
        yield Finding(f"{where}/once_per", "The activity cites no such thing.", hint)
    if isinstance(once, Mapping):
        fields = found.get("data", {})
        for place, name in enumerate(once.get("data", ())):
            if name not in fields:
                pointer = f"{where}/once_per/data/{place}"
                yield unknown(pointer, "field", name, fields, called="Fields")


def _follows(types: Contents, found: Contents, where: str) -> Iterator[Finding]:
    """Find what follows nothing, or something that has no fields of its own to be known by."""
    code = found.get("follows")
    if code is None:
        return
    if code not in types:
        yield unknown(f"{where}/follows", "activity", code, types, called="Activities")
        return
    once = types[code].get("once_per")
    if not isinstance(once, Mapping) or "data" not in once:
        hint = f"Write once_per: {{ data: [sku] }} at {code}."
        yield Finding(f"{where}/follows", f"Nothing tells one {code} from another.", hint)
        return
    for name in once["data"]:
        if name not in found.get("data", {}):
            hint = f"Add {name} to data."
            yield Finding(f"{where}/data", f"{name} is missing, by which {code} is known.", hint)
    if "once_per" in found:
        hint = "Leave once_per away."
        yield Finding(f"{where}/once_per", f"It counts once for each {code}.", hint)


def _effect(contents: Contents, effect: Contents, where: str) -> Iterator[Finding]:
    for kind in ("add", "grant", "deduct", "extend"):
        if kind in effect:
            yield from _account(contents, kind, effect[kind]["account"], f"{where}/{kind}/account")
    for kind in ("add", "grant", "deduct", "partner"):
        amount = effect.get(kind, {}).get("amount")
        if isinstance(amount, str):
            yield from expression_findings(amount, f"{where}/{kind}/amount", contents)
    if "code" in effect:
        yield from _code(contents, effect["code"], f"{where}/code")
    tiers = [tier["code"] for tier in contents.get("tiers", {}).get("ladder", ())]
    if "tier" in effect and effect["tier"] not in tiers:
        hint = hint_at(effect["tier"], tiers, called="Tiers")
        yield Finding(f"{where}/tier", f"There is no tier {effect['tier']} in the ladder.", hint)


def _code(contents: Contents, series: str, where: str) -> Iterator[Finding]:
    found = contents.get("codes", {}).get(series)
    if found is None:
        yield unknown(where, "series of codes", series, contents.get("codes", {}), called="Series")
    elif found["kind"] not in _OWNED:
        hint = "Give the series the kind personal or shareable."
        yield Finding(where, f"Codes of {series} belong to no member.", hint)


def _tier_moments(contents: Contents) -> Iterator[Finding]:
    """Want of what tiers bring that it fits into the entry of the rise."""
    types = {
        code
        for code, found in contents.get("activities", {}).items()
        if found.get("happens", {}).get("on") == "tier"
    }
    for code in sorted(types):
        if contents["activities"][code].get("fulfilment"):
            hint = "Leave fulfilment out."
            where = f"/activities/{code}/fulfilment"
            yield Finding(where, "What a tier brings is there with it: nothing is decided.", hint)
    for place, rule in enumerate(contents.get("earning", ())):
        if rule.get("on") in types and rule.get("to", "member") != "member":
            hint = "Let it give to the member."
            yield Finding(f"/earning/{place}/to", "What a tier brings is the member's own.", hint)


def _account(contents: Contents, kind: str, code: str, where: str) -> Iterator[Finding]:
    account = contents.get("accounts", {}).get(code)
    if account is None:
        yield unknown(where, "account", code, contents.get("accounts", {}), called="Accounts")
    elif kind == "grant" and account["kind"] != "entitlement":
        hint = "Write add for units, or give the account the kind entitlement."
        yield Finding(where, f"{code} is an account of {account['kind']}.", hint)
