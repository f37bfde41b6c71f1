"""What the schema cannot say of links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.findings import Finding
from program.links.rules import ROLES

_SEEN = ROLES | {"household_member"}
_OWNERS = ROLES | {"member", "partner"}


def links_findings(contents: Mapping[str, Any]) -> Iterator[Finding]:
    """Give what does not fit: pools of accounts that are not there, roles that nobody can have."""
    yield from _roles(contents)
    accounts = contents.get("accounts", {})
    pool = contents.get("links", {}).get("household", {}).get("pool", [])
    for place, code in enumerate(pool):
        where = f"/links/household/pool/{place}"
        if code not in accounts:
            names = ", ".join(accounts) or "none yet"
            yield Finding(where, f"There is no account {code}.", f"Accounts: {names}.")


def _roles(contents: Mapping[str, Any]) -> Iterator[Finding]:
    for section in ("earning", "pricing"):
        rules = contents.get(section, [])
        for place, rule in enumerate(rules if isinstance(rules, list) else ()):
            where = f"/{section}/{place}"
            if section == "earning":
                yield from _known(rule.get("to", "member"), _OWNERS, f"{where}/to")
            for role in rule.get("when", {}).get("links", ()):
                yield from _known(role, _SEEN, f"{where}/when/links")


def _known(word: str, words: frozenset[str], pointer: str) -> Iterator[Finding]:
    if word not in words:
        yield Finding(
            pointer, f"Nobody is {word} to a member.", f"Known: {', '.join(sorted(words))}."
        )
