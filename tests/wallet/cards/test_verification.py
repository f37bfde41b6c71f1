"""The changing code at the till, on the real database."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from foundation import clock as house_clock
from foundation import ids
from foundation.clock import FrozenClock
from wallet import cards
from wallet.cards import codes

pytestmark = pytest.mark.usefixtures("stored")


@pytest.fixture
def card() -> cards.CardView:
    """Give Anna's virtual card."""
    return cards.issue_virtual_card(ids.new("mem"), program="club")


def verify(payload: str, *, consume: bool = False) -> cards.CardView:
    """Verify a payload at the house's present moment."""
    return cards.verify_card_code(payload, at=house_clock.now(), consume=consume)


def a_wrong_code(card: cards.CardView) -> str:
    """Give a code of the card that is not the present one."""
    payload = cards.card_code(card.id).payload
    return payload[:-1] + ("1" if payload[-1] == "0" else "0")


def test_the_code_on_the_screen_identifies_its_card(card: cards.CardView) -> None:
    code = cards.card_code(card.id)

    assert cards.is_card_code(code.payload)
    assert not cards.is_card_code(card.number)
    assert verify(code.payload) == card
    assert code.valid_until == house_clock.now() + timedelta(seconds=30)


def test_a_phone_makes_the_same_code_offline(card: cards.CardView, clock: FrozenClock) -> None:
    secret = cards.code_secret(card.id, member_id=card.member_id)

    counter = int(clock.now().timestamp()) // secret.period_seconds
    payload = secret.prefix + codes.digits_for(base64.b32decode(secret.secret), counter)

    assert payload == cards.card_code(card.id).payload


def test_a_code_is_good_for_one_more_half_minute_and_then_no_more(
    card: cards.CardView, clock: FrozenClock
) -> None:
    payload = cards.card_code(card.id).payload

    clock.advance(seconds=59)
    assert verify(payload) == card

    clock.advance(seconds=1)
    with pytest.raises(cards.CardCodeWrong):
        verify(payload)


def test_a_code_identifies_as_often_as_needed_but_spends_once(card: cards.CardView) -> None:
    payload = cards.card_code(card.id).payload

    verify(payload)
    verify(payload)
    verify(payload, consume=True)

    assert verify(payload) == card
    with pytest.raises(cards.CardCodeUsed):
        verify(payload, consume=True)


def test_after_a_spend_an_older_code_spends_no_more_and_the_next_one_does(
    card: cards.CardView, clock: FrozenClock
) -> None:
    older = cards.card_code(card.id).payload
    clock.advance(seconds=30)
    verify(cards.card_code(card.id).payload, consume=True)

    with pytest.raises(cards.CardCodeUsed):
        verify(older, consume=True)

    clock.advance(seconds=30)
    assert verify(cards.card_code(card.id).payload, consume=True) == card


def test_of_two_tills_that_spend_one_code_at_once_one_succeeds(card: cards.CardView) -> None:
    payload = cards.card_code(card.id).payload

    def spend(_: int) -> bool:
        try:
            return bool(verify(payload, consume=True))
        except cards.CardCodeUsed:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(spend, range(8))).count(True) == 1


def test_ten_wrong_codes_lock_even_the_right_one_for_five_minutes(
    card: cards.CardView, clock: FrozenClock
) -> None:
    for _ in range(10):
        with pytest.raises(cards.CardCodeWrong):
            verify(a_wrong_code(card))

    with pytest.raises(cards.CardCodeLocked, match="2026-03-02T10:05:00"):
        verify(cards.card_code(card.id).payload)

    clock.advance(minutes=5)
    assert verify(cards.card_code(card.id).payload) == card


def test_wrong_codes_far_apart_lock_nothing(card: cards.CardView, clock: FrozenClock) -> None:
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(cards.CardCodeWrong):
                verify(a_wrong_code(card))
        clock.advance(minutes=5)

    assert verify(cards.card_code(card.id).payload) == card


def test_many_tills_at_once_get_ten_tries_together(card: cards.CardView) -> None:
    wrong = a_wrong_code(card)

    def refusal(_: int) -> str:
        with pytest.raises((cards.CardCodeWrong, cards.CardCodeLocked)) as refused:
            verify(wrong)
        return refused.value.code

    with ThreadPoolExecutor(4) as pool:
        refusals = list(pool.map(refusal, range(24)))

    assert refusals.count("CARD_CODE_WRONG") == 10
    assert refusals.count("CODE_LOCKED") == 14


def test_the_code_of_another_card_is_wrong_on_this_one(card: cards.CardView) -> None:
    other = cards.issue_virtual_card(ids.new("mem"), program="club")
    digits = cards.card_code(other.id).payload[-8:]

    with pytest.raises(cards.CardCodeWrong):
        verify(codes.write_payload(card.id, digits))


@pytest.mark.parametrize("payload", ["", "2900000000000007", "K1.nobody.01234567"])
def test_what_is_no_code_is_refused(payload: str) -> None:
    with pytest.raises(cards.CardCodeInvalid):
        verify(payload)


def test_the_code_of_a_card_that_never_was_is_refused() -> None:
    with pytest.raises(cards.CardNotFound):
        verify(codes.write_payload(ids.new("crd"), "01234567"))


def test_a_blocked_card_neither_shows_a_code_nor_is_its_last_one_taken(
    card: cards.CardView,
) -> None:
    payload = cards.card_code(card.id).payload
    cards.block_card(card.id)

    for ask in (lambda: verify(payload), lambda: cards.card_code(card.id)):
        with pytest.raises(cards.CardBlocked):
            ask()


def test_a_replaced_card_neither_shows_a_code_nor_is_its_last_one_taken(
    card: cards.CardView,
) -> None:
    payload = cards.card_code(card.id).payload
    cards.replace_card(card.id)

    for ask in (lambda: verify(payload), lambda: cards.code_secret(card.id)):
        with pytest.raises(cards.CardReplaced):
            ask()
