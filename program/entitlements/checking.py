"""What a schema cannot say of rights: that their accounts are there and hold rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from program.findings import Finding, unknown

Contents = Mapping[str, Any]
_KINDS = ("entitlement", "product")


def gives_findings(
    contents: Contents, gives: Sequence[Contents], where: str, *, has_terms: bool
) -> Iterator[Finding]:
    """Give everything in a list of rights that does not fit."""
    accounts = contents.get("accounts", {})
    seen: set[tuple[str, str]] = set()
    for place, give in enumerate(gives):
        code, every = give["account"], give.get("every", "")
        pointer = f"{where}/{place}/account"
        if code not in accounts:
            yield unknown(pointer, "account", code, accounts, called="Accounts")
        elif accounts[code]["kind"] not in _KINDS:
            hint = "Give it an account of kind entitlement."
            kind = accounts[code]["kind"]
            yield Finding(pointer, f"{code} is an account of {kind}, not of rights.", hint)
        if (code, every) in seen:
            yield Finding(pointer, f"{code} is given twice here.", "Write one count for both.")
        seen.add((code, every))
        if every == "term" and not has_terms:
            hint = "Write year, quarter or month, or leave it out."
            yield Finding(f"{where}/{place}/every", "A tier has no terms.", hint)
