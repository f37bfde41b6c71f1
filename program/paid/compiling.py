"""From the membership of a manifest to terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from foundation.money import to_minor
from program.entitlements import compile_gives
from program.paid.terms import PaidTerms, Refund

Contents = Mapping[str, Any]


def compile_membership(contents: Contents) -> PaidTerms | None:
    """Make the terms of the paid membership."""
    found = contents.get("membership")
    if found is None:
        return None
    return PaidTerms(
        sku=found["sku"],
        fee_minor=to_minor(str(found["fee"]), contents["currency"]),
        term_months=found["term_months"],
        apply_immediately=found.get("apply_immediately", True),
        renewal=found.get("renewal", "extend"),
        refund=Refund(**found.get("refund", {})),
        gives=compile_gives(found.get("gives", ())),
        rules=frozenset(_asking(contents)),
    )


def _asking(contents: Contents) -> Iterator[str]:
    """Name the rules that ask for a paid membership."""
    for section in ("pricing", "earning"):
        rules = contents.get(section, ())
        for rule in rules.get("rules", ()) if isinstance(rules, Mapping) else rules:
            if rule.get("when", {}).get("paid") is True:
                yield rule["id"]
