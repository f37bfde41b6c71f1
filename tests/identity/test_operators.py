"""Operators: roles become scopes, and a closed operator is out."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

import identity
from foundation.clock import FrozenClock
from tests.identity.conftest import PASSWORD

Records = Database[dict[str, Any]]


@pytest.fixture
def olga(database: Records, clock: FrozenClock) -> identity.OperatorView:
    """Create an operator of the support role."""
    return identity.create_operator("Olga@Example.com", PASSWORD, name="Olga", role="support")


def test_an_operator_signs_in_with_the_scopes_of_the_role(olga: identity.OperatorView) -> None:
    pair = identity.sign_in("olga@example.com", PASSWORD, kind="operator")

    caller = identity.verify_access_token(pair.access_token, audience="marketing")

    assert (caller.kind, caller.id) == ("operator", olga.id)
    assert caller.scopes == identity.ROLES["support"]
    assert caller.may("adjust")
    with pytest.raises(identity.AccessTokenRefused):
        identity.verify_access_token(pair.access_token, audience="mobile")


def test_another_role_holds_from_the_next_refresh(olga: identity.OperatorView) -> None:
    pair = identity.sign_in("olga@example.com", PASSWORD, kind="operator")

    identity.change_role(olga.id, role="viewer")

    pair = identity.refresh(pair.refresh_token)
    caller = identity.verify_access_token(pair.access_token, audience="marketing")
    assert caller.scopes == identity.ROLES["viewer"]


def test_a_closed_operator_neither_refreshes_nor_signs_in(olga: identity.OperatorView) -> None:
    pair = identity.sign_in("olga@example.com", PASSWORD, kind="operator")

    identity.close_operator(olga.id)

    with pytest.raises(identity.RefreshRefused):
        identity.refresh(pair.refresh_token)
    with pytest.raises(identity.AccountBarred):
        identity.sign_in("olga@example.com", PASSWORD, kind="operator")
    assert identity.list_operators() == []


def test_two_operators_do_not_share_an_email(olga: identity.OperatorView) -> None:
    with pytest.raises(identity.LoginTaken):
        identity.create_operator("olga@example.com", PASSWORD, name="Olga II", role="viewer")

    assert identity.list_operators() == [olga]


def test_an_operator_that_is_not_there_is_not_found(database: Records) -> None:
    for change in (identity.get_operator, identity.close_operator):
        with pytest.raises(identity.OperatorNotFound):
            change("opr_nobody")
    with pytest.raises(identity.OperatorNotFound):
        identity.change_role("opr_nobody", role="viewer")
