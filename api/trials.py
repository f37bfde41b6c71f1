"""What is tried out, as JSON: a basket of no till, and a member who is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

import program
import sales
from api.faults import VALUE
from api.pos.baskets import (
    Attributes,
    Codes,
    Currency,
    Label,
    Lines,
    Moment,
    Number,
    Points,
    check_moment,
    line_of,
    moment_of,
)
from api.refusals import RequestInvalid
from foundation import FieldError, clock

Percent = Annotated[
    str,
    Meta(pattern=r"^(100|[0-9]{1,2}(\.[0-9]{1,4})?)$(?!\n)", description="As in 12.5"),
]


class TrialBasketBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A basket to try out: in the program's currency and as of now, unless it says otherwise."""

    lines: Lines
    currency: Currency | None = None
    occurred_at: Moment | None = None
    store_id: Label | None = None
    channel: Number | None = None
    burn_points: Points = 0
    codes: Codes | None = None
    partner: Number | None = None
    app_version: Number | None = None
    attributes: Attributes | None = None

    def __post_init__(self) -> None:
        check_moment(self.occurred_at)


class StandingBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A member who is assumed: nothing is known of them but what is said."""

    tier: Number | None = None
    balances: dict[Number, Points] = {}
    visits: Points = 0
    last_visit_at: Moment | None = None
    joined_at: Moment | None = None
    birth_date: date | None = None
    segments: list[Number] = []
    attributes: (
        Annotated[
            Attributes,
            Meta(description="What is known of the member, as in {tariff: plus, children: 2}"),
        ]
        | None
    ) = None
    links: dict[Number, list[Number]] = {}
    paid_since: Moment | None = None
    paid_until: Moment | None = None
    counters: dict[Label, int] = {}


def _unknown(body: StandingBody, terms: program.Terms) -> Iterator[FieldError]:
    tiers = [tier.code for tier in terms.ladder.tiers] if terms.ladder else []
    if body.tier is not None and body.tier not in tiers:
        yield _no_such("/standing/tier", "tier", body.tier, tiers)
    for code in body.balances:
        if code not in terms.accounts:
            yield _no_such(f"/standing/balances/{code}", "account", code, terms.accounts)
    known = terms.activities.attributes if terms.activities else None
    for name in body.attributes or ():
        if known is not None and name not in known:
            yield _no_such(f"/standing/attributes/{name}", "attribute", name, known)


def _no_such(pointer: str, what: str, word: str, known: Iterable[str]) -> FieldError:
    hint = program.hint_at(word, known)
    return FieldError(pointer, VALUE, f"There is no {what} {word}. {hint}")


class TrialActivityBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An activity to try out: as of now, unless it says otherwise."""

    type: Number
    data: dict[Number, str | int | float | bool | None] = {}
    occurred_at: Moment | None = None
    receipt_id: Number | None = None
    line: int | None = None
    partner: Number | None = None
    channel: Number | None = None
    store_id: Label | None = None
    app_version: Number | None = None

    def __post_init__(self) -> None:
        check_moment(self.occurred_at)


def occurrence_of(
    body: TrialActivityBody, terms: program.Terms, member_id: str
) -> sales.activities.Occurrence:
    """Make an activity that nobody tells of."""
    return sales.activities.Occurrence(
        member_id=member_id,
        program=terms.program,
        type=body.type,
        id="trial",
        source=body.partner or "trial",
        occurred_at=moment_of(body.occurred_at) if body.occurred_at else clock.now(),
        data=body.data,
        receipt=body.receipt_id,
        line_no=body.line,
        partner=body.partner,
        channel=body.channel,
        store_id=body.store_id,
        app_version=body.app_version,
    )


def sale_of(basket: TrialBasketBody, terms: program.Terms, member_id: str) -> sales.Sale:
    """Make a sale at no till."""
    return sales.Sale(
        member_id=member_id,
        program=terms.program,
        currency=basket.currency or terms.currency,
        lines=tuple(line_of(no, line) for no, line in enumerate(basket.lines, 1)),
        occurred_at=moment_of(basket.occurred_at) if basket.occurred_at else clock.now(),
        store_id=basket.store_id,
        channel=basket.channel,
        burn_points=basket.burn_points,
        codes=tuple(basket.codes or ()),
        partner=basket.partner,
        app_version=basket.app_version,
        attributes=basket.attributes or {},
    )


def assumed_of(body: StandingBody, terms: program.Terms) -> sales.Assumed:
    """Make the member who is assumed. Raises `RequestInvalid` of what the terms do not know."""
    errors = list(_unknown(body, terms))
    if errors:
        raise RequestInvalid(errors=errors)
    facts = program.Facts(
        joined_at=body.joined_at,
        birth_date=body.birth_date,
        visits=body.visits,
        last_visit_at=body.last_visit_at,
        segments=frozenset(body.segments),
        attributes=body.attributes or {},
        paid_since=body.paid_since,
        paid_until=body.paid_until,
        links={kind: tuple(ids) for kind, ids in body.links.items()},
        counters=body.counters,
    )
    return sales.Assumed(body.tier, body.balances, facts)
