"""What a schema cannot say of a paid membership."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.entitlements import gives_findings
from program.errors import ManifestWarning
from program.findings import Finding, amount_findings
from program.paid.terms import PaidTerms

Contents = Mapping[str, Any]
_GOODS = frozenset({"categories", "skus", "brands", "flags"})
_OFF = frozenset({"discount", "ladder", "bands"})


def membership_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in the section that does not fit."""
    found = contents.get("membership")
    if found is None:
        return
    yield from amount_findings(found["fee"], "/membership/fee", contents["currency"])
    gives = found.get("gives", ())
    yield from gives_findings(contents, gives, "/membership/gives", has_terms=True)


def membership_advice(contents: Contents, terms: PaidTerms | None) -> Iterator[ManifestWarning]:
    """Warn of a membership that gives nothing, and of one whose fee is discounted."""
    if terms is not None:
        yield from _discounted(contents, terms.sku)
    if terms is not None and not terms.rules and not terms.gives:
        message = "The membership gives nothing: no rule asks for it with when: {paid: true}."
        yield ManifestWarning("MEMBERSHIP_WITHOUT_BENEFIT", "/membership", message)


def _discounted(contents: Contents, sku: str) -> Iterator[ManifestWarning]:
    """Warn of discounts on everything that take something off the fee too."""
    for place, rule in enumerate(contents.get("pricing", ())):
        when = rule.get("when", {})
        is_of_all = not _GOODS & when.keys() and sku not in when.get("exclude_skus", ())
        takes_off = _OFF & rule.keys() and rule.get("discount", {}).get("on") != "shipping"
        if is_of_all and takes_off:
            message = (
                f"{rule['id']} takes something off the fee of the membership too; "
                f"exclude it with when: {{ exclude_skus: [{sku}] }}."
            )
            yield ManifestWarning("MEMBERSHIP_FEE_DISCOUNTED", f"/pricing/{place}", message)
