"""Who may give units to whom: members with all those whom links have ever tied them to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from members import links


def circles_of(owner_ids: Iterable[str]) -> list[Sequence[str]]:
    """Part wallets into circles: within one all are linked, directly or by others."""
    home = {owner_id: owner_id for owner_id in owner_ids}
    for one, other in links.list_pairs():
        if one in home and other in home:
            first, second = sorted((_root(home, one), _root(home, other)))
            home[second] = first
    circles: dict[str, list[str]] = {}
    for owner_id in sorted(home):
        circles.setdefault(_root(home, owner_id), []).append(owner_id)
    return list(circles.values())


def _root(home: dict[str, str], owner_id: str) -> str:
    while home[owner_id] != owner_id:
        home[owner_id] = home[home[owner_id]]
        owner_id = home[owner_id]
    return owner_id
