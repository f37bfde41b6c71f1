"""What the schema cannot say of links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.conditions import whens
from program.findings import Finding, hint_at, unknown
from program.links.rules import ROLES
from program.nearest import nearest

_SEEN = ROLES | {"household_member"}
# Which kind of link makes somebody what they are.
_KINDS = {
    "companion": "companion",
    "companion_of": "companion",
    "friend": "friend",
    "friend_of": "friend",
    "household": "household",
    "household_member": "household",
    "company": "employee",
}
_OWNERS = ROLES | {"member", "partner"}


def links_findings(contents: Mapping[str, Any]) -> Iterator[Finding]:
    """Give what does not fit: pools of accounts that are not there, roles that nobody can have."""
    yield from _roles(contents)
    accounts = contents.get("accounts", {})
    pool = contents.get("links", {}).get("household", {}).get("pool", [])
    for place, code in enumerate(pool):
        where = f"/links/household/pool/{place}"
        if code not in accounts:
            yield unknown(where, "account", code, accounts, called="Accounts")


def _roles(contents: Mapping[str, Any]) -> Iterator[Finding]:
    for place, rule in enumerate(contents.get("earning", ())):
        yield from _known(contents, rule.get("to", "member"), _OWNERS, f"/earning/{place}/to")
    for pointer, when in whens(contents):
        for place, role in enumerate(when.get("links", ())):
            yield from _known(contents, role, _SEEN, f"{pointer}/links/{place}")


def _known(
    contents: Mapping[str, Any], word: str, words: frozenset[str], pointer: str
) -> Iterator[Finding]:
    """Want a role to be one of the roles, and its link to be one that can be made."""
    if word not in words:
        hint = hint_at(word, sorted(words))
        yield Finding(pointer, f"Nobody is {word} to a member.", hint)
        return
    kind, made = _KINDS.get(word), contents.get("links")
    if kind is not None and made is not None and kind not in made:
        possible = [role for role in sorted(words) if _KINDS.get(role) in made]
        near = nearest(word, possible)
        hint = f"Did you mean {near}?" if near else f"Add {kind}: {{}} to links."
        yield Finding(pointer, f"Nobody can be {word}: links names no {kind}.", hint)
