"""Codes at the till: taken, told, freed by returns, counted by day and member."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

import offers
import program
from foundation import database
from foundation.clock import FrozenClock
from sales import ReturnedLine
from tests.offers.kiosk import CONTENTS, a_member, a_till, open_kiosk
from tests.sales.shop import Till


def told(till: Till, code: str) -> str | None:
    """Give why a code does not count in a quote."""
    rejected = till.quote(1000, codes=(code,)).evaluation.rejected
    return next((t.rejection.code for t in rejected if t.subject == f"code:{code}"), None)


def test_a_used_code_is_told_at_once_and_is_free_again_after_the_return() -> None:
    open_kiosk()
    code = offers.issue("kiosk", "single")["text"]
    till = a_till()

    closed = till.sell(1000, codes=(code,))
    used = told(a_till(), code)
    till.give_back(closed)

    assert (closed.receipt["payable_minor"], used) == (900, "CODE_LIMIT")
    assert told(a_till(), code) is None
    assert a_till().sell(1000, codes=(code,)).receipt["payable_minor"] == 900
    assert told(a_till(), code) == "CODE_LIMIT"


def test_a_partial_return_frees_nothing() -> None:
    open_kiosk()
    code = offers.issue("kiosk", "single")["text"]
    till = a_till()
    closed = till.sell(1000, 500, codes=(code,))

    till.give_back(closed, ReturnedLine(1))

    assert told(a_till(), code) == "CODE_LIMIT"


def test_a_code_may_stay_used_after_a_return_but_not_after_a_void() -> None:
    open_kiosk()
    code, other = (offers.issue("kiosk", "kept")["text"] for _ in range(2))
    till = a_till()

    till.give_back(till.sell(1000, codes=(code,)))
    till.void(till.sell(1000, codes=(other,)))

    assert told(a_till(), code) == "CODE_LIMIT"
    assert told(a_till(), other) is None


def test_a_receipt_sent_again_uses_its_code_once() -> None:
    open_kiosk()
    code = offers.issue("kiosk", "single")["text"]
    till = a_till()
    sale = till.sale(1000, codes=(code,))

    first = till.close(sale)
    again = till.close(sale)
    under_another_key = till.close(sale, key="another key")

    assert (again.replayed, under_another_key.replayed) == (True, True)
    assert first.receipt["_id"] == again.receipt["_id"] == under_another_key.receipt["_id"]
    assert offers.get_code("kiosk", code).used == 1


def test_a_code_is_used_so_often_a_day(clock: FrozenClock) -> None:
    open_kiosk()
    for _ in range(2):
        a_till().sell(1000, codes=("DAILY",))

    today = told(a_till(), "DAILY")
    clock.advance(days=1)

    assert (today, told(a_till(), "DAILY")) == ("CODE_LIMIT", None)


def test_one_member_uses_a_series_so_often_and_again_after_a_return() -> None:
    open_kiosk()
    till = a_till()
    closed = till.sell(1000, codes=("ONCE",))

    used = told(till, "ONCE")
    till.give_back(closed)

    assert (used, told(till, "ONCE")) == ("MEMBER_LIMIT", None)


def test_a_personal_code_is_its_holders_alone() -> None:
    open_kiosk()
    holder = a_member()
    code = offers.issue("kiosk", "mine", member_id=holder)["text"]

    assert told(a_till(), code) == "WRONG_HOLDER"
    assert told(a_till(holder), code) is None


def test_a_reserved_code_waits_for_its_member(clock: FrozenClock) -> None:
    open_kiosk()
    code = offers.issue("kiosk", "single")["text"]
    anna, boris = a_member(), a_member()

    offers.reserve("kiosk", code, member_id=anna, until=clock.now() + timedelta(minutes=15))
    with pytest.raises(offers.CodeReserved):
        offers.reserve("kiosk", code, member_id=boris, until=clock.now() + timedelta(minutes=15))
    meanwhile = (told(a_till(boris), code), told(a_till(anna), code))
    clock.advance(minutes=15)

    assert meanwhile == ("RESERVED_BY_OTHER", None)
    assert told(a_till(boris), code) is None


def test_a_revoked_code_does_not_count() -> None:
    open_kiosk()
    code = offers.issue("kiosk", "single")["text"]

    offers.revoke("kiosk", code, author="olga")

    assert told(a_till(), code) == "CAMPAIGN_INACTIVE"
    assert offers.get_code("kiosk", code).state == "revoked"


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}-", "{}".lower()])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    open_kiosk()
    code = offers.issue("kiosk", "single")["text"]
    spelled = f"{code[:4]} {code[4:].lower()}"

    assert told(a_till(), typed.format(spelled)) is None


def test_a_code_named_twice_counts_once() -> None:
    open_kiosk()
    quote = a_till().quote(1000, codes=("TEN", "t e n"))

    assert quote.evaluation.payable_minor == 900
    assert [t.rejection.code for t in quote.evaluation.rejected] == ["ALREADY_APPLIED"]


def test_guessing_is_answered_alike_and_slowed_down(clock: FrozenClock) -> None:
    open_kiosk()
    anna = a_member()
    foreign = offers.issue("kiosk", "mine", member_id=a_member())["text"]

    answers = [
        offers.check(text, program="kiosk", member_id=anna).rejection
        for text in (foreign, "NOSUCH", "234567", "X", "YY")
    ]

    assert {answer.code for answer in answers if answer} == {"NOT_FOUND"}
    with pytest.raises(offers.GuessesTooMany):
        offers.check("TEN", program="kiosk", member_id=anna)
    clock.advance(minutes=16)
    assert offers.check("TEN", program="kiosk", member_id=anna).rejection is None


def test_what_is_used_can_be_drawn_again_from_the_entries() -> None:
    open_kiosk()
    till = a_till()
    till.sell(1000, codes=("TEN",))
    database.collection("slot_uses").delete_many({})
    database.collection("codes").delete_many({})

    entries = list(database.collection("entries").find({"a": till.member_id}))
    for _ in range(2):
        offers.on_entry_posted(entries)

    (use,) = offers.list_uses("kiosk", "TEN")
    assert use.member_id == till.member_id
    assert database.collection("codes").find_one({})["uses"]["used"] == 1  # type: ignore[index]


def test_a_limit_that_is_raised_lets_a_used_up_code_count_again(clock: FrozenClock) -> None:
    open_kiosk()
    ten = CONTENTS["codes"]["ten"]
    for _ in range(ten["limit"]["total"]):
        a_till().sell(1000, codes=("TEN",))
    late = {"$set": {"uses.used": 0}}  # As when the last uses are not counted yet.
    database.collection("codes").update_one({}, late)
    with pytest.raises(offers.CodeRefused):
        a_till().sell(1000, codes=("TEN",))

    more = CONTENTS["codes"] | {"ten": ten | {"limit": {"total": 11}}}
    program.apply(json.dumps(CONTENTS | {"codes": more}), author="olga")
    clock.advance(minutes=5)

    assert told(a_till(), "TEN") is None
    assert a_till().sell(1000, codes=("TEN",)).receipt["payable_minor"] == 900


def test_a_use_that_was_counted_before_the_process_died_is_not_counted_again() -> None:
    open_kiosk()
    code = offers.issue("kiosk", "single")["text"]
    till = a_till()
    closed = till.sell(1000, codes=(code,))
    database.collection("slot_uses").delete_many({})
    draw(till)
    used = offers.get_code("kiosk", code).used

    till.give_back(closed)
    counted = {"$set": {"is_back": False}}
    database.collection("slot_uses").update_many({}, counted)
    draw(till)

    assert (used, offers.get_code("kiosk", code).used) == (1, 0)
    assert told(a_till(), code) is None
    assert a_till().sell(1000, codes=(code,)).receipt["payable_minor"] == 900


def draw(till: Till) -> None:
    """Draw the entries of a till's member again, as the worker does."""
    entries = list(database.collection("entries").find({"a": till.member_id}))
    offers.on_entry_posted(sorted(entries, key=lambda entry: entry["s"]))
