"""What happens to links: invited, accepted, ended. The only writer of `links`.

Each change is one transaction with its event. Accepting also counts up a number on both members,
so that of two acceptances at the same moment the second sees the first, and no limit is passed.
"""

from __future__ import annotations

from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

import jobs
from foundation import clock, database, ids
from members import joining
from members import queries as members_queries
from members.links import queries, rules
from members.links.errors import LinkExists, LinkNotFound, LinkStatusConflict
from members.links.events import LinkActivated, LinkEnded, LinkInvited
from members.links.rules import Limits
from members.models import Member

Record = dict[str, Any]


def found_household(member_id: str, *, name: str, limits: Limits) -> Record:
    """Enroll a household with a wallet of its own, its founder the first in it; give the link."""
    rules.check_limits(
        "household",
        limits,
        of_from=(),
        of_to=queries.links_of_kind("to_id", member_id, "household"),
    )
    household = joining.draft_household(name)
    link = _draft("household", household["_id"], member_id)
    for side in ("from", "to"):
        link["consents"].append(_consent(side, member_id))
    return _activate(link, limits, founded=household)


def invite(
    kind: str,
    from_id: str,
    to_id: str | None = None,
    *,
    by: str,
    limits: Limits,
    is_operator: bool = False,
) -> Record:
    """Offer a link: `by` consents for its side, the other is asked.

    Without `to_id` the invitation is open: its id is passed on like a key. A household is spoken
    for by whoever is in it, a company by operators. Raises MemberNotFound, LinkEndsInvalid,
    LinkNotFound for who may not speak for either side, LinkExists, LinkLimitReached,
    LinkChangesUsedUp, InvitationsTooMany.
    """
    _check_ends(kind, from_id, to_id)
    link = _draft(kind, from_id, to_id)
    side = "from" if is_operator else _side(link, by)
    if not is_operator:
        waiting = queries.invitations_of(side, link[f"{side}_id"])
        rules.check_invitations(waiting, clock.now())
    _end_stale(link, by)
    link["consents"].append(_consent(side, by))
    rules.check_limits(
        kind, limits, of_from=queries.links_of_kind("from_id", from_id, kind), of_to=()
    )

    def write(session: ClientSession) -> None:
        queries.collection().insert_one(dict(link), session=session)
        jobs.publish(LinkInvited(link["_id"], kind, from_id, to_id or ""), session=session)

    try:
        database.in_transaction(write)
    except DuplicateKeyError as error:
        raise LinkExists from error
    return queries.as_view(link)


def kind_for(link_id: str, *, by: str) -> str:
    """Give the kind of a link to who is on it or holds an open invitation. Raises LinkNotFound."""
    link = _stored(link_id)
    if link.get("to_id") is not None or link["status"] != "pending":
        _side(link, by)
    return str(link["kind"])


def accept(link_id: str, *, by: str, limits: Limits) -> Record:
    """Consent for the side that was asked; the link holds from now on. Safe to repeat.

    Raises LinkNotFound, LinkEndsInvalid, LinkStatusConflict, LinkExists, LinkLimitReached,
    LinkChangesUsedUp.
    """
    link = _stored(link_id)
    if link.get("to_id") is None and link["status"] == "pending" and by != link["from_id"]:
        _check_ends(link["kind"], link["from_id"], by)
        link |= {"to_id": by, "live": _live(link["kind"], link["from_id"], by)}
    side = _side(link, by)
    if link["status"] == "active":
        return queries.as_view(link)
    if link["status"] != "pending" or rules.is_stale(link, clock.now()):
        raise LinkStatusConflict(status="ended" if link["status"] == "ended" else "out of date")
    if side in {consent["side"] for consent in link["consents"]}:
        raise LinkStatusConflict(status="waiting for the other side")
    link["consents"] = [*link["consents"], _consent(side, by)]
    _end_stale(link, by)
    return _activate(link, limits)


def end(link_id: str, *, by: str, reason: str, is_operator: bool = False) -> Record:
    """End a link or refuse an invitation, from either side. Ending twice is the same as once."""
    link = _stored(link_id)
    if not is_operator:
        _side(link, by)
    while link["status"] != "ended":
        # Who accepts at this moment is not undone unseen: then the link that holds is ended.
        _end(link, by, reason)
        link = _stored(link_id)
    return queries.as_view(link)


def end_all(member_id: str, *, reason: str) -> int:
    """End every link of a member who is gone; gives their number."""
    number = 0
    while links := queries.list_links(member_id, statuses=("pending", "active")):
        number += sum(_end(_stored(link["id"]), member_id, reason) for link in links)
    return number


def _activate(link: Record, limits: Limits, *, founded: Record | None = None) -> Record:
    """Let a link hold; a household that is founded by it is there with it or not at all."""
    now = clock.now()
    after = link | {"status": "active", "activated_at": now}
    kind, ends = link["kind"], (link["from_id"], link["to_id"])

    def write(session: ClientSession) -> None:
        if founded is not None:
            joining.admit(founded, session)
        for member_id in sorted(ends):
            Member._get_collection().update_one(
                {"_id": member_id}, {"$inc": {"links_changed": 1}}, session=session
            )
        of_from = queries.links_of_kind("from_id", ends[0], kind, session)
        of_to = queries.links_of_kind("to_id", ends[1], kind, session)
        rules.check_limits(kind, limits, of_from=of_from, of_to=of_to)
        if founded is not None:
            queries.collection().insert_one(dict(after), session=session)
        elif not _replace(link, after, session):
            raise LinkStatusConflict(status="changing at this moment")
        jobs.publish(LinkActivated(link["_id"], kind, *ends), session=session)

    try:
        database.in_transaction(write)
    except DuplicateKeyError as error:
        raise LinkExists from error
    return queries.as_view(after)


def _replace(link: Record, after: Record, session: ClientSession) -> bool:
    fields = {key: value for key, value in after.items() if key != "_id"}
    done = queries.collection().update_one(
        {"_id": link["_id"], "status": link["status"]}, {"$set": fields}, session=session
    )
    return done.modified_count == 1


def _end(link: Record, by: str, reason: str) -> bool:
    """End a link as it was read; tell whether it was still so."""
    over = {"status": "ended", "ended_at": clock.now(), "ended_by": by, "reason": reason}

    def write(session: ClientSession) -> bool:
        done = queries.collection().update_one(
            {"_id": link["_id"], "status": link["status"]},
            {"$set": over, "$unset": {"live": ""}},
            session=session,
        )
        if done.modified_count:
            ends = (link["from_id"], link.get("to_id") or "")
            jobs.publish(LinkEnded(link["_id"], link["kind"], *ends), session=session)
        return done.modified_count == 1

    return database.in_transaction(write)


def _end_stale(link: Record, by: str) -> None:
    """End the invitation between the same two that waited too long to be in the way."""
    there = queries.collection().find_one({"live": link["live"]}) if "live" in link else None
    if there is not None and rules.is_stale(there, clock.now()):
        _end(there, by, "out of date")


def _draft(kind: str, from_id: str, to_id: str | None) -> Record:
    link: Record = {
        "_id": ids.new("lnk"),
        "kind": kind,
        "from_id": from_id,
        "status": "pending",
        "consents": [],
        "invited_at": clock.now(),
    }
    return link | ({"to_id": to_id, "live": _live(kind, from_id, to_id)} if to_id else {})


def _live(kind: str, from_id: str, to_id: str) -> str:
    return f"{kind}|{from_id}|{to_id}"


def _consent(side: str, by: str) -> Record:
    return {"side": side, "by": by, "at": clock.now()}


def _stored(link_id: str) -> Record:
    found = queries.collection().find_one({"_id": link_id})
    if found is None:
        raise LinkNotFound
    return found


def _check_ends(kind: str, from_id: str, to_id: str | None) -> None:
    """Refuse ends that do not fit; an open invitation is held to the kind of its beginning."""
    from_kind = members_queries.get_member(from_id)["kind"]
    to_kind = members_queries.get_member(to_id)["kind"] if to_id else "person"
    rules.check_ends(kind, from_kind, to_kind, is_same=from_id == to_id)


def _side(link: Record, by: str) -> str:
    """Tell for which side somebody speaks; to anybody else there is no such link."""
    if by == link["from_id"]:
        return "from"
    if by == link.get("to_id"):
        return "to"
    if link["kind"] == "household" and _is_in_household(by, link["from_id"]):
        return "from"
    raise LinkNotFound


def _is_in_household(member_id: str, household_id: str) -> bool:
    return household_id in queries.relations_of(member_id).get("household", [])
