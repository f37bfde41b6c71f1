"""Named reads of links, as plain dicts.

A link is `{id, kind, from_id, to_id, status, consents, invited_at, activated_at, ended_at,
ended_by, reason}`; what is not known is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from members.links import rules
from members.links.errors import LinkNotFound
from members.links.models import Link

Record = dict[str, Any]
MOST_LISTED = 500


def get_link(link_id: str) -> Record:
    """Give a link. Raises LinkNotFound."""
    found = collection().find_one({"_id": link_id})
    if found is None:
        raise LinkNotFound
    return as_view(found)


def list_links(member_id: str, *, statuses: tuple[str, ...] = rules.STATUSES) -> list[Record]:
    """List the links of a member from either side, the newest first."""
    wanted = {"status": {"$in": list(statuses)}}
    found: dict[str, Record] = {}
    for side in ("from_id", "to_id"):
        for link in collection().find({side: member_id, **wanted}).limit(MOST_LISTED):
            found[link["_id"]] = as_view(link)
    return sorted(found.values(), key=lambda link: (link["invited_at"], link["id"]), reverse=True)


def relations_of(member_id: str) -> dict[str, list[str]]:
    """Give who is what to a member by the links that hold: {role: [member ids]}."""
    return rules.relations(member_id, list_links(member_id, statuses=("active",)))


def list_pairs() -> list[tuple[str, str]]:
    """List who was ever linked with whom, by links that hold and by those that have ended."""
    found = collection().find({"activated_at": {"$ne": None}}, {"from_id": 1, "to_id": 1})
    return sorted((link["from_id"], link["to_id"]) for link in found)


def links_of_kind(
    side: str, member_id: str, kind: str, session: ClientSession | None = None
) -> list[Record]:
    """Give all links of a kind in which a member is on this side, ended ones too."""
    query = {side: member_id, "kind": kind}
    return [as_view(link) for link in collection().find(query, session=session)]


def invitations_of(side: str, member_id: str) -> list[Record]:
    """Give the invitations by which a member, on this side, asks others."""
    found = collection().find({f"{side}_id": member_id, "status": "pending"})
    return [as_view(link) for link in found if link["consents"][0]["side"] == side]


def collection() -> Collection[Record]:
    """Give the collection of links."""
    return Link._get_collection()


def as_view(found: Mapping[str, Any]) -> Record:
    """Shape what the database keeps of a link as others see it."""
    optional = ("to_id", "activated_at", "ended_at", "ended_by", "reason")
    return {
        "id": found["_id"],
        "kind": found["kind"],
        "from_id": found["from_id"],
        "status": found["status"],
        "consents": list(found.get("consents", [])),
        "invited_at": found["invited_at"],
        **{name: found.get(name) for name in optional},
    }
