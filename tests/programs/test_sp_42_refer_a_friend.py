"""A member who brings a friend is rewarded for an order that the friend keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import members
import wallet
from sales import ReturnedLine, referrals
from sales.referrals import SelfReferral
from tests.programs.people import enrolled, follow, points_of
from tests.programs.shop import Counter, Shop, a_shop, goods

pytestmark = pytest.mark.sp(42)

REFER = "refer-a-friend"
START = "2026-03-02 12:00"


def begin(**settings: Any) -> tuple[Shop, str, Counter]:
    """Open the shop; Anna refers Boris, who has entered her code; gives Boris's till."""
    shop = a_shop(REFER, at=START, **settings)
    anna, boris = enrolled("Anna"), enrolled("Boris")
    referrals.enter_code(shop.code, boris, referrals.own_code(shop.code, anna))
    return shop, anna, shop.till(boris)


def state_of(shop: Shop, member_id: str) -> str:
    """Give the state of the only friend that a member has brought."""
    (found,) = referrals.list_referrals(shop.code, member_id)
    return str(found["state"])


def test_registering_gives_nothing() -> None:
    shop, anna, till = begin()
    follow()

    assert state_of(shop, anna) == "registered"
    assert (points_of(anna), points_of(till.member_id)) == ((0, 0), (0, 0))


def test_the_first_order_gives_points_when_the_time_for_returns_is_over() -> None:
    shop, anna, till = begin()

    till.pay(3000)
    follow()
    follow()
    waiting = points_of(anna), state_of(shop, anna)
    shop.at("2026-03-16 23:59")
    last_day = points_of(anna)
    shop.at("2026-03-17 00:00")

    assert waiting == ((0, 500), "qualified")
    assert last_day == (0, 500)
    assert (points_of(anna), state_of(shop, anna)) == ((500, 0), "rewarded")


def test_the_friend_may_get_something_too() -> None:
    shop, anna, till = begin(**{"referral.friend": {"account": "points", "amount": 200}})
    till.pay(3000)
    follow()
    shop.at("2026-03-17 00:00")

    assert (points_of(anna), points_of(till.member_id)) == ((500, 0), (200, 0))


@pytest.mark.parametrize(
    ("amount", "op", "expected"),
    [(999.99, "gte", 0), (1000, "gte", 500), (1000, "gt", 0), (1000.01, "gt", 500)],
)
def test_the_order_must_be_worth_enough(amount: float, op: str, expected: int) -> None:
    _, anna, till = begin(**{"referral.min_amount_op": op})

    till.pay(str(amount))
    follow()

    assert points_of(anna) == (0, expected)


@pytest.mark.parametrize("undo", ["give_back", "void", "reopen"])
def test_an_order_that_comes_back_is_reversed_and_the_next_one_counts(undo: str) -> None:
    shop, anna, till = begin()
    closed = till.sell(3000)
    follow()

    undone: Callable[..., Any] = getattr(till, undo)
    undone(closed)
    follow()
    follow()
    after = points_of(anna), state_of(shop, anna)
    till.pay(2000)
    follow()

    assert after == ((0, 0), "registered")
    assert (points_of(anna), state_of(shop, anna)) == ((0, 500), "qualified")


def test_an_order_that_came_back_before_anybody_looked_gives_nothing() -> None:
    shop, anna, till = begin()
    till.give_back(till.sell(3000))

    follow()

    assert (points_of(anna), state_of(shop, anna)) == ((0, 0), "registered")


@pytest.mark.parametrize(("kept", "expected"), [(1000, 500), (999, 0)])
def test_what_is_kept_of_an_order_must_still_be_worth_enough(kept: int, expected: int) -> None:
    _, anna, till = begin()
    closed = till.sell(goods(1, kept), goods(2, 2000))
    follow()

    till.give_back(closed, ReturnedLine(2))
    follow()

    assert points_of(anna) == (0, expected)


@pytest.mark.parametrize(("late_return", "expected"), [("keep", 500), ("reverse", 0)])
def test_an_order_that_comes_back_too_late(late_return: str, expected: int) -> None:
    shop, anna, till = begin(**{"referral.late_return": late_return})
    closed = till.sell(3000)
    follow()
    shop.at("2026-03-20 12:00")

    till.give_back(closed)
    follow()

    assert points_of(anna) == (expected, 0)


@pytest.mark.parametrize(("orders", "expected"), [("first", 0), ("any", 500)])
def test_whether_only_the_first_order_counts(orders: str, expected: int) -> None:
    shop, anna, till = begin(**{"referral.orders": orders})
    till.pay(10)
    shop.at("2026-03-03 12:00")

    till.pay(3000)
    follow()

    assert points_of(anna) == (0, expected)


def test_a_friend_who_waits_too_long_brings_nothing() -> None:
    shop, anna, till = begin()
    shop.at("2026-06-01 00:00")

    till.pay(3000)
    follow()

    assert (points_of(anna), state_of(shop, anna)) == ((0, 0), "expired")


def test_nobody_refers_themselves() -> None:
    shop = a_shop(REFER, at=START)
    anna = enrolled("Anna")

    with pytest.raises(SelfReferral):
        referrals.enter_code(shop.code, anna, referrals.own_code(shop.code, anna))


@pytest.mark.parametrize(
    ("refuse", "is_refused"),
    [(["device", "card", "phone", "email"], True), (["card", "phone"], False)],
)
@pytest.mark.parametrize("trait", ["device", "email"])
def test_the_same_device_or_address_is_the_same_person(
    trait: str, refuse: list[str], is_refused: bool
) -> None:
    shop = a_shop(REFER, at=START, **{"referral.refuse": refuse})
    anna = enrolled("Anna", email="anna@example.com")
    boris = enrolled("Boris", email="Anna+boris@example.com" if trait == "email" else None)
    code = referrals.own_code(shop.code, anna, device_id="phone-1")
    device = "phone-1" if trait == "device" else "phone-2"

    if not is_refused:
        assert referrals.enter_code(shop.code, boris, code, device_id=device)
        return
    with pytest.raises(SelfReferral):
        referrals.enter_code(shop.code, boris, code, device_id=device)


def test_a_phone_number_is_one_persons_so_it_refers_nobody() -> None:
    enrolled("Anna", phone="+79161234567")

    with pytest.raises(members.ContactTaken):
        enrolled("Boris", phone="+7 (916) 123-45-67")


def test_an_order_paid_with_the_referrers_card_is_rejected() -> None:
    shop, anna, till = begin()
    card = {"payment_card": "tok_4f9a"}
    shop.till(anna).pay(100, attributes=card)

    till.pay(3000, attributes=card)
    follow()

    assert (points_of(anna), state_of(shop, anna)) == ((0, 0), "rejected")
    assert referrals.list_referrals(shop.code, anna)[0]["reason"] == "SELF_REFERRAL"


def test_a_friend_is_referred_once_and_before_buying() -> None:
    shop, anna, till = begin()
    viktor, galina = enrolled("Viktor"), enrolled("Galina")
    codes = [referrals.own_code(shop.code, member) for member in (anna, viktor)]

    again = referrals.enter_code(shop.code, till.member_id, codes[0].lower())
    with pytest.raises(referrals.AlreadyReferred):
        referrals.enter_code(shop.code, till.member_id, codes[1])
    shop.till(galina).pay(100)
    with pytest.raises(referrals.NotNew):
        referrals.enter_code(shop.code, galina, codes[0])
    with pytest.raises(referrals.ReferralCodeUnknown):
        referrals.enter_code(shop.code, enrolled("Elena"), "NOTACODE")

    assert again["referrer_id"] == anna


@pytest.mark.parametrize(("per", "expected"), [("month", 1000), ("year", 500), ("ever", 500)])
def test_a_referrer_is_rewarded_so_often(per: str, expected: int) -> None:
    shop, anna, till = begin(**{"referral.limit": {"most": 1, "per": per}})
    till.pay(3000)
    follow()
    shop.at("2026-04-01 00:00")
    second = enrolled("Viktor")
    referrals.enter_code(shop.code, second, referrals.own_code(shop.code, anna))

    shop.till(second).pay(3000)
    follow()
    shop.at("2026-05-01 00:00")

    assert points_of(anna) == (expected, 0)


def test_a_program_without_referral_gives_no_codes() -> None:
    shop = a_shop("bonus-five-percent")

    with pytest.raises(referrals.ReferralUnavailable):
        referrals.own_code(shop.code, enrolled("Anna"))


def test_who_is_suspended_gets_nothing_for_friends() -> None:
    _, anna, till = begin()
    members.suspend(anna, reason="odd receipts", operator_id="opr_olga")
    follow()

    till.pay(3000)
    follow()

    assert points_of(anna) == (0, 0)


@pytest.mark.parametrize(("returned_at", "since"), [("2026-12-30", 0), ("2027-01-02", 300)])
def test_status_for_a_friend_of_last_year_is_not_taken_from_the_new_year(
    returned_at: str, since: int
) -> None:
    status = {"kind": "status", "expiry": {"kind": "calendar", "period": "year"}}
    given = {"referral.referrer": {"account": "status", "amount": 500}}
    late = {"accounts.status": status, "referral.late_return": "reverse"}
    shop, anna, till = begin(**given, **late)
    closed = till.sell(3000)
    follow()
    shop.at(f"{returned_at} 12:00")
    if since:
        wallet.earn(anna, account="status", amount=since, key="since")

    till.give_back(closed)
    follow()

    balance = wallet.get_wallet(anna).balance("status")
    assert (balance.available, balance.debt) == (since, 0)


@pytest.mark.parametrize(("bought_at", "state"), [("11:51", "qualified"), ("11:49", "registered")])
def test_only_an_order_made_after_the_code_was_entered_counts(bought_at: str, state: str) -> None:
    shop, anna, till = begin()

    shop.at(f"2026-03-02 {bought_at}")
    till.pay(3000)
    shop.at("2026-03-02 18:00")
    follow()

    assert state_of(shop, anna) == state
