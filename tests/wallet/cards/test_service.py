"""What happens to cards, on the real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from foundation import database as house_database
from foundation import ids
from foundation.clock import FrozenClock
from wallet import cards
from wallet.cards import numbers

pytestmark = pytest.mark.usefixtures("stored")
Stored = Collection[dict[str, Any]]
PLASTIC = "2900 0001 2345 8"
PAYMENT_CARD = "4111 1111 1111 1111"
FEW_NUMBERS: dict[str, Any] = {"program": "club", "format": "EAN_13", "prefix": "29000000"}


def a_member() -> str:
    """Give the id of a member of whom cards need to know no more."""
    return ids.new("mem")


def take_numbers(stored: Stored, how_many: int) -> None:
    """Leave only some of the 10,000 numbers of `FEW_NUMBERS` to be drawn."""
    payloads = (f"29000000{number:04d}" for number in range(how_many))
    keys = (payload + numbers.gs1_digit(payload) for payload in payloads)
    stored.insert_many([{"_id": key, "key": key} for key in keys])


def home_cards(database: Database[dict[str, Any]], member_id: str) -> list[dict[str, Any]]:
    """Read what the home screen would show."""
    head = database["heads"].find_one({"_id": member_id})
    return head["cards"] if head else []


def test_a_virtual_card_is_active_and_found_by_its_number(clock: FrozenClock) -> None:
    anna = a_member()

    card = cards.issue_virtual_card(anna, program="club")

    assert card == cards.get_active_card(card.number) == cards.get_card(card.id)
    assert (card.member_id, card.kind, card.status) == (anna, "virtual", "active")
    assert (card.format, card.program, card.issued_at) == ("QR_CODE", "club", clock.now())
    assert len(card.number) == 16
    assert card.number.startswith("29")


def test_a_virtual_card_for_tills_with_bars_is_an_ean_13() -> None:
    card = cards.issue_virtual_card(a_member(), program="club", format="EAN_13", prefix="28")

    assert len(card.number) == 13
    assert card.number.startswith("28")
    assert cards.card_barcode(card).content.startswith(b"<?xml")


def test_a_card_issued_in_a_transaction_that_fails_was_never_issued(
    database: Database[dict[str, Any]],
) -> None:
    anna = a_member()

    def sign_up(session: ClientSession) -> None:
        cards.issue_virtual_card(anna, program="club", session=session)
        raise RuntimeError("The power went.")

    with pytest.raises(RuntimeError, match="power"):
        house_database.in_transaction(sign_up)

    assert cards.list_cards(anna) == []
    assert home_cards(database, anna) == []


def test_a_card_issued_in_a_transaction_stands_on_the_home_screen_with_it(
    database: Database[dict[str, Any]],
) -> None:
    anna = a_member()

    card = house_database.in_transaction(
        lambda session: cards.issue_virtual_card(anna, program="club", session=session)
    )

    assert cards.list_cards(anna) == [card]
    assert [shown["id"] for shown in home_cards(database, anna)] == [card.id]


def test_a_number_that_is_taken_is_drawn_again(stored: Stored) -> None:
    take_numbers(stored, 2_000)

    drawn = [cards.issue_virtual_card(a_member(), **FEW_NUMBERS) for _ in range(20)]

    assert len({card.number for card in drawn}) == 20


def test_when_all_numbers_are_taken_the_caller_learns_it_in_a_transaction_too(
    stored: Stored, database: Database[dict[str, Any]]
) -> None:
    take_numbers(stored, 10_000)
    anna = a_member()

    with pytest.raises(DuplicateKeyError):
        cards.issue_virtual_card(anna, **FEW_NUMBERS)
    with pytest.raises(DuplicateKeyError):
        house_database.in_transaction(
            lambda session: cards.issue_virtual_card(anna, session=session, **FEW_NUMBERS)
        )

    assert home_cards(database, anna) == []


def test_the_database_itself_refuses_a_number_twice(stored: Stored) -> None:
    card = cards.issue_virtual_card(a_member(), program="club")
    twin = stored.find_one({"_id": card.id}) or {}

    with pytest.raises(DuplicateKeyError):
        stored.insert_one(twin | {"_id": ids.new("crd")})


def test_a_plastic_card_is_found_however_its_number_is_typed() -> None:
    anna = a_member()

    card = cards.link_card(anna, PLASTIC, program="club")

    assert (card.number, card.kind, card.format) == ("2900000123458", "plastic", "EAN_13")
    assert cards.find_card("2900000123458") == card
    assert cards.find_card(" 2900-0001-2345-8 ") == card
    assert cards.find_card("02900000123458") == card


def test_a_upc_card_is_found_with_and_without_its_leading_zero() -> None:
    card = cards.link_card(a_member(), "0 36000 29145 2")

    assert (card.number, card.format) == ("036000291452", "UPC_A")
    assert cards.find_card("036000291452") == card
    assert cards.find_card("0036000291452") == card


def test_linking_twice_gives_the_same_card() -> None:
    anna = a_member()

    first, second = cards.link_card(anna, PLASTIC), cards.link_card(anna, "02900000123458")

    assert first == second
    assert cards.list_cards(anna) == [first]


def test_a_card_of_another_member_cannot_be_linked() -> None:
    cards.link_card(a_member(), PLASTIC)

    with pytest.raises(cards.CardAlreadyLinked):
        cards.link_card(a_member(), PLASTIC)


def test_of_members_who_link_one_number_at_once_one_gets_it() -> None:
    def link(member_id: str) -> bool:
        try:
            return cards.link_card(member_id, PLASTIC).member_id == member_id
        except cards.CardAlreadyLinked:
            return False

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(link, [a_member() for _ in range(8)]))

    assert won.count(True) == 1


@pytest.mark.parametrize("number", ["", "   ", "- -", "123", "карта 7", "7" * 49, "29000\x00001"])
def test_what_is_no_card_number_is_refused(number: str) -> None:
    with pytest.raises(cards.CardNumberInvalid):
        cards.link_card(a_member(), number)


@pytest.mark.parametrize("kind", ["plastic", "foreign"])
def test_a_payment_card_is_refused_and_nothing_is_kept(
    kind: cards.CardKind, stored: Stored
) -> None:
    anna = a_member()

    with pytest.raises(cards.PaymentCardRefused) as refusal:
        cards.link_card(anna, PAYMENT_CARD, kind=kind)

    assert "4111" not in refusal.value.detail
    assert stored.find_one({"member_id": anna}) is None


def test_a_format_that_cannot_carry_the_number_is_refused() -> None:
    with pytest.raises(cards.BarcodeNotPossible):
        cards.link_card(a_member(), "CLUB-7", format="EAN_13")


def test_a_format_that_was_scanned_wins_over_the_guess() -> None:
    card = cards.link_card(a_member(), PLASTIC, format="CODE_128")

    assert card.format == "CODE_128"


def test_a_foreign_card_is_shown_by_whoever_has_it_and_identifies_nobody() -> None:
    anna, boris = a_member(), a_member()

    hers = cards.link_card(anna, "4006381333931", kind="foreign")
    his = cards.link_card(boris, "4006381333931", kind="foreign")

    assert hers.id != his.id
    assert cards.link_card(anna, "4006381333931", kind="foreign") == hers
    assert cards.find_card("4006381333931") is None
    assert cards.find_card(f"{anna}|4006381333931") is None


def test_a_foreign_card_does_not_take_a_plastic_number_from_its_owner() -> None:
    cards.link_card(a_member(), PLASTIC, kind="foreign")
    boris = a_member()

    cards.link_card(boris, PLASTIC)

    assert cards.get_active_card(PLASTIC).member_id == boris


def test_a_member_carries_at_most_fifty_cards() -> None:
    anna = a_member()
    for number in range(50):
        cards.link_card(anna, f"shop {number}", kind="foreign")

    with pytest.raises(cards.CardLimitReached):
        cards.link_card(anna, "one too many", kind="foreign")

    assert cards.link_card(anna, "shop 7", kind="foreign").number == "shop 7"


def test_an_unknown_number_is_refused_at_the_till() -> None:
    with pytest.raises(cards.CardNotFound):
        cards.get_active_card("2900000000000007")


def test_the_home_screen_follows_every_change(database: Database[dict[str, Any]]) -> None:
    anna = a_member()
    card = cards.issue_virtual_card(anna, program="club")
    shown = {"id": card.id, "number": card.number, "kind": "virtual", "format": "QR_CODE"}

    assert home_cards(database, anna) == [shown | {"status": "active"}]

    cards.block_card(card.id)
    assert home_cards(database, anna) == [shown | {"status": "blocked"}]

    new = cards.replace_card(card.id)
    plastic = cards.link_card(anna, PLASTIC)
    assert {s["id"] for s in home_cards(database, anna)} == {new.id, plastic.id}


def test_the_copy_for_the_home_screen_leaves_the_rest_of_the_head_alone(
    database: Database[dict[str, Any]],
) -> None:
    anna, boris = a_member(), a_member()
    database["heads"].insert_one({"_id": anna, "s": 7, "st": {"av": 120}})

    cards.issue_virtual_card(anna, program="club")
    cards.issue_virtual_card(boris, program="club")

    hers = database["heads"].find_one({"_id": anna}) or {}
    assert (hers["s"], hers["st"]) == (7, {"av": 120})
    assert (database["heads"].find_one({"_id": boris}) or {})["s"] == 0


@pytest.mark.parametrize(
    ("number", "format", "named"),
    [
        ("2900000123457", None, "EAN_13"),
        ("2900 0001 2345 7", "EAN_13", "EAN_13"),
        ("036000291453", None, "UPC_A"),
        ("96385075", "EAN_8", "EAN_8"),
    ],
)
def test_a_wrong_check_digit_is_refused_as_misread(
    number: str, format: numbers.BarcodeFormat | None, named: str
) -> None:
    with pytest.raises(cards.CardNumberMisread) as refused:
        cards.link_card(a_member(), number, format=format)

    assert refused.value.values == {"format": named}
    assert cards.link_card(a_member(), number, format="CODE_128").format == "CODE_128"
