"""What a schema cannot say of a paid membership."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.entitlements import gives_findings
from program.errors import ManifestWarning
from program.findings import Finding, amount_findings
from program.paid.terms import PaidTerms

Contents = Mapping[str, Any]


def membership_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in the section that does not fit."""
    found = contents.get("membership")
    if found is None:
        return
    yield from amount_findings(found["fee"], "/membership/fee", contents["currency"])
    gives = found.get("gives", ())
    yield from gives_findings(contents, gives, "/membership/gives", has_terms=True)


def membership_advice(contents: Contents, terms: PaidTerms | None) -> Iterator[ManifestWarning]:
    """Warn of a membership that gives nothing."""
    if terms is not None and not terms.rules and not terms.gives:
        message = "The membership gives nothing: no rule asks for it with when: {paid: true}."
        yield ManifestWarning("MEMBERSHIP_WITHOUT_BENEFIT", "/membership", message)
