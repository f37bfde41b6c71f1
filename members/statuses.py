"""Suspending, reinstating and closing members: by an operator, with a reason."""

from __future__ import annotations

from typing import Any

from pymongo.client_session import ClientSession

import identity
import jobs
from foundation import clock, database
from members import queries, rules
from members.errors import StatusConflict
from members.events import MemberStatusChanged
from members.models import Member

Record = dict[str, Any]


def suspend(member_id: str, *, reason: str, operator_id: str) -> Record:
    """Keep a member out until reinstated: no sign-in, and sales refuse to earn or burn."""
    return _change(member_id, "suspended", reason, operator_id)


def reinstate(member_id: str, *, reason: str, operator_id: str) -> Record:
    """Let a suspended member in again."""
    return _change(member_id, "active", reason, operator_id)


def close(member_id: str, *, reason: str, operator_id: str) -> Record:
    """End a membership for good."""
    return _change(member_id, "closed", reason, operator_id)


def _change(member_id: str, after: str, reason: str, operator_id: str) -> Record:
    """Move to a status. Raises MemberNotFound, StatusConflict, ReasonRequired.

    What was done already for the same reason is not done again: the request was repeated.
    """
    why = rules.clean_reason(reason)
    member = queries.get_member(member_id)
    before = member["status"]
    if before == after and _was_why(member_id, why):
        return member
    if not rules.can_move(before, after):
        raise StatusConflict(status=before)
    step = {
        "before": before,
        "after": after,
        "reason": why,
        "operator_id": operator_id,
        "changed_at": clock.now(),
    }

    def change(session: ClientSession) -> None:
        done = Member._get_collection().update_one(
            {"_id": member_id, "status": before},
            {"$set": {"status": after}, "$inc": {"version": 1}, "$push": {"status_changes": step}},
            session=session,
        )
        if not done.modified_count:
            raise StatusConflict(status="changing at this moment")
        if after == "active":
            identity.unbar_subject(member_id, session=session)
        else:
            identity.bar_subject(member_id, session=session)
        jobs.publish(MemberStatusChanged(member_id, before, after), session=session)

    database.in_transaction(change)
    return queries.get_member(member_id)


def _was_why(member_id: str, reason: str) -> bool:
    """Tell whether the last change of status had this reason."""
    changes = queries.get_status_changes(member_id)
    return bool(changes) and changes[-1]["reason"] == reason
