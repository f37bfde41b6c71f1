"""Who has not kept what was promised: all members in breach, page by page."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

import members
import program
import wallet
from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.errors import asked_locale
from api.marketing.tiers import PROMISE, PromiseSchema, promise
from api.schemas import PageQuery, Schema, Text
from api.wallets import terms_in_force
from foundation import texts
from program import ProgramNotEffective, ProgramNotFound, Terms
from wallet import WalletView

blueprint = Blueprint(
    "marketing_commitments",
    url_prefix="/v1/marketing/commitments",
    tag="Marketing: tiers",
    description="Commitments that were not kept",
)
_MOST_PAGES = 10


class BreachesQuery(PageQuery):
    """Which page, and of which period."""

    class Meta:
        unknown = ma.RAISE

    period = Text(
        longest=16,
        load_default=None,
        metadata={"description": "As in 2026-Q1; the last one that is over, unless given"},
    )


class BreachSchema(Schema):
    """A member who did not keep a commitment."""

    member_id = ma.fields.String(required=True)
    commitment = ma.fields.Nested(PromiseSchema, required=True)


class BreachesSchema(Schema):
    """A page of breaches, the newest members first. It may be short: go on while there is more."""

    items = ma.fields.List(ma.fields.Nested(BreachSchema), required=True)
    next_cursor = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Null on the last page"}
    )


BREACH = {"member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n", "commitment": PROMISE}


@blueprint.route("/breaches", methods=["GET"])
@operator("members.read")
@refuses(members.CursorInvalid, ProgramNotFound, ProgramNotEffective)
@blueprint.arguments(BreachesQuery, location="query")
@blueprint.response(200, BreachesSchema, example={"items": [BREACH], "next_cursor": None})
def list_breaches(query: dict[str, Any]) -> Any:
    """List the members who have not kept a commitment in a period that is over."""
    terms = terms_in_force()
    items, cursor = found(terms, query) if terms.commitments else ([], None)
    return answer({"items": items, "next_cursor": cursor})


def found(terms: Terms, query: dict[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """Look through members until there is something to show, a thousand at most."""
    cursor, items = query.get("cursor"), list[dict[str, Any]]()
    for _ in range(_MOST_PAGES):
        page = members.list_members(cursor=cursor, limit=query["limit"])
        cursor = page.next_cursor
        for view in wallet.get_wallets([member["id"] for member in page.items]):
            items += _breaches(terms, view, query["period"])
        if items or cursor is None:
            break
    return items, cursor


def _breaches(terms: Terms, view: WalletView, period: str | None) -> list[dict[str, Any]]:
    locale, kept = asked_locale(), program.promises_of(terms, view)
    shown = []
    for commitment in terms.commitments:
        over = [one for one in kept if one.id == commitment.id][:-1]  # The last one runs.
        asked = [one for one in over if one.period == period] if period else over[-1:]
        name = texts.pick(commitment.name, locale)
        shown += [promise(one, name) for one in asked if one.state == "breach"]
    return [{"member_id": view.owner_id, "commitment": one} for one in shown]
