"""What lapses with a visit can be used on it: units that only count, or are exchanged, cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.findings import Finding

_COUNTED = frozenset({"status", "counter"})


def visits_findings(contents: Mapping[str, Any]) -> Iterator[Finding]:
    """Give the accounts that cannot lapse with the next visit."""
    for code, account in contents.get("accounts", {}).items():
        pointer = f"/accounts/{code}/expiry/kind"
        if account.get("expiry", {}).get("kind") != "next_visit":
            continue
        if account["kind"] in _COUNTED:
            hint = "Only what can be used lapses with the visit that does not use it."
            yield Finding(pointer, f"Nobody uses units of {code} on a visit.", hint)
        if "converts" in account:
            hint = "Let the units that they are exchanged for lapse instead."
            message = f"Units of {code} would lapse before there are enough to be exchanged."
            yield Finding(pointer, message, hint)
