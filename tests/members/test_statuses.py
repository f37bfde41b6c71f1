"""Suspending, reinstating, closing."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

import identity
import members
from foundation.clock import FrozenClock
from tests.members.conftest import OLGA

Records = Database[dict[str, Any]]
PASSWORD = "a sparrow in March"


def test_a_suspended_member_is_kept_out_until_reinstated(database: Records) -> None:
    boris = members.sign_up(login="boris@example.com", password=PASSWORD)
    pair = identity.sign_in("boris@example.com", PASSWORD, kind="member")

    suspended = members.suspend(boris["id"], reason="odd receipts", operator_id=OLGA)

    assert suspended == boris | {"status": "suspended", "version": 2}
    with pytest.raises(identity.RefreshRefused):
        identity.refresh(pair.refresh_token)
    with pytest.raises(identity.AccountBarred):
        identity.sign_in("boris@example.com", PASSWORD, kind="member")

    members.reinstate(boris["id"], reason="explained", operator_id=OLGA)
    pair = identity.sign_in("boris@example.com", PASSWORD, kind="member")
    assert pair.subject_id == boris["id"]


def test_who_changed_the_status_when_and_why_is_kept_and_told(
    anna: dict[str, Any], clock: FrozenClock, database: Records
) -> None:
    members.suspend(anna["id"], reason=" lost card ", operator_id=OLGA)

    assert members.get_status_changes(anna["id"]) == [
        {
            "before": "active",
            "after": "suspended",
            "reason": "lost card",
            "operator_id": OLGA,
            "changed_at": clock.now(),
        }
    ]
    (event,) = database["outbox"].find({"name": "MemberStatusChanged"})
    assert event["body"] == {"member_id": anna["id"], "before": "active", "after": "suspended"}


def test_moves_that_are_not_permitted_are_refused(anna: dict[str, Any]) -> None:
    with pytest.raises(members.StatusConflict):
        members.reinstate(anna["id"], reason="why not", operator_id=OLGA)
    members.close(anna["id"], reason="asked for it", operator_id=OLGA)

    for move in (members.close, members.suspend, members.reinstate):
        with pytest.raises(members.StatusConflict):
            move(anna["id"], reason="again", operator_id=OLGA)


def test_a_reason_and_a_member_are_needed(anna: dict[str, Any]) -> None:
    with pytest.raises(members.ReasonRequired):
        members.suspend(anna["id"], reason=" ", operator_id=OLGA)
    with pytest.raises(members.MemberNotFound):
        members.suspend("mem_nobody", reason="odd", operator_id=OLGA)


def test_a_suspension_that_is_sent_again_changes_nothing(
    anna: dict[str, Any], database: Records
) -> None:
    first = members.suspend(anna["id"], reason="lost card", operator_id=OLGA)

    again = members.suspend(anna["id"], reason="lost card ", operator_id=OLGA)

    assert again == first
    assert len(members.get_status_changes(anna["id"])) == 1
    assert database["outbox"].count_documents({"name": "MemberStatusChanged"}) == 1
    with pytest.raises(members.StatusConflict):
        members.suspend(anna["id"], reason="another reason", operator_id=OLGA)
