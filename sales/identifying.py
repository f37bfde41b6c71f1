"""Who stands at the till: by phone, card number, barcode, or the code in the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import members
from foundation import Refusal, clock, ids
from foundation.errors import Unavailable
from program import NextStep, next_tier, standing_of, terms_at
from sales.errors import IdentifierInvalid, NobodyIdentified
from sales.queries import find_receipt
from sales.receipts import receipt_id
from wallet import cards, find_entry, get_wallet, hold_id_for


@dataclass(frozen=True)
class Identified:
    """A member as a till needs to see one: no contact, just enough to greet and to serve."""

    member_id: str
    given_name: str | None
    status: str
    tier: str | None
    balances: Mapping[str, int]
    next: NextStep | None
    card_id: str | None
    locale: str


def identify(
    *,
    program: str,
    phone: str | None = None,
    card: str | None = None,
    code: str | None = None,
    member_id: str | None = None,
) -> Identified:
    """Say who a member is. `card` is a number typed or scanned, `code` the app's rotating code.

    An unknown phone, card, code and member are refused alike. Raises `IdentifierInvalid`,
    `NobodyIdentified`, and the refusals of cards out of use and of wrong codes.
    """
    given = [value for value in (phone, card, code, member_id) if value]
    if len(given) != 1:
        raise IdentifierInvalid
    if phone:
        profile = members.find_member_by_phone(phone)
        return _identified(profile, program, None)
    if member_id:
        known = members.find_member(member_id) if ids.is_id(member_id, "mem") else None
        return _identified(known, program, None)
    shown = _card(card, code)
    return _identified(members.find_member(shown.member_id), program, shown.id)


def member_for_card(
    card: str,
    *,
    terminal_id: str = "",
    receipt_no: str = "",
    is_spending: bool = False,
    hold_id: str | None = None,
    hold_key: str | None = None,
) -> str:
    """Give whose card this is, a number or the app's code, for the receipt of this number.

    Spending uses the app's code up: it is good once, and so is none older than it. A receipt that
    spends a hold has its member from there, and a till that repeats a receipt or a hold (placed
    under `hold_key`) gets its member even if the card is out of use by now or the code used.
    Raises `NobodyIdentified` and the refusals of cards and codes.
    """
    holder = _holder(hold_id, terminal_id) if hold_id else None
    if holder is not None:
        return holder
    try:
        return _card(card, None, consume=is_spending).member_id
    except Refusal:
        placed = hold_id_for(hold_key, {"id": terminal_id}) if hold_key else None
        member_id = _buyer(terminal_id, receipt_no) or _holder(placed, terminal_id)
        if member_id is None:
            raise
        return member_id


def whose_card(card: str) -> str:
    """Give whose card this is to another member. Raises `NobodyIdentified` for all that is not one.

    A card that is blocked is refused as one that never was: nobody can try numbers out.
    """
    try:
        return _card(card, None).member_id
    except Unavailable:
        raise
    except Refusal as refusal:
        raise NobodyIdentified from refusal


def _holder(hold_id: str | None, terminal_id: str) -> str | None:
    """Tell whose points this till has set aside with a hold."""
    placed = find_entry(hold_id) if hold_id else None
    is_ours = placed is not None and placed["who"].get("id") == terminal_id
    return str(placed["a"]) if placed is not None and is_ours else None


def _buyer(terminal_id: str, receipt_no: str) -> str | None:
    """Tell whose receipt of this number is closed; an open one may be closed for another."""
    known = find_receipt(receipt_id(terminal_id, receipt_no)) if receipt_no else None
    return None if known is None or known["state"] == "open" else str(known["member_id"])


def _card(card: str | None, code: str | None, *, consume: bool = False) -> cards.CardView:
    scanned = code or card or ""
    if code and not cards.is_card_code(code):
        raise NobodyIdentified
    try:
        if cards.is_card_code(scanned):
            return cards.verify_card_code(scanned, at=clock.now(), consume=consume)
        return cards.get_active_card(scanned)
    except cards.CardNotFound as unknown:
        raise NobodyIdentified from unknown


def _identified(profile: dict[str, Any] | None, program: str, card_id: str | None) -> Identified:
    if profile is None or profile["status"] == "closed":
        raise NobodyIdentified
    view = get_wallet(profile["id"])
    terms = terms_at(program, clock.now())
    standing = standing_of(terms, view)
    return Identified(
        member_id=profile["id"],
        given_name=profile["name"].get("given"),
        status=profile["status"],
        tier=standing.standing.tier,
        balances=standing.standing.balances,
        next=next_tier(terms, standing.metrics, standing.standing.tier),
        card_id=card_id,
        locale=profile["locale"],
    )
