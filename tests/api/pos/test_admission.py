"""Suspended members neither earn nor spend; what they bring back is taken."""

from __future__ import annotations

import members
import sales
from foundation import database as house_database
from jobs import OUTBOX, Follower, Source, Subscriber
from tests.api import shop
from tests.api.people import Person


def tell_the_wallets() -> None:
    """Hand the members' changes of status on, as the worker does."""
    name = "MemberStatusChanged"
    sources = [Source(OUTBOX, lambda row: str(row["name"]))]
    Follower(sources, [Subscriber("sales", name, sales.on_member_status_changed)]).run_once()


def test_a_suspended_member_neither_earns_nor_spends(till: Person, anna: Person) -> None:
    shop.give_points(anna, 300)
    earlier = shop.a_receipt(anna)
    closed = shop.close(till, earlier)
    members.suspend(anna.id, reason="Lost phone", operator_id="opr_1")
    tell_the_wallets()

    basket = shop.a_basket(anna, burn_points=100)
    refused = [
        till.post("/v1/pos/quotes", json=basket),
        till.post("/v1/pos/holds", json=basket, headers=shop.a_key()),
        shop.close(till, shop.a_receipt(anna)),
    ]

    assert [(a.status_code, a.json["code"]) for a in refused] == [(409, "MEMBER_SUSPENDED")] * 3
    assert shop.close(till, earlier).data == closed.data


def test_a_suspended_member_still_brings_goods_back(till: Person, anna: Person) -> None:
    closed = shop.close(till, shop.a_receipt(anna)).json["receipt"]
    members.suspend(anna.id, reason="Lost phone", operator_id="opr_1")
    tell_the_wallets()

    path = f"/v1/pos/receipts/{closed['id']}/returns"
    answer = till.post(path, json=shop.a_return(), headers=shop.a_key())

    assert answer.status_code == 201


def test_a_reinstated_member_earns_again_however_often_it_is_told(
    till: Person, anna: Person
) -> None:
    members.suspend(anna.id, reason="Lost phone", operator_id="opr_1")
    tell_the_wallets()
    members.reinstate(anna.id, reason="Phone found", operator_id="opr_1")
    tell_the_wallets()
    tell_the_wallets()

    answer = shop.close(till, shop.a_receipt(anna))

    assert answer.status_code == 201
    assert answer.json["seq"] == 1 + house_database.collection("outbox").count_documents(
        {"name": "MemberStatusChanged"}
    )
