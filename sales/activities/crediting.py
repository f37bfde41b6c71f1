"""What activities give to others than their member: a company, a household, a companion."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pymongo.errors import PyMongoError

from foundation import Refusal
from program import Earned, Situation, Terms, earn_for_activity, links, standing_of
from sales import credits
from sales.activities import records
from sales.crediting import Row, credits_of
from wallet import WalletView, get_wallet

Record = dict[str, Any]


def credits_for(
    terms: Terms, situation: Situation, wallet_of: Callable[[str], WalletView] = get_wallet
) -> list[Row]:
    """List what an activity gives to those who are linked with the member."""
    linked = situation.standing.facts.links
    if not linked or situation.activity is None:
        return []
    plans = terms.earning_on.get(situation.activity.type, ())
    roles = sorted({plan.to for plan in plans} & links.ROLES & linked.keys())
    earned = [found for role in roles for found in _earned_by(terms, situation, role, wallet_of)]
    return credits_of(earned, linked, situation.activity.occurred_at)


def _earned_by(
    terms: Terms, situation: Situation, role: str, wallet_of: Callable[[str], WalletView]
) -> tuple[Earned, ...]:
    """Ask the rules with the tier and the balances of who gets it, all else being the member's."""
    standing = situation.standing
    owner_id = standing.facts.links[role][0]
    owner = standing_of(terms, wallet_of(owner_id)).standing
    theirs = replace(standing, tier=owner.tier, balances=owner.balances)
    return earn_for_activity(terms, replace(situation, standing=theirs), to={role})[0]


def post_credits(entries: Sequence[Mapping[str, Any]]) -> None:
    """Post what activities give to others and take back. Safe to run twice."""
    for entry in entries:
        if records.is_activity_entry(entry):
            _post(entry)


def try_credits(entry: Mapping[str, Any]) -> None:
    """Post at once what the worker would post in a moment; if it fails, the worker does it."""
    with contextlib.suppress(PyMongoError, Refusal):
        if records.is_activity_entry(entry):
            _post(entry)


def _post(entry: Mapping[str, Any]) -> None:
    record = records.record_of(entry)
    rows, given_by = record.get("credits"), records.given_by(record)
    if not rows or given_by is None:
        return
    source = source_of(record)
    credits.give(source, given_by, rows)
    if record["state"] in ("reversed", "declined"):
        by = record["changes"][-1]["by"]
        credits.take_back(source, record["n"], rows, by=by, given_by=[given_by])


def source_of(record: Record) -> credits.Source:
    """Give the source of credits that an activity is."""
    return credits.Source(
        record["_id"],
        record["member_id"],
        record["program"],
        record["version"],
        record["occurred_at"],
        {"activity": record["_id"], "type": record["type"]},
    )
