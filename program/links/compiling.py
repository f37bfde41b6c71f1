"""From the section `links` to terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from program.links.terms import LinkKind, LinksTerms

_MOST = {"companion": 1, "friend": 20, "employee": None, "household": 6}
_MOST_OF = {"companion": None, "friend": None, "employee": 1, "household": 1}


def compile_links(contents: Mapping[str, Any]) -> LinksTerms | None:
    """Compile the links of a manifest; None if it has none."""
    found = contents.get("links")
    if found is None:
        return None
    kinds = {
        kind: LinkKind(
            most=wanted.get("most", _MOST[kind]),
            most_of=wanted.get("most_of", _MOST_OF[kind]),
            changes_per_year=wanted.get("changes_per_year"),
        )
        for kind, wanted in found.items()
    }
    return LinksTerms(kinds, frozenset(found.get("household", {}).get("pool", ())))
