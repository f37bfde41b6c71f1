"""The demo's people are invented, valid and each their own."""

from __future__ import annotations

import phonenumbers
import pytest

from demo.people import HOUSEHOLDS, SHOPPERS, person


def test_every_household_has_an_address_and_a_number_of_its_own() -> None:
    people = [person(household) for household in range(1, HOUSEHOLDS)]

    assert len({p.email for p in people}) == len({p.phone for p in people}) == len(people)


def test_every_number_is_valid_and_reserved_for_fiction() -> None:
    for household in range(1, HOUSEHOLDS):
        phone = person(household).phone

        assert phonenumbers.is_valid_number(phonenumbers.parse(phone)), phone
        assert phone[5:10] == "55501"


def test_people_read_three_languages_and_are_the_same_every_time() -> None:
    people = [person(household) for household in range(1, 400)]

    assert {p.locale for p in people} == {"en", "ru", "ro"}
    assert people == [person(household) for household in range(1, 400)]


@pytest.mark.parametrize("household", [0, HOUSEHOLDS])
def test_a_household_that_cannot_be_is_refused(household: int) -> None:
    with pytest.raises(ValueError, match="no household"):
        person(household)


def test_shoppers_can_sign_in() -> None:
    assert [shopper.email for shopper in SHOPPERS][0] == "anna@demo.example"
    assert len({shopper.phone for shopper in SHOPPERS}) == len(SHOPPERS) == 6
    assert all(len(shopper.password) >= 12 for shopper in SHOPPERS)
    assert all(
        phonenumbers.is_valid_number(phonenumbers.parse(shopper.phone)) for shopper in SHOPPERS
    )
