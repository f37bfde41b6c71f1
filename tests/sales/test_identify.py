"""Who stands at the till, and who is kept out of sales."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

import bootstrap
import members
import sales
import worker
from foundation import Refusal
from foundation.clock import FrozenClock
from foundation.config import Config
from jobs import Follower
from tests.builders import a_phone
from tests.sales.shop import Till, open_shop
from wallet import cards

NOBODY = "mem_000000000000000000000000"


@pytest.fixture
def member(
    config: Config, database: Database[dict[str, Any]], clock: FrozenClock
) -> dict[str, Any]:
    """Anna, who joined with a phone number and has a virtual card."""
    bootstrap.configure(config)
    joined = members.enroll(profile={"name": {"given": "Anna"}, "phone": a_phone(), "locale": "ro"})
    open_shop(joined["id"])
    return joined


def card_of(member: dict[str, Any]) -> cards.CardView:
    """Give the member's first card."""
    return cards.list_cards(member["id"])[0]


def follow_up() -> None:
    """Let the worker hand on what has happened."""
    Follower(worker.SOURCES, worker.SUBSCRIBERS).run_once()


def test_a_member_is_known_by_phone_card_code_and_id(
    member: dict[str, Any], clock: FrozenClock
) -> None:
    card = card_of(member)
    code = cards.card_code(card.id).payload

    by_phone = sales.identify(program="shop", phone=member["phone"])
    by_card = sales.identify(program="shop", card=card.number)
    by_code = sales.identify(program="shop", code=code)
    by_scanned_code = sales.identify(program="shop", card=code)
    by_id = sales.identify(program="shop", member_id=member["id"])

    found = (by_phone, by_card, by_code, by_scanned_code, by_id)
    assert {one.member_id for one in found} == {member["id"]}
    assert [one.card_id for one in found] == [None, card.id, card.id, card.id, None]


def test_a_till_sees_a_name_a_tier_balances_and_what_is_near(member: dict[str, Any]) -> None:
    Till(member["id"]).sell(4000)

    seen = sales.identify(program="shop", member_id=member["id"])

    assert (seen.given_name, seen.status, seen.tier, seen.locale) == (
        "Anna",
        "active",
        "bronze",
        "ro",
    )
    assert seen.balances == {"points": 400, "status": 40}
    assert seen.next is not None
    assert (seen.next.code, seen.next.missing) == ("silver", 60)


def test_a_member_who_never_bought_anything_is_on_the_first_tier(member: dict[str, Any]) -> None:
    assert sales.identify(program="shop", member_id=member["id"]).tier == "bronze"


@pytest.mark.parametrize(
    "shown",
    [
        {"phone": "+37369000000"}, {"phone": "nonsense"}, {"card": "000000000000"},
        {"card": "nonsense"}, {"code": "nonsense"}, {"member_id": NOBODY}, {"member_id": "anna"},
        {"member_id": "anna@example.com"},
    ],
)  # fmt: skip
def test_whoever_is_not_known_is_refused_alike(
    member: dict[str, Any], shown: dict[str, str]
) -> None:
    with pytest.raises(Refusal) as refused:
        sales.identify(program="shop", **shown)

    assert refused.value.code == "MEMBER_NOT_IDENTIFIED"


@pytest.mark.parametrize("shown", [{}, {"phone": "+37369000000", "card": "1"}, {"phone": ""}])
def test_exactly_one_way_to_identify_is_asked_for(
    member: dict[str, Any], shown: dict[str, str]
) -> None:
    with pytest.raises(sales.IdentifierInvalid):
        sales.identify(program="shop", **shown)


def test_a_blocked_card_identifies_nobody(member: dict[str, Any]) -> None:
    card = card_of(member)
    cards.block_card(card.id)

    with pytest.raises(cards.CardBlocked):
        sales.identify(program="shop", card=card.number)


def test_an_old_code_is_refused(member: dict[str, Any], clock: FrozenClock) -> None:
    code = cards.card_code(card_of(member).id).payload
    clock.advance(minutes=10)

    with pytest.raises(cards.CardCodeWrong):
        sales.identify(program="shop", code=code)


def test_a_repeated_receipt_finds_its_member_though_the_code_is_old_by_then(
    member: dict[str, Any], clock: FrozenClock
) -> None:
    code = cards.card_code(card_of(member).id).payload
    till = Till(sales.member_for_card(code))
    till.sell(1000, receipt_no="R7")
    clock.advance(minutes=10)

    found = sales.member_for_card(code, terminal_id=till.id, receipt_no="R7")

    assert found == member["id"]
    with pytest.raises(cards.CardCodeWrong):
        sales.member_for_card(code, terminal_id=till.id, receipt_no="R8")


def test_a_receipt_opened_again_is_not_closed_for_its_first_member_by_any_card(
    member: dict[str, Any],
) -> None:
    till = Till(member["id"])
    till.reopen(till.sell(1000, receipt_no="R7"))

    with pytest.raises(sales.NobodyIdentified):
        sales.member_for_card("no such card", terminal_id=till.id, receipt_no="R7")


def test_a_suspended_member_neither_earns_nor_spends_but_may_bring_goods_back(
    member: dict[str, Any],
) -> None:
    till = Till(member["id"])
    closed = till.sell(10_000)
    members.suspend(member["id"], reason="fraud", operator_id="opr_olga")
    follow_up()

    for act in (till.sell, till.quote, lambda amount: till.hold(10, amount)):
        with pytest.raises(sales.MemberSuspended, match="suspended"):
            act(1000)

    assert sales.identify(program="shop", member_id=member["id"]).status == "suspended"
    assert till.give_back(closed).receipt["state"] == "returned"


def test_a_reinstated_member_earns_again_and_a_closed_one_is_nobody(
    member: dict[str, Any],
) -> None:
    till = Till(member["id"])
    members.suspend(member["id"], reason="fraud", operator_id="opr_olga")
    members.reinstate(member["id"], reason="mistake", operator_id="opr_olga")
    follow_up()
    assert till.sell(1000).view.balance("points").available == 100

    members.close(member["id"], reason="asked", operator_id="opr_olga")
    follow_up()
    with pytest.raises(sales.NobodyIdentified):
        sales.identify(program="shop", member_id=member["id"])
    with pytest.raises(sales.MemberSuspended, match="closed"):
        till.sell(1000)


def test_news_of_a_status_told_late_and_twice_leave_the_last_status(
    member: dict[str, Any],
) -> None:
    members.suspend(member["id"], reason="fraud", operator_id="opr_olga")
    follow_up()
    members.reinstate(member["id"], reason="mistake", operator_id="opr_olga")

    for _ in range(2):
        follow_up()

    assert Till(member["id"]).sell(1000).view.balance("points").available == 100
