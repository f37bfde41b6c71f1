"""Whose sale it is and who owes whom what: pure, and exact for every number of units.

A positive amount is what a party is to receive, a negative one what it owes. Every movement has a
leg of the partner and one of the operator that sum to zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from program.errors import PartnerUnknown
from program.partners.terms import Partner, PartnersTerms, Rate
from program.terms import Terms
from program.values import Activity, Basket

Place = TypeVar("Place", Basket, Activity)
OPERATOR = "operator"
PER_MINOR = 1_000_000


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a clearing movement, in millionths of the smallest money unit."""

    party: str
    kind: str
    micro: int


def partner_of(
    terms: PartnersTerms | None,
    *,
    code: str | None = None,
    store_id: str | None = None,
    channel: str | None = None,
) -> Partner | None:
    """Tell whose sale or activity it is: that which is named, else of the store, the channel.

    Raises PartnerUnknown for a named partner that the program does not have.
    """
    if terms is None:
        return None
    if code is not None:
        if code not in terms.by_code:
            raise PartnerUnknown(partner=code)
        return terms.by_code[code]
    return terms.by_store.get(store_id or "") or terms.by_channel.get(channel or "")


def rate_on(partner: Partner, day: date) -> Rate | None:
    """Give the rate that holds on a day: a change applies from its date only."""
    held = [rate for rate in partner.rates if rate.begins <= day]
    return held[-1] if held else None


def may_issue(partner: Partner, account: str, day: date) -> bool:
    """Tell whether units of an account are given in this partner's sales."""
    return partner.may_issue and account in partner.accounts and rate_on(partner, day) is not None


def may_accept(partner: Partner, account: str, day: date) -> bool:
    """Tell whether units of an account pay in this partner's sales."""
    return partner.may_accept and account in partner.accounts and rate_on(partner, day) is not None


def with_partner(terms: Terms, source: Place) -> Place:
    """Name the partner of a basket or an activity that came with its store or channel alone."""
    if terms.partners is None or source.partner is not None:
        return source
    found = partner_of(terms.partners, store_id=source.store_id, channel=source.channel)
    return source if found is None else replace(source, partner=found.code)


def at_partner(terms: Terms, source: Basket | Activity) -> Terms:
    """Give the terms as they hold at the partner of a basket or an activity.

    Where a partner may not issue an account, nothing is earned on it; where it may not accept the
    account that pays, nothing is burned. Status and counters are not cleared and count everywhere.
    """
    partners = terms.partners
    partner = partner_of(
        partners, code=source.partner, store_id=source.store_id, channel=source.channel
    )
    if partners is None or partner is None:
        return terms
    day = source.occurred_at.astimezone(terms.zone).date()
    plans = tuple(
        plan
        for plan in terms.earning
        if plan.account.code not in partners.cleared or may_issue(partner, plan.account.code, day)
    )
    burning = terms.burning
    if burning is not None and not may_accept(partner, burning.account, day):
        burning = None
    if len(plans) == len(terms.earning) and burning is terms.burning:
        return terms
    return replace(terms, earning=plans, burning=burning)


def legs_of(partner: Partner, kind: str, units: int, day: date) -> tuple[Leg, ...]:
    """Give the legs of units issued or accepted; a negative number takes them back.

    `day` is that of the sale, for its return as well: the rate of the original.
    """
    rate = rate_on(partner, day)
    if rate is None:
        return ()
    if kind == "issue":
        owed, fee = -rate.issue_micro * units, -rate.issue_fee_micro * units
    else:
        owed, fee = rate.accept_micro * units, -rate.accept_fee_micro * units
    return (*_pair(partner.code, kind, owed), *_pair(partner.code, "commission", fee))


def round_micro(micro: int) -> int:
    """Round millionths to whole smallest units, half away from zero, for what is paid."""
    whole = (2 * abs(micro) + PER_MINOR) // (2 * PER_MINOR)
    return whole if micro >= 0 else -whole


def _pair(party: str, kind: str, micro: int) -> Sequence[Leg]:
    return (Leg(party, kind, micro), Leg(OPERATOR, kind, -micro)) if micro else ()
