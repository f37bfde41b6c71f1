"""What the schema cannot say of links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.findings import Finding


def links_findings(contents: Mapping[str, Any]) -> Iterator[Finding]:
    """Give what does not fit: a pool of an account that is not there or that decides tiers."""
    accounts = contents.get("accounts", {})
    pool = contents.get("links", {}).get("household", {}).get("pool", [])
    for place, code in enumerate(pool):
        where = f"/links/household/pool/{place}"
        if code not in accounts:
            names = ", ".join(accounts) or "none yet"
            yield Finding(where, f"There is no account {code}.", f"Accounts: {names}.")
