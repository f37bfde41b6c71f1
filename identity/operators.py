"""Operators: the people who run the program, each with one role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession

from foundation import clock, database, ids
from identity import passwords
from identity.credentials import bar_subject, register_credential
from identity.errors import OperatorNotFound
from identity.models import Operator
from identity.rules import normalise_email, scopes_of_role

_MOST = 1000


@dataclass(frozen=True)
class OperatorView:
    """An operator as others see it."""

    id: str
    email: str
    name: str
    role: str
    status: str
    created_at: datetime


def create_operator(email: str, password: str, *, name: str, role: str) -> OperatorView:
    """Create an operator who signs in by e-mail. Raises LoginTaken and refusals of the input."""
    address = normalise_email(email)
    scopes_of_role(role)
    hashed = passwords.hash_password(password)
    operator = OperatorView(ids.new("opr"), address, name.strip(), role, "active", clock.now())

    def create(session: ClientSession) -> None:
        register_credential(
            operator.id,
            kind="operator",
            logins=[f"email:{address}"],
            password=hashed,
            session=session,
        )
        Operator._get_collection().insert_one(_document(operator), session=session)

    database.in_transaction(create)
    return operator


def close_operator(operator_id: str) -> None:
    """Keep an operator from signing in or refreshing from now on. Raises OperatorNotFound."""

    def close(session: ClientSession) -> None:
        done = Operator._get_collection().update_one(
            {"_id": operator_id}, {"$set": {"status": "closed"}}, session=session
        )
        if not done.matched_count:
            raise OperatorNotFound
        bar_subject(operator_id, session=session)

    database.in_transaction(close)


def change_role(operator_id: str, *, role: str) -> OperatorView:
    """Give an operator another role; it holds from the next refresh. Raises OperatorNotFound."""
    scopes_of_role(role)
    Operator._get_collection().update_one({"_id": operator_id}, {"$set": {"role": role}})
    return get_operator(operator_id)


def get_operator(operator_id: str) -> OperatorView:
    """Give an operator. Raises OperatorNotFound."""
    found = Operator._get_collection().find_one({"_id": operator_id})
    if found is None:
        raise OperatorNotFound
    return _view(found)


def list_operators() -> list[OperatorView]:
    """List active operators by name."""
    found = Operator._get_collection().find({"status": "active"}).limit(_MOST)
    return sorted(map(_view, found), key=lambda operator: (operator.name, operator.id))


def _document(operator: OperatorView) -> dict[str, Any]:
    return {
        "_id": operator.id,
        "email": operator.email,
        "name": operator.name,
        "role": operator.role,
        "status": operator.status,
        "created_at": operator.created_at,
    }


def _view(found: dict[str, Any]) -> OperatorView:
    return OperatorView(
        id=found["_id"],
        email=found["email"],
        name=found["name"],
        role=found["role"],
        status=found["status"],
        created_at=found["created_at"],
    )
