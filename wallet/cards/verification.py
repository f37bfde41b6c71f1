"""The changing code of a card: making it for the phone, accepting it at the till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation import clock
from wallet.cards import codes, queries
from wallet.cards.errors import CardCodeInvalid, CardCodeLocked, CardCodeUsed, CardCodeWrong
from wallet.cards.queries import CardView, Record

MOST_FAILURES = 10
FAILURE_WINDOW = timedelta(minutes=5)

_key: bytes | None = None


@dataclass(frozen=True)
class CardCode:
    """A code to be shown now, and the moment from which the next one is to be shown."""

    payload: str
    valid_until: datetime


@dataclass(frozen=True)
class CodeSecret:
    """What a phone needs to make codes offline: fetched once, kept in the phone's key store.

    A code is `prefix` followed by the TOTP (SHA-1) of `secret` (base 32).
    """

    secret: str
    prefix: str
    period_seconds: int
    digits: int


def configure(secret: bytes) -> None:
    """Take the house's master secret, from which all card codes are derived. Once, at start."""
    global _key
    _key = codes.derive_key(secret)


def card_code(
    card_id: str, *, at: datetime | None = None, member_id: str | None = None
) -> CardCode:
    """Make the code that the card shows at a moment; refuses blocked and replaced cards."""
    card = queries.require_active(queries.get_card(card_id, member_id=member_id))
    counter = codes.counter_at(at or clock.now())
    digits = codes.digits_for(_secret_of(card.id), counter)
    return CardCode(
        payload=codes.write_payload(card.id, digits), valid_until=codes.ends_at(counter)
    )


def code_secret(card_id: str, *, member_id: str | None = None) -> CodeSecret:
    """Give the card's secret to its member's own phone; refuses blocked and replaced cards."""
    card = queries.require_active(queries.get_card(card_id, member_id=member_id))
    return CodeSecret(
        secret=codes.spell_secret(_secret_of(card.id)),
        prefix=codes.write_payload(card.id, ""),
        period_seconds=codes.PERIOD_SECONDS,
        digits=codes.DIGITS,
    )


def verify_card_code(payload: str, *, at: datetime, consume: bool) -> CardView:
    """Accept a scanned code of the present half minute or a neighbouring one.

    With `consume` (points are about to be spent) a code is good once, and so is none older than
    it. Without, it only identifies. Refuses with CARD_CODE_INVALID, CARD_NOT_FOUND,
    CARD_BLOCKED, CARD_REPLACED, CARD_CODE_WRONG, CARD_CODE_USED or, after ten wrong codes within
    five minutes, CODE_LOCKED. Call it outside transactions: failures must stay counted.
    """
    parts = codes.read_payload(payload)
    if parts is None:
        raise CardCodeInvalid
    card_id, digits = parts
    record = queries.get_record(card_id)
    card = queries.require_active(queries.view(record))
    if _is_locked(record, at):
        raise _locked(record)
    counter = codes.matching_counter(_secret_of(card_id), digits, at=at)
    if counter is None:
        _count_failure(card_id, at)
        raise CardCodeWrong
    if consume:
        _consume(card_id, counter)
    return card


def _secret_of(card_id: str) -> bytes:
    if _key is None:
        raise RuntimeError("wallet.cards.configure(secret) has not been called.")
    return codes.secret_of(card_id, key=_key)


def _consume(card_id: str, counter: int) -> None:
    changed = queries.collection().update_one(
        {"_id": card_id, "status": "active", "last_code_counter": {"$lt": counter}},
        {"$set": {"last_code_counter": counter}},
    )
    if not changed.modified_count:
        queries.require_active(queries.get_card(card_id))
        raise CardCodeUsed(period_seconds=codes.PERIOD_SECONDS)


def _count_failure(card_id: str, at: datetime) -> None:
    """Count one more wrong code in the running five minutes, or begin new ones.

    The guard on the number is in the query, so many tills at once get no extra tries.
    """
    cards, begins_after = queries.collection(), at - FAILURE_WINDOW
    counted = cards.update_one(
        {
            "_id": card_id,
            "code_failures_since": {"$gt": begins_after},
            "code_failures": {"$lt": MOST_FAILURES},
        },
        {"$inc": {"code_failures": 1}},
    )
    if counted.modified_count:
        return
    begun = cards.update_one(
        {"_id": card_id, "code_failures_since": {"$lte": begins_after}},
        {"$set": {"code_failures_since": at, "code_failures": 1}},
    )
    if not begun.modified_count:
        raise _locked(queries.get_record(card_id))


def _is_locked(record: Record, at: datetime) -> bool:
    is_running = at < record["code_failures_since"] + FAILURE_WINDOW
    return is_running and record["code_failures"] >= MOST_FAILURES


def _locked(record: Record) -> CardCodeLocked:
    until = record["code_failures_since"] + FAILURE_WINDOW
    return CardCodeLocked(until=until.isoformat(timespec="seconds"))
