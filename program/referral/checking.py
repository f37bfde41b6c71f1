"""What the schema cannot say of referral."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from foundation.money import minor_digits
from program.findings import Finding


def referral_findings(contents: Mapping[str, Any]) -> Iterator[Finding]:
    """Give what does not fit: accounts that are not there, an amount the currency has not."""
    found = contents.get("referral", {})
    accounts = contents.get("accounts", {})
    for side in ("referrer", "friend"):
        code = found.get(side, {}).get("account")
        if code is not None and code not in accounts:
            names = ", ".join(accounts) or "none yet"
            where = f"/referral/{side}/account"
            yield Finding(where, f"There is no account {code}.", f"Accounts: {names}.")
    digits = minor_digits(contents["currency"])
    least = found.get("min_amount", 0)
    if (Fraction(str(least)) * 10**digits).denominator != 1:
        message = f"{least} has more than {digits} digits after the point."
        yield Finding("/referral/min_amount", message)
