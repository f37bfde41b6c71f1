"""A member's own code, and entering a friend's."""

from __future__ import annotations

import secrets
from typing import Any

from pymongo.errors import DuplicateKeyError

import members
from foundation import clock, database, ids
from offers import count_guess, forgive_guess
from program import Terms, terms_at
from program import referral as rewards
from sales.referrals import queries
from sales.referrals.errors import (
    AlreadyReferred,
    NotNew,
    ReferralCodeUnknown,
    ReferralUnavailable,
    SelfReferral,
)

Record = dict[str, Any]
_CODES = "referral_codes"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8
_MOST_DEVICES = 20


def own_code(code: str, member_id: str, *, device_id: str | None = None) -> str:
    """Give a member's code to pass on, made at the first asking. Raises ReferralUnavailable."""
    referral_terms(code)
    found = _code_of(member_id) or _make_code(member_id)
    if device_id and len(found.get("devices", ())) < _MOST_DEVICES:
        codes = database.collection(_CODES)
        codes.update_one({"_id": found["_id"]}, {"$addToSet": {"devices": device_id}})
    return str(found["_id"])


def enter_code(
    program_code: str, friend_id: str, code: str, *, device_id: str | None = None
) -> Record:
    """Tell by whose code a member came; gives the referral. Entering it again changes nothing.

    Raises ReferralUnavailable, ReferralCodeUnknown, SelfReferral, AlreadyReferred, NotNew, and
    GuessesTooMany after codes that nobody has.
    """
    terms, referral = referral_terms(program_code)
    count_guess(friend_id)
    found = database.collection(_CODES).find_one({"_id": code.strip().upper()})
    if found is None:
        raise ReferralCodeUnknown
    forgive_guess(friend_id)
    referrer_id = found["member_id"]
    known = queries.find_referral(referral_id(terms, friend_id))
    if known is not None:
        return _same(known, referrer_id)
    devices = [device_id] if device_id else []
    if referrer_id == friend_id or rewards.shared_traits(
        referral,
        _traits(referrer_id, found.get("devices", [])),
        _traits(friend_id, [*devices, *(_code_of(friend_id) or {}).get("devices", [])]),
    ):
        raise SelfReferral
    if queries.has_bought(friend_id):
        raise NotNew
    return _register(terms, referral, found, friend_id)


def referral_terms(code: str) -> tuple[Terms, rewards.ReferralTerms]:
    """Give the terms of a program that rewards referrals. Raises ReferralUnavailable."""
    terms = terms_at(code, clock.now())
    if terms.referral is None:
        raise ReferralUnavailable
    return terms, terms.referral


def referral_id(terms: Terms, friend_id: str) -> str:
    """Give the id of the one referral that a friend can be in a program."""
    return ids.derived("ref", terms.program, friend_id)


def _register(
    terms: Terms, referral: rewards.ReferralTerms, code: Record, friend_id: str
) -> Record:
    now = clock.now()
    row = {
        "_id": referral_id(terms, friend_id),
        "program": terms.program,
        "code": code["_id"],
        "referrer_id": code["member_id"],
        "friend_id": friend_id,
        "state": "registered",
        "entered_at": now,
        "expires_at": rewards.expires_on(referral, now, terms.zone),
    }
    try:
        database.collection(queries.REFERRALS).insert_one(dict(row))
    except DuplicateKeyError:
        return _same(queries.find_referral(row["_id"]) or row, code["member_id"])
    return row


def _same(known: Record, referrer_id: str) -> Record:
    """Give the referral that is there if it is by the same member's code."""
    if known["referrer_id"] != referrer_id:
        raise AlreadyReferred
    return known


def _traits(member_id: str, devices: list[str]) -> dict[str, list[str]]:
    """List what tells one person from another; payment cards are known only from receipts."""
    known = members.find_member(member_id) or {}
    contacts = {trait: [known.get(trait) or ""] for trait in ("email", "phone")}
    return {**contacts, "device": devices, "card": queries.payment_cards_of(member_id)}


def _code_of(member_id: str) -> Record | None:
    return database.collection(_CODES).find_one({"member_id": member_id})


def _make_code(member_id: str) -> Record:
    """Draw a code; of two asked for at once, and of two drawn alike, one stands."""
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        try:
            row: Record = {"_id": code, "member_id": member_id, "devices": []}
            database.collection(_CODES).insert_one(dict(row))
        except DuplicateKeyError:
            there = _code_of(member_id)
            if there is not None:
                return there
        else:
            return row
