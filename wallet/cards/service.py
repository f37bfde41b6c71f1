"""What happens to cards: issued, linked, blocked, replaced. The only writer of `cards`.

After each change the member's head document gets a fresh copy of the carried cards, from which
the home screen is read. The copy may be behind for a moment and can be rewritten at any time.
"""

from __future__ import annotations

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from foundation import clock, database, ids
from wallet.cards import numbers, queries
from wallet.cards.barcodes import DEFAULT_SCALE, BarcodeImage, ImageKind, draw
from wallet.cards.errors import (
    BarcodeNotPossible,
    CardAlreadyLinked,
    CardLimitReached,
    CardNumberInvalid,
    CardNumberMisread,
    CardReplaced,
    PaymentCardRefused,
)
from wallet.cards.numbers import DEFAULT_PREFIX, BarcodeFormat
from wallet.cards.queries import CARRIED, MOST_CARDS, CardKind, CardStatus, CardView, Record

_DRAWS = 5


def issue_virtual_card(
    member_id: str,
    *,
    program: str,
    format: BarcodeFormat = "QR_CODE",
    prefix: str = DEFAULT_PREFIX,
    session: ClientSession | None = None,
) -> CardView:
    """Give a member a new virtual card with a number drawn at random.

    `format` EAN_13 draws a 13-digit number for tills that read bars only. A number that is
    already taken is drawn again, but not inside a caller's transaction: a duplicate key ends
    that transaction, so `DuplicateKeyError` goes through to the caller, who runs the whole
    transaction once more. With 10^13 numbers this is rare; with EAN_13 (10^10) it is not never.
    """
    for draws_left in reversed(range(_DRAWS)):
        record = _new_virtual(member_id, program=program, format=format, prefix=prefix)
        try:
            queries.collection().insert_one(record, session=session)
            break
        except DuplicateKeyError:
            if session is not None or not draws_left:
                raise
    write_card_cache(member_id, session=session)
    return queries.view(record)


def link_card(
    member_id: str,
    number: str,
    *,
    kind: CardKind = "plastic",
    program: str | None = None,
    format: BarcodeFormat | None = None,
) -> CardView:
    """Link a card that the member holds; a second time gives the same card.

    `plastic` identifies the member at the till and belongs to one member only. `foreign`
    is another company's card, kept to be shown from the phone; it identifies nobody here. The
    format is guessed from the number unless given; a wrong check digit is refused then. Refuses
    with CARD_NUMBER_INVALID, CARD_NUMBER_MISREAD, PAYMENT_CARD_REFUSED, BARCODE_NOT_POSSIBLE,
    CARD_ALREADY_LINKED, CARD_BLOCKED, CARD_REPLACED or CARD_LIMIT_REACHED.
    """
    record = _new_linked(member_id, number, kind=kind, program=program, format=format)
    present = queries.find_record_by_key(record["key"])
    if present is None:
        if queries.count_carried(member_id) >= MOST_CARDS:
            raise CardLimitReached(limit=MOST_CARDS)
        present = _insert_or_find(record)
    if present["member_id"] != member_id:
        raise CardAlreadyLinked
    card = queries.require_active(queries.view(present))
    write_card_cache(member_id)
    return card


def block_card(card_id: str, *, member_id: str | None = None) -> CardView:
    """Stop a card from identifying its member; blocking twice is the same as once."""
    return _turn(card_id, "active", "blocked", member_id=member_id)


def unblock_card(card_id: str, *, member_id: str | None = None) -> CardView:
    """Let a blocked card work again; an active one stays as it is."""
    return _turn(card_id, "blocked", "active", member_id=member_id)


def replace_card(
    card_id: str,
    *,
    member_id: str | None = None,
    number: str | None = None,
    format: BarcodeFormat | None = None,
    prefix: str = DEFAULT_PREFIX,
) -> CardView:
    """Put a new card in the place of a lost one, for good, and give the new card.

    With `number` the new card is the plastic one that carries it, else a virtual one. Refuses
    with CARD_NOT_FOUND, CARD_REPLACED and, for a number, as `link_card` does.
    """
    old = queries.get_card(card_id, member_id=member_id)
    for draws_left in reversed(range(_DRAWS)):
        record = _successor(old, number, format=format, prefix=prefix)
        try:
            return _swap(old, record)
        except DuplicateKeyError:
            if number is not None:
                raise CardAlreadyLinked from None
            if not draws_left:
                raise
    raise AssertionError("The last draw either returns or raises.")


def card_barcode(
    card: CardView,
    *,
    format: BarcodeFormat | None = None,
    image: ImageKind = "svg",
    scale: int = DEFAULT_SCALE,
) -> BarcodeImage:
    """Draw a card's number in its own format or another; BARCODE_NOT_POSSIBLE if it cannot be."""
    return draw(card.number, format=format or card.format, image=image, scale=scale)


def write_card_cache(member_id: str, *, session: ClientSession | None = None) -> None:
    """Copy the member's carried cards to the head document, making the head if there is none.

    Outside a transaction a head that another process makes at the same instant is no obstacle.
    """
    cards = queries.cached_cards(member_id, session=session)
    try:
        _write_head(member_id, cards, session)
    except DuplicateKeyError:
        if session is not None:
            raise
        _write_head(member_id, cards, session)


def _write_head(member_id: str, cards: list[Record], session: ClientSession | None) -> None:
    database.collection("heads").update_one(
        {"_id": member_id},
        {"$set": {"cards": cards}, "$setOnInsert": {"s": 0}},
        upsert=True,
        session=session,
    )


def _new_virtual(
    member_id: str, *, program: str | None, format: BarcodeFormat, prefix: str
) -> Record:
    number = numbers.new_number(prefix=prefix, format=format)
    if not numbers.fits(number, format):
        raise BarcodeNotPossible(format=format)
    return _new_record(member_id, number, kind="virtual", program=program, format=format)


def _new_linked(
    member_id: str,
    number: str,
    *,
    kind: CardKind,
    program: str | None,
    format: BarcodeFormat | None,
) -> Record:
    text = numbers.clean(number)
    if numbers.is_payment_number(text):
        raise PaymentCardRefused
    is_good = numbers.is_foreign_number if kind == "foreign" else numbers.is_plastic_number
    if not is_good(text):
        raise CardNumberInvalid
    misread = numbers.misread_format(text)
    if misread is not None and format in (None, misread):
        raise CardNumberMisread(format=misread)
    if format is not None and not numbers.fits(text, format):
        raise BarcodeNotPossible(format=format)
    chosen = format or numbers.guess_format(text).format
    return _new_record(member_id, text, kind=kind, program=program, format=chosen)


def _new_record(
    member_id: str, number: str, *, kind: CardKind, program: str | None, format: BarcodeFormat
) -> Record:
    now = clock.now()
    key = numbers.search_key(number)
    return {
        "_id": ids.new("crd"),
        "number": number,
        "key": f"{member_id}|{key}" if kind == "foreign" else key,
        "member_id": member_id,
        "kind": kind,
        "status": "active",
        "format": format,
        "program": program,
        "issued_at": now,
        "last_code_counter": 0,
        "code_failures": 0,
        "code_failures_since": now,
    }


def _insert_or_find(record: Record) -> Record:
    try:
        queries.collection().insert_one(record)
    except DuplicateKeyError:
        return queries.find_record_by_key(record["key"]) or record
    return record


def _turn(
    card_id: str, before: CardStatus, after: CardStatus, *, member_id: str | None
) -> CardView:
    card = queries.get_card(card_id, member_id=member_id)
    changed = queries.collection().update_one(
        {"_id": card_id, "status": before}, {"$set": {"status": after}}
    )
    if not changed.modified_count and queries.get_card(card_id).status == "replaced":
        raise CardReplaced
    write_card_cache(card.member_id)
    return queries.get_card(card_id)


def _successor(
    old: CardView, number: str | None, *, format: BarcodeFormat | None, prefix: str
) -> Record:
    if number is not None:
        return _new_linked(
            old.member_id, number, kind="plastic", program=old.program, format=format
        )
    is_own = old.kind == "virtual"
    chosen = format or (old.format if is_own else "QR_CODE")
    return _new_virtual(old.member_id, program=old.program, format=chosen, prefix=prefix)


def _swap(old: CardView, record: Record) -> CardView:
    def put_in_place(session: ClientSession) -> None:
        changed = queries.collection().update_one(
            {"_id": old.id, "status": {"$in": list(CARRIED)}},
            {"$set": {"status": "replaced", "replaced_by": record["_id"]}},
            session=session,
        )
        if not changed.modified_count:
            raise CardReplaced
        queries.collection().insert_one(record, session=session)
        write_card_cache(old.member_id, session=session)

    database.in_transaction(put_in_place)
    return queries.view(record)
