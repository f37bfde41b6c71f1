"""What is allowed of links and probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.errors import ManifestWarning
from program.links.rules import ROLES

_OF_THE_MEMBER = frozenset({"tiers", "accounts", "early_access"})


def links_advice(contents: Mapping[str, Any]) -> Iterator[ManifestWarning]:
    """Warn of rules of receipts that ask for tier or balances and give to somebody else."""
    for place, rule in enumerate(contents.get("earning", [])):
        to, is_of_receipt = rule.get("to", "member"), rule.get("on", "receipt") == "receipt"
        if not is_of_receipt or to not in ROLES:
            continue
        where = f"/earning/{place}"
        for key in sorted(_OF_THE_MEMBER & rule.get("when", {}).keys()):
            yield _warning(f"{where}/when/{key}", rule["id"], to)
        if "tier" in rule["give"].get("table", {}).get("by", ()):
            yield _warning(f"{where}/give/table/by", rule["id"], to)


def _warning(pointer: str, rule: str, to: str) -> ManifestWarning:
    message = f"{rule} gives to the {to}, but looks at tier and balances of who buys."
    return ManifestWarning("LOOKS_AT_THE_BUYER", pointer, message)
