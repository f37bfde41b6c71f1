"""A card is blocked, unblocked and replaced, on the real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from foundation import ids
from wallet import cards

pytestmark = pytest.mark.usefixtures("stored")
PLASTIC = "2900000123458"


@pytest.fixture
def card() -> cards.CardView:
    """Give Anna's virtual card."""
    return cards.issue_virtual_card(ids.new("mem"), program="club")


def test_a_blocked_card_identifies_nobody_until_it_is_unblocked(card: cards.CardView) -> None:
    assert cards.block_card(card.id).status == "blocked"
    with pytest.raises(cards.CardBlocked):
        cards.get_active_card(card.number)

    assert cards.unblock_card(card.id) == card == cards.get_active_card(card.number)


def test_blocking_and_unblocking_twice_is_the_same_as_once(card: cards.CardView) -> None:
    assert cards.block_card(card.id) == cards.block_card(card.id)
    assert cards.unblock_card(card.id) == cards.unblock_card(card.id) == card


def test_a_blocked_card_is_not_linked_anew_by_its_member(card: cards.CardView) -> None:
    cards.block_card(card.id)

    with pytest.raises(cards.CardBlocked):
        cards.link_card(card.member_id, card.number)


def test_a_replaced_card_points_to_the_new_one_and_works_no_more(card: cards.CardView) -> None:
    new = cards.replace_card(card.id)

    old = cards.get_card(card.id)
    assert (old.status, old.replaced_by) == ("replaced", new.id)
    assert (new.member_id, new.program, new.format) == (card.member_id, "club", card.format)
    assert new.number != card.number
    assert cards.list_cards(card.member_id) == [new]
    assert len(cards.list_cards(card.member_id, with_replaced=True)) == 2
    with pytest.raises(cards.CardReplaced):
        cards.get_active_card(card.number)


def test_a_lost_card_is_blocked_first_and_replaced_after(card: cards.CardView) -> None:
    cards.block_card(card.id)

    assert cards.replace_card(card.id).status == "active"


def test_a_plastic_card_takes_the_place_of_another(card: cards.CardView) -> None:
    new = cards.replace_card(card.id, number=PLASTIC)

    assert (new.kind, new.number, new.format) == ("plastic", PLASTIC, "EAN_13")


def test_a_number_that_is_taken_replaces_nothing(card: cards.CardView) -> None:
    cards.link_card(ids.new("mem"), PLASTIC)

    with pytest.raises(cards.CardAlreadyLinked):
        cards.replace_card(card.id, number=PLASTIC)

    assert cards.get_card(card.id) == card


@pytest.mark.parametrize("change", [cards.block_card, cards.unblock_card, cards.replace_card])
def test_a_replaced_card_stays_replaced(change: object, card: cards.CardView) -> None:
    cards.replace_card(card.id)

    with pytest.raises(cards.CardReplaced):
        change(card.id)  # type: ignore[operator]


def test_of_two_replacements_at_once_one_stands(card: cards.CardView) -> None:
    def replace(_: int) -> bool:
        try:
            return bool(cards.replace_card(card.id))
        except cards.CardReplaced:
            return False

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(replace, range(4)))

    assert won.count(True) == 1
    assert len(cards.list_cards(card.member_id)) == 1


@pytest.mark.parametrize(
    "change",
    [
        cards.get_card,
        cards.block_card,
        cards.unblock_card,
        cards.replace_card,
        cards.card_code,
        cards.code_secret,
    ],
)
def test_a_card_of_another_member_does_not_exist(change: object, card: cards.CardView) -> None:
    with pytest.raises(cards.CardNotFound):
        change(card.id, member_id=ids.new("mem"))  # type: ignore[operator]
    with pytest.raises(cards.CardNotFound):
        change(ids.new("crd"))  # type: ignore[operator]

    assert cards.get_card(card.id, member_id=card.member_id) == card
