"""Many tills at once: a limit is reached to the last use and never passed."""

from __future__ import annotations

import offers
from sales import Closed
from tests.offers.kiosk import a_member, a_till, open_kiosk
from tests.sales.shop import at_once


def test_fifty_at_once_use_a_code_with_the_limit_ten_exactly_ten_times() -> None:
    open_kiosk()
    tills = [a_till() for _ in range(50)]

    answers = at_once([lambda till=till: till.sell(1000, codes=("TEN",)) for till in tills])

    closed = [answer for answer in answers if isinstance(answer, Closed)]
    refused = [answer for answer in answers if isinstance(answer, offers.CodeRefused)]
    assert (len(closed), len(refused)) == (10, 40)
    assert {answer.values["rejection"] for answer in refused} == {"CODE_LIMIT"}
    assert len(offers.list_uses("kiosk", "TEN")) == 10


def test_two_tills_use_a_single_code_exactly_once() -> None:
    open_kiosk()
    code = offers.issue("kiosk", "single")["text"]
    tills = [a_till() for _ in range(2)]

    answers = at_once([lambda till=till: till.sell(1000, codes=(code,)) for till in tills])

    assert sorted(type(answer).__name__ for answer in answers) == ["Closed", "CodeRefused"]


def test_one_member_at_two_tills_uses_a_code_once() -> None:
    open_kiosk()
    first = a_till()
    second = a_till(first.member_id)

    answers = at_once(
        [lambda till=till: till.sell(1000, codes=("ONCE",)) for till in (first, second)]
    )

    refused = [answer for answer in answers if isinstance(answer, offers.CodeRefused)]
    assert [answer.values["rejection"] for answer in refused] == ["MEMBER_LIMIT"]


def test_guesses_at_once_are_counted_before_they_are_answered() -> None:
    open_kiosk()
    anna = a_member()
    guesses = [
        lambda n=n: offers.check(f"GUESS{n}", program="kiosk", member_id=anna) for n in range(20)
    ]

    answers = at_once(guesses)

    refused = [answer for answer in answers if isinstance(answer, offers.GuessesTooMany)]
    assert len(answers) - len(refused) == 5


def test_texts_that_are_accepted_do_not_count_as_guesses() -> None:
    open_kiosk()
    anna = a_member()

    answers = [offers.check("TEN", program="kiosk", member_id=anna) for _ in range(8)]

    assert [answer.rejection for answer in answers] == [None] * 8
