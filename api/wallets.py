"""How a wallet looks on the wire, to the member, the till and operators alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import marshmallow as ma

from api.callers import caller
from api.choosing import program_asked
from api.needs import NEED, STAGES, NeedSchema, needs_of
from api.schemas import Moment, Schema
from foundation import clock, texts
from program import (
    AT_NEXT_VISIT,
    NextStep,
    Terms,
    TierState,
    lifecycle_of,
    next_tier,
    standing_of,
    terms_at,
)
from wallet import WalletView, lots_expiring, to_moment

Record = dict[str, Any]
EXPIRING_DAYS = 30


class AvailableSchema(Schema):
    """What can be spent of an account."""

    account = ma.fields.String(required=True)
    name = ma.fields.String(required=True, metadata={"description": "In your language"})
    available = ma.fields.Integer(required=True)


class BalanceSchema(AvailableSchema):
    """An account in whole units."""

    pending = ma.fields.Integer(required=True, metadata={"description": "Earned, not yet to spend"})
    held = ma.fields.Integer(required=True, metadata={"description": "Set aside for a purchase"})
    debt = ma.fields.Integer(
        required=True, metadata={"description": "Owed after a return; the next credit repays it"}
    )


class ExpiringSchema(Schema):
    """Units that lapse soon."""

    account = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)
    expires_at = Moment(required=True)


class TierSchema(Schema):
    """A tier."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, metadata={"description": "In your language"})


class MemberTierSchema(TierSchema):
    """The tier that a member holds."""

    since = Moment(
        required=True, allow_none=True, metadata={"description": "Null: from the beginning"}
    )
    review_at = Moment(required=True, allow_none=True)
    stage = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(STAGES),
        metadata={"description": "at_risk and grace tell that it will be lost as things stand"},
    )
    grace_until = Moment(required=True, allow_none=True)


class NextTierSchema(TierSchema):
    """The next tier, and what it still takes."""

    account = ma.fields.String(required=True, metadata={"description": "Whose units count"})
    missing = ma.fields.Integer(required=True)
    needs = ma.fields.List(
        ma.fields.Nested(NeedSchema), required=True, metadata={"description": "All that is missing"}
    )


class ProgressSchema(Schema):
    """The way to the next tier; `next` is null at the top."""

    account = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Null: tiers go by `needs` alone"}
    )
    units = ma.fields.Integer(required=True)
    threshold = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Units of the next tier"}
    )
    next = ma.fields.Nested(NextTierSchema, required=True, allow_none=True)


AVAILABLE = {"account": "points", "name": "Points", "available": 120}
BALANCE = {**AVAILABLE, "pending": 12, "held": 0, "debt": 0}
EXPIRING = {"account": "points", "amount": 40, "expires_at": "2026-03-31T21:00:00.000Z"}
TIER = {
    "code": "silver",
    "name": "Silver",
    "since": "2026-02-14T11:20:00.000Z",
    "review_at": "2026-12-31T22:00:00.000Z",
    "stage": "upgraded",
    "grace_until": None,
}
NEXT_TIER = {
    "code": "gold",
    "name": "Gold",
    "account": "status",
    "missing": 640,
    "needs": [NEED],
}
PROGRESS = {"account": "status", "units": 360, "threshold": 1000, "next": NEXT_TIER}


def actor() -> dict[str, str]:
    """Give the caller as the ledger writes them down."""
    return {"kind": caller().kind, "id": caller().id}


def terms_in_force(at: datetime | None = None) -> Terms:
    """Give the terms of now or of a moment: of the program that the request is about.

    Raises `ProgramNotFound`, `ProgramNotEffective`.
    """
    return terms_at(program_asked(), at or clock.now())


def spell(moment: datetime) -> str:
    """Write a moment in RFC 3339, in UTC with Z, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def spell_if(moment: datetime | None) -> str | None:
    """Write a moment if there is one."""
    return spell(moment) if moment is not None else None


def spell_end(moment: datetime | None) -> str | None:
    """Write when units lapse, if they do on a day."""
    return None if moment == AT_NEXT_VISIT else spell_if(moment)


def name_of(terms: Terms, account: str, locale: str) -> str:
    """Name an account; one that the terms no longer know goes by its code."""
    known = terms.accounts.get(account)
    return texts.pick(known.name, locale) if known else account


def available(terms: Terms, units: Mapping[str, int], locale: str) -> list[Record]:
    """Show what can be spent, account by account."""
    return [
        {"account": code, "name": name_of(terms, code, locale), "available": units.get(code, 0)}
        for code in terms.accounts
    ]


def balances(terms: Terms, view: WalletView, locale: str) -> list[Record]:
    """Show all accounts of the program, and others that hold something."""
    codes = dict.fromkeys([*terms.accounts, *sorted(view.state.accounts)])
    return [_balance(terms, view, code, locale) for code in codes]


def _balance(terms: Terms, view: WalletView, code: str, locale: str) -> Record:
    found = view.balance(code)
    return {
        "account": code,
        "name": name_of(terms, code, locale),
        "available": found.available,
        "pending": found.pending,
        "held": found.held,
        "debt": found.debt,
    }


def expiring(terms: Terms, view: WalletView) -> list[Record]:
    """Show what lapses within thirty days, nearest first."""
    until = view.at + timedelta(days=EXPIRING_DAYS)
    ladder = terms.ladder.account if terms.ladder else None
    found = [
        {"account": code, "amount": amount, "expires_at": spell(moment)}
        for code in terms.accounts
        if code != ladder
        for moment, amount in lots_expiring(view, code, until=until)
    ]
    return sorted(found, key=lambda row: (row["expires_at"], row["account"]))


def tier(terms: Terms, code: str | None, locale: str) -> Record | None:
    """Name a tier, if there is one."""
    return {"code": code, "name": tier_name(terms, code, locale)} if code else None


def member_tier(
    terms: Terms, view: WalletView, held: TierState | None, stage: str, locale: str
) -> Record | None:
    """Show the tier held and its stage in life, if there is one."""
    if held is None:
        return None
    # A tier that no entry tells of yet began with the last entry: asking does not begin it.
    began = to_moment(view.last_ms) if held.since == view.at else held.since
    return {
        "code": held.code,
        "name": tier_name(terms, held.code, locale),
        "since": spell(began) if view.last_ms else None,
        "review_at": spell_if(held.review_at),
        "stage": stage,
        "grace_until": spell_if(held.grace_until),
    }


def tier_name(terms: Terms, code: str, locale: str) -> str:
    """Name a tier; one that the terms no longer know goes by its code."""
    tiers = terms.ladder.tiers if terms.ladder else ()
    return next((texts.pick(step.name, locale) for step in tiers if step.code == code), code)


def next_step(terms: Terms, step: NextStep | None, locale: str) -> Record | None:
    """Show what is near."""
    if step is None:
        return None
    name = tier_name(terms, step.code, locale)
    return {
        "code": step.code,
        "name": name,
        "account": step.unit,
        "missing": step.missing,
        "needs": needs_of(step.needs),
    }


def standing(terms: Terms, view: WalletView, locale: str) -> Record:
    """Show the tier of a wallet now, and the way to the next one."""
    found = standing_of(terms, view)
    if terms.ladder is None:
        return {"tier": None, "progress": None}
    stage = lifecycle_of(terms, found.metrics, found.tier, view.at)
    held = member_tier(terms, view, found.tier, stage, locale)
    account = terms.ladder.account or None
    units = found.standing.balances[account] if account else 0
    step = next_tier(terms, found.metrics, found.standing.tier)
    reached = [t.threshold for t in terms.ladder.tiers if step is not None and t.code == step.code]
    progress = {
        "account": account,
        "units": units,
        "threshold": reached[0] if reached else None,
        "next": next_step(terms, step, locale),
    }
    return {"tier": held, "progress": progress}


def rule_reasons(terms: Terms, locale: str) -> dict[str, str]:
    """Give the reason of every rule in a language."""
    return {rule: texts.pick(reason, locale) for rule, reason in terms.reasons.items()}
