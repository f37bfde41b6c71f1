"""Reads of cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from wallet.cards import numbers
from wallet.cards.errors import CardBlocked, CardNotFound, CardReplaced
from wallet.cards.models import Card
from wallet.cards.numbers import BarcodeFormat

CardKind = Literal["virtual", "plastic", "foreign"]
CardStatus = Literal["active", "blocked", "replaced"]
Record = dict[str, Any]

MOST_CARDS = 50
CARRIED: tuple[CardStatus, ...] = ("active", "blocked")


@dataclass(frozen=True)
class CardView:
    """A card as others see it. `number` is what is printed on it or drawn as its barcode."""

    id: str
    number: str
    member_id: str
    kind: CardKind
    status: CardStatus
    format: BarcodeFormat
    program: str | None
    issued_at: datetime
    replaced_by: str | None


def get_card(card_id: str, *, member_id: str | None = None) -> CardView:
    """Read a card; with a member given, one of another member does not exist (CARD_NOT_FOUND)."""
    return view(get_record(card_id, member_id=member_id))


def find_card(number: str) -> CardView | None:
    """Find a card by its number as typed or scanned, whatever its status.

    Spaces, dashes and letter case do not count, and UPC-A, EAN-13 and GTIN-14 of one number are
    the same. Foreign cards are not found: a number that anyone may type proves nothing here.
    """
    record = find_record_by_key(numbers.search_key(number[: numbers.LONGEST_FOREIGN]))
    return view(record) if record else None


def get_active_card(number: str) -> CardView:
    """Find the card that identifies a member at the till.

    Refuses with CARD_NOT_FOUND, CARD_BLOCKED or CARD_REPLACED.
    """
    card = find_card(number)
    if card is None:
        raise CardNotFound
    return require_active(card)


def list_cards(member_id: str, *, with_replaced: bool = False) -> list[CardView]:
    """List a member's cards, oldest first; replaced ones, at most 50, only when asked for."""
    records = _find_some({"member_id": member_id, "status": {"$in": list(CARRIED)}})
    if with_replaced:
        records += _find_some({"member_id": member_id, "status": "replaced"})
    return [view(record) for record in _sorted(records)]


def cached_cards(member_id: str, *, session: ClientSession | None = None) -> list[Record]:
    """Shape the member's carried cards as the head document keeps them for the home screen."""
    query = {"member_id": member_id, "status": {"$in": list(CARRIED)}}
    records = _sorted(collection().find(query, session=session).limit(MOST_CARDS))
    return [
        {
            "id": record["_id"],
            "number": record["number"],
            "kind": record["kind"],
            "status": record["status"],
            "format": record["format"],
        }
        for record in records
    ]


def count_carried(member_id: str) -> int:
    """Count a member's cards that are not replaced, up to the most that one may have."""
    query = {"member_id": member_id, "status": {"$in": list(CARRIED)}}
    return collection().count_documents(query, limit=MOST_CARDS)


def require_active(card: CardView) -> CardView:
    """Give the card back if it is active; refuse with CARD_BLOCKED or CARD_REPLACED if not."""
    if card.status == "blocked":
        raise CardBlocked
    if card.status == "replaced":
        raise CardReplaced
    return card


def collection() -> Collection[Record]:
    """Give the collection of cards."""
    return Card._get_collection()


def get_record(card_id: str, *, member_id: str | None = None) -> Record:
    """Read a card's whole document or refuse with CARD_NOT_FOUND."""
    record = collection().find_one({"_id": card_id})
    if record is None or (member_id is not None and record["member_id"] != member_id):
        raise CardNotFound
    return record


def find_record_by_key(key: str) -> Record | None:
    """Read the document with this search key."""
    return collection().find_one({"key": key})


def view(record: Mapping[str, Any]) -> CardView:
    """Shape a stored document for others."""
    return CardView(
        id=record["_id"],
        number=record["number"],
        member_id=record["member_id"],
        kind=record["kind"],
        status=record["status"],
        format=record["format"],
        program=record.get("program"),
        issued_at=record["issued_at"],
        replaced_by=record.get("replaced_by"),
    )


def _find_some(query: Record) -> list[Record]:
    return list(collection().find(query).limit(MOST_CARDS))


def _sorted(records: Any) -> list[Record]:
    return sorted(records, key=lambda record: (record["issued_at"], record["_id"]))
