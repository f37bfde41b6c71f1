"""What a schema cannot say of conversions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.findings import Finding, unknown


def conversions_findings(contents: Mapping[str, Any]) -> Iterator[Finding]:
    """Give everything in the conversions that does not fit the accounts."""
    accounts = contents.get("accounts", {})
    for code, account in accounts.items():
        into = account.get("converts", {}).get("into")
        where = f"/accounts/{code}/converts/into"
        if into is None:
            continue
        if into not in accounts:
            others = [name for name in accounts if name != code]
            yield unknown(where, "account", into, others, called="Accounts")
        elif into == code or "converts" in accounts[into]:
            hint = "Let it become something that stays."
            yield Finding(where, f"Units of {into} are themselves converted.", hint)
