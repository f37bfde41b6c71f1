"""What a schema cannot say of earning rules, and what is probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from program.conditions import (
    FUNCTIONS,
    LINE_NAMES,
    all_names,
    expression_findings,
    find_name,
)
from program.earning.compiling import RECEIPT, percents_of, rate_of
from program.errors import ManifestWarning
from program.findings import Finding, hint_at, unknown
from program.nearest import nearest
from program.terms import Terms

Contents = Mapping[str, Any]
RISKY_PERCENT = 20
# What a multiplier has in common with its rules: the key, its default, what it is called.
_SHARED = (("account", "", "account"), ("on", RECEIPT, "occasion"), ("to", "member", "beneficiary"))


def earning_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in the earning rules that does not fit the rest of the manifest."""
    rules = contents.get("earning", [])
    by_id = {rule["id"]: rule for rule in reversed(rules)}
    for place, rule in enumerate(rules):
        where = f"/earning/{place}"
        if by_id[rule["id"]] is not rule:
            yield Finding(f"{where}/id", f"Two rules are called {rule['id']}.")
        yield from _known(contents, rule["account"], f"{where}/account")
        yield from _trigger(contents, rule, where)
        yield from _multiplier(rule, by_id, f"{where}/give")
        yield from _ways(contents, rule, f"{where}/give")


def _known(contents: Contents, code: str, pointer: str) -> Iterator[Finding]:
    accounts = contents.get("accounts", {})
    if code not in accounts:
        yield unknown(pointer, "account", code, accounts, called="Accounts")


def _trigger(contents: Contents, rule: Contents, where: str) -> Iterator[Finding]:
    """Want the activity of a rule to be declared, and nothing asked that it cannot bring."""
    trigger = rule.get("on", RECEIPT)
    declared = contents.get("activities", {})
    if trigger != RECEIPT and trigger not in declared:
        yield unknown(f"{where}/on", "activity", trigger, (RECEIPT, *declared))
    brings = declared.get(trigger, {}).get("data", {})
    of = rule["give"].get("of")
    if isinstance(of, str):
        if trigger == RECEIPT:
            yield Finding(f"{where}/give/of", "A receipt brings no data; leave of out.")
        elif of.removeprefix("data.") not in brings:
            hint = hint_at(of, [f"data.{name}" for name in brings], called="It brings")
            yield Finding(f"{where}/give/of", f"{trigger} does not bring {of}.", hint)


def _multiplier(rule: Contents, by_id: Mapping[str, Contents], where: str) -> Iterator[Finding]:
    give = rule["give"]
    if "multiplier" not in give:
        return
    if Fraction(str(give["multiplier"])) <= 1:
        hint = "To give less, write a rule of its own and exclude its lines from the other."
        yield Finding(f"{where}/multiplier", "A multiplier must be more than 1.", hint)
    for name in give["of"]:
        source = by_id.get(name)
        if source is None:
            yield unknown(f"{where}/of", "rule", name, by_id.keys() - {rule["id"]}, called="Rules")
            continue
        if "multiplier" in source["give"]:
            yield Finding(f"{where}/of", f"{name} is itself a multiplier.")
        for key, usual, what in _SHARED:
            if source.get(key, usual) != rule.get(key, usual):
                yield Finding(f"{where}/of", f"{name} earns on another {what}.")


def _ways(contents: Contents, rule: Contents, where: str) -> Iterator[Finding]:
    give = rule["give"]
    if "formula" in give:
        formula, pointer = give["formula"], f"{where}/formula"
        yield from expression_findings(formula, pointer, contents, has_lines=True)
    if "table" in give:
        yield from _table(give["table"], f"{where}/table")
    if "bands" in give:
        yield from _bands(contents, give["bands"], f"{where}/bands")


def _table(table: Contents, where: str) -> Iterator[Finding]:
    for place, name in enumerate(table["by"]):
        hint = "As in attribute.tariff, data.fare, basket.delivery, tier, channel."
        if find_name(name) is None or name in FUNCTIONS:
            near = nearest(name, [each for each in all_names() if each not in FUNCTIONS])
            told = f"Did you mean {near}?" if near else hint
            yield Finding(f"{where}/by/{place}", f"There is nothing called {name}.", told)
        elif name in LINE_NAMES or name == "segments":
            message = f"A table has one rate for a purchase; {name} may be several things."
            yield Finding(f"{where}/by/{place}", message, hint)
    depth = len(table["by"])
    if any(found != depth for found in _depths(table["rates"], 0)):
        message = f"The rates must be {depth} deep, as by has {depth} names."
        yield Finding(f"{where}/rates", message)


def _depths(rates: Any, depth: int) -> Iterator[int]:
    if not isinstance(rates, Mapping):
        yield depth
        return
    for inner in rates.values():
        yield from _depths(inner, depth + 1)


def _bands(contents: Contents, bands: Contents, where: str) -> Iterator[Finding]:
    yield from _known(contents, bands["account"], f"{where}/account")
    froms = [Fraction(str(step["from"])) for step in bands["steps"]]
    for place, (low, high) in enumerate(pairwise(froms), 1):
        if high <= low:
            hint = "Write bands from the lowest up."
            yield Finding(f"{where}/steps/{place}/from", "This is not above the one before.", hint)
    if "period" in bands and bands.get("mode", "prospective") != "prospective":
        yield Finding(f"{where}/period", "Only the prospective mode looks at a period.")


def earning_advice(contents: Contents, terms: Terms) -> Iterator[ManifestWarning]:
    """Warn of rules that give back a fifth of the price or more in what can be spent."""
    burning = terms.burning
    given: dict[str, Fraction] = {}
    for place, rule in enumerate(contents.get("earning", [])):
        give = rule["give"]
        if burning is None or rule["account"] != burning.account or "per_items" in give:
            continue
        if "multiplier" in give:
            best = max((given.get(name, Fraction(0)) for name in give["of"]), default=Fraction(0))
            percent = best * Fraction(str(give["multiplier"]))
        else:
            unit = terms.accounts[rule["account"]].unit_minor
            rates = [rate_of(give, unit, terms.currency)]
            rates += [found / 100 / unit for found in percents_of(give)]
            percent = given[rule["id"]] = max(rates) * burning.unit_minor * 100
        if percent >= RISKY_PERCENT:
            spelled = round(Decimal(percent.numerator) / percent.denominator, 2).normalize()
            yield ManifestWarning(
                "DISCOUNT_GE_20_RISK",
                f"/earning/{place}/give",
                f"{rule['id']} gives back {spelled:f} % of the price: more than most margins bear.",
            )
