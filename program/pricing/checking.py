"""What does not fit in the pricing section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from program.findings import Finding, amount_findings, unknown
from program.nearest import nearest

Contents = Mapping[str, Any]
_RISING = {"ladder": "from", "bands": "above"}


def pricing_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in discounts and their stacking that does not fit the rest."""
    groups = [group["id"] for group in contents.get("stacking", {}).get("groups", ())]
    for place, name in enumerate(groups):
        if name in groups[:place]:
            yield Finding(f"/stacking/groups/{place}/id", f"Two groups are called {name}.")
    rules = contents.get("pricing", ())
    seen = {rule["id"] for rule in contents.get("earning", ())}
    known = {rule["id"] for rule in rules} | set(groups)
    for place, rule in enumerate(rules):
        where = f"/pricing/{place}"
        if rule["id"] in seen or rule["id"] in groups:
            yield Finding(f"{where}/id", f"Another rule or group is called {rule['id']}.")
        seen.add(rule["id"])
        yield from _names(rule, where, groups, known)
        yield from _amounts(rule, where, contents["currency"])
        yield from _climbing(rule, where, contents)


def _names(rule: Contents, where: str, groups: list[str], known: set[str]) -> Iterator[Finding]:
    group = rule.get("group")
    if group is not None and group not in groups:
        yield unknown(f"{where}/group", "group", group, groups, called="Groups of stacking")
    for name in rule.get("not_with", ()):
        if name == rule["id"] or name not in known:
            what = "itself" if name == rule["id"] else name
            near = nearest(name, known - {rule["id"]})
            usual = "Name other rules of pricing, or groups of stacking."
            hint = f"Did you mean {near}?" if near and name != rule["id"] else usual
            yield Finding(f"{where}/not_with", f"There is no other rule or group {what}.", hint)


def _amounts(rule: Contents, where: str, currency: str) -> Iterator[Finding]:
    for pointer, amount in _money(rule):
        yield from amount_findings(amount, where + pointer, currency)


def _money(rule: Contents) -> Iterator[tuple[str, str | int]]:
    """Give every amount of money in a rule with its pointer."""
    if "max_amount" in rule:
        yield "/max_amount", rule["max_amount"]
    for sku, amount in rule.get("prices", {}).items():
        yield f"/prices/{sku.replace('~', '~0').replace('/', '~1')}", amount
    for part in ("discount", "bundle"):
        for name in ("amount", "price"):
            if name in rule.get(part, {}):
                yield f"/{part}/{name}", rule[part][name]
    ladder = rule.get("ladder", {})
    for place, step in enumerate(ladder.get("steps", ())):
        if ladder.get("by") != "items":
            yield f"/ladder/steps/{place}/from", step["from"]
        if "amount" in step:
            yield f"/ladder/steps/{place}/amount", step["amount"]


def _climbing(rule: Contents, where: str, contents: Contents) -> Iterator[Finding]:
    """Want steps that rise, and accounts that are there."""
    for part, name in _RISING.items():
        found = rule.get(part)
        if found is None:
            continue
        account = found.get("account")
        if account is not None and account not in contents.get("accounts", {}):
            accounts = contents.get("accounts", {})
            yield unknown(
                f"{where}/{part}/account", "account", account, accounts, called="Accounts"
            )
        if account is None and found.get("by") == "account":
            hint = "Add `account`, the code of what the member collects."
            yield Finding(f"{where}/{part}/by", "Which account?", hint)
        if found.get("mode") == "from_next_order" and account is None:
            hint = "Add `account`, one that counts the items bought."
            message = "Without an account there is no order before."
            yield Finding(f"{where}/{part}/mode", message, hint)
        before = None
        for place, step in enumerate(found["steps"]):
            value = Fraction(str(step[name]))
            if before is not None and value <= before:
                hint = "Write steps from the lowest up."
                pointer = f"{where}/{part}/steps/{place}/{name}"
                yield Finding(pointer, "This is not above the step before.", hint)
            before = value
