"""What the schema cannot say of referral."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.findings import Finding, amount_findings, unknown


def referral_findings(contents: Mapping[str, Any]) -> Iterator[Finding]:
    """Give what does not fit: accounts that are not there, an amount the currency has not."""
    found = contents.get("referral", {})
    accounts = contents.get("accounts", {})
    for side in ("referrer", "friend"):
        code = found.get(side, {}).get("account")
        if code is not None and code not in accounts:
            where = f"/referral/{side}/account"
            yield unknown(where, "account", code, accounts, called="Accounts")
    least, pointer = found.get("min_amount"), "/referral/min_amount"
    yield from amount_findings(least, pointer, contents["currency"])
