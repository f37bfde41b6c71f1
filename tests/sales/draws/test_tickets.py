"""Draws through the till: prizes in the entry of the sale, budgets that hold, proofs after."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.database import Database

import program
import sales
import wallet
from foundation import ids
from foundation.clock import FrozenClock
from program import draws as rules
from sales import ReturnedLine, draws
from sales.draws import seeds
from tests.sales.shop import POINTS, STATUS, Till, a_program, at_once, open_shop

COFFEE: dict[str, Any] = {"kind": "entitlement"}
DRAW: dict[str, Any] = {
    "code": "treat", "name": {"en": "A treat"}, "odds": 1, "budget": 3,
    "prizes": [{"code": "coffee", "name": "Free coffee", "give": {"account": "coffees"}}],
}  # fmt: skip
ACCOUNTS = {"points": POINTS, "status": STATUS, "coffees": COFFEE}


def with_draw(member_id: str, **changes: Any) -> Till:
    return open_shop(member_id, accounts=ACCOUNTS, draws=[DRAW | changes])


def seed_now(period: str = "2026-03") -> bytes:
    terms = program.terms_at("shop", datetime(2026, 3, 2, 10, tzinfo=UTC))
    return seeds.seed_of(terms.program, "treat", period)


def tickets(closed: sales.Closed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = closed.receipt["draws"]
    return found


def test_a_prize_comes_in_the_entry_of_the_sale_and_is_explained(anna: str) -> None:
    till = with_draw(anna)

    closed = till.sell(1000)

    assert till.balance("coffees")[0] == 1
    assert wallet.get_wallet(anna).seq == 1
    won = [move for move in closed.moves if move["u"] == "coffees"]
    assert won[0]["w"]["rules"] == [["draw:treat", 1]]
    assert tickets(closed)[0] == {
        "draw": "treat", "period": "2026-03", "state": "won", "prize": "coffee",
    }  # fmt: skip


def test_the_same_order_has_the_same_ticket_however_often_it_is_sent(anna: str) -> None:
    till = with_draw(anna)
    sale = till.sale(1000, receipt_no="R1")

    first = till.close(sale)
    again = till.close(sale)
    by_another_key = till.close(sale, key="another key")

    assert first.receipt["draws"] == again.receipt["draws"] == by_another_key.receipt["draws"]
    assert till.balance("coffees")[0] == 1


def test_when_the_budget_ends_nothing_is_won_and_the_text_changes(anna: str) -> None:
    till = with_draw(anna)
    before = draws.list_draws("shop")[0]

    states = [tickets(till.sell(1000))[0]["state"] for _ in range(5)]

    after = draws.list_draws("shop")[0]
    assert states == ["won", "won", "won", "exhausted", "exhausted"]
    assert till.balance("coffees")[0] == 3
    assert (before.odds, before.used, before.state) == (1, 0, "open")
    assert (after.odds, after.used, after.state) == (0, 3, "exhausted")
    assert before.text != after.text


def test_the_next_period_has_a_budget_and_a_seed_of_its_own(anna: str, clock: FrozenClock) -> None:
    till = with_draw(anna, budget=1)
    till.sell(1000)
    clock.set(datetime(2026, 4, 1, 10, tzinfo=UTC))

    april = till.sell(1000)

    assert tickets(april)[0]["period"] == "2026-04"
    assert till.balance("coffees")[0] == 2
    assert seed_now("2026-03") != seed_now("2026-04")


def test_the_budget_holds_when_many_win_at_once(database: Database[dict[str, Any]]) -> None:
    members = [ids.new("mem") for _ in range(8)]
    for member_id in members:
        wallet.open_wallet(member_id)
    first = with_draw(members[0])
    tills = [first] + [Till(member_id, id=f"trm_{n}") for n, member_id in enumerate(members[1:])]

    closed = at_once([lambda till=till: till.sell(1000) for till in tills])

    states = sorted(tickets(one)[0]["state"] for one in closed)
    assert states == ["exhausted"] * 5 + ["won"] * 3
    assert sum(till.balance("coffees")[0] for till in tills) == 3


def test_a_prize_may_have_a_budget_of_its_own(anna: str) -> None:
    prizes = [
        DRAW["prizes"][0] | {"odds": "1/2", "budget": 1},
        {"code": "points", "name": "Points", "odds": "1/2",
         "give": {"account": "points", "amount": 500}},
    ]  # fmt: skip
    draw = {key: value for key, value in DRAW.items() if key != "odds"}
    till = open_shop(anna, accounts=ACCOUNTS, draws=[draw | {"prizes": prizes, "budget": 100}])

    won = [tickets(till.sell(100))[0] for _ in range(12)]

    assert [t.get("prize") for t in won].count("coffee") == 1
    assert till.balance("coffees")[0] == 1
    view = draws.list_draws("shop")[0]
    assert {p.code: (float(p.odds), p.used) for p in view.prizes} == {
        "coffee": (0.0, 1), "points": (0.5, None),
    }  # fmt: skip


@pytest.mark.parametrize(("on_return", "left"), [("full", 1), ("any", 0), ("keep", 1)])
def test_a_partial_return_takes_the_prize_back_by_policy(
    anna: str, on_return: str, left: int
) -> None:
    till = with_draw(anna, on_return=on_return)
    closed = till.sell(1000, 500)

    till.give_back(closed, ReturnedLine(1))

    assert till.balance("coffees")[0] == left


@pytest.mark.parametrize(("on_return", "left"), [("full", 0), ("any", 0), ("keep", 1)])
def test_a_full_return_takes_the_prize_back_by_policy(anna: str, on_return: str, left: int) -> None:
    till = with_draw(anna, on_return=on_return)
    closed = till.sell(1000, 500)

    till.give_back(closed, ReturnedLine(2))
    till.give_back(closed)

    assert till.balance("coffees")[0] == left
    assert till.points == 0


def test_a_void_takes_the_prize_back_and_a_claimed_one_is_owed(anna: str) -> None:
    till = with_draw(anna, on_return="keep")
    closed = till.sell(1000)
    wallet.burn(anna, account="coffees", amount=1, key="claimed")

    till.void(closed)

    assert till.balance("coffees") == (0, 0, 0, 1)


def test_a_reopened_order_keeps_the_prize_it_had_taken(anna: str) -> None:
    till = with_draw(anna, budget=1)
    closed = till.sell(1000, receipt_no="R1")
    till.reopen(closed)

    again = till.sell(700, receipt_no="R1", key="again")

    assert tickets(again)[0]["prize"] == "coffee"
    assert till.balance("coffees")[0] == 1


def test_a_draw_per_member_has_one_ticket_a_period(anna: str, clock: FrozenClock) -> None:
    till = with_draw(anna, per="member")

    first, second = till.sell(1000), till.sell(1000)
    clock.set(datetime(2026, 4, 2, 10, tzinfo=UTC))
    third = till.sell(1000)

    assert [tickets(one)[0]["state"] for one in (first, third)] == ["won", "won"]
    assert "draws" not in second.receipt
    assert till.balance("coffees")[0] == 2


def test_a_voided_order_gives_a_member_the_ticket_back(anna: str) -> None:
    till = with_draw(anna, per="member")
    till.void(till.sell(1000))

    again = till.sell(1000)

    assert tickets(again)[0]["state"] == "won"
    assert till.balance("coffees")[0] == 1


def test_the_seed_is_secret_until_the_period_is_over_and_proves_it_then(
    anna: str, clock: FrozenClock
) -> None:
    till = with_draw(anna, odds="1/2")
    draws.publish_seeds(program.terms_at("shop", datetime(2026, 3, 2, 10, tzinfo=UTC)))
    closed = till.sell(1000)
    order = closed.receipt["_id"]

    during = draws.prove("shop", "treat", "2026-03", subject=order)
    clock.set(datetime(2026, 4, 1, 21, 2, tzinfo=UTC))
    after = draws.prove("shop", "treat", "2026-03", subject=order)

    assert (during.seed, during.prize) == (None, None)
    assert after.seed is not None
    assert hashlib.sha256(after.seed).hexdigest() == during.period.commitment
    number = int(hmac.new(after.seed, f"treat|{order}".encode(), "sha256").hexdigest(), 16)
    assert (number, number < 1 << 255) == (after.number, after.prize == "coffee")
    assert (tickets(closed)[0]["state"] == "won") == (after.prize == "coffee")


def test_commitments_of_this_period_and_the_next_are_published_ahead(anna: str) -> None:
    with_draw(anna)
    terms = program.terms_at("shop", datetime(2026, 3, 2, 10, tzinfo=UTC))

    draws.publish_seeds(terms)
    first = draws.list_draws("shop")[0]
    draws.publish_seeds(terms)
    second = draws.list_draws("shop")[0]

    assert first.period.commitment == rules.commitment_of(seed_now())
    assert first.next_period.name == "2026-04"
    assert first.next_period.commitment
    assert first == second


def test_an_order_of_a_period_whose_seed_is_known_draws_nothing(
    anna: str, clock: FrozenClock
) -> None:
    till = with_draw(anna)
    in_march = till.sale(1000, receipt_no="late")
    clock.set(datetime(2026, 4, 1, 22, tzinfo=UTC))

    closed = till.close(in_march)

    assert tickets(closed)[0]["state"] == "late"
    assert till.balance("coffees")[0] == 0


@pytest.mark.parametrize(("code", "period"), [("nothing", "2026-03"), ("treat", "2026-13")])
def test_a_draw_or_period_that_never_was_is_not_found(anna: str, code: str, period: str) -> None:
    with_draw(anna)

    with pytest.raises((draws.DrawNotFound, draws.DrawPeriodUnknown)):
        draws.prove("shop", code, period)


def test_the_commitment_is_public_when_the_draw_is_applied(
    database: Database[dict[str, Any]], clock: FrozenClock
) -> None:
    before = program.set_on_applied(draws.publish_for)
    begins = datetime(2026, 5, 1, tzinfo=UTC)
    text = a_program(accounts=ACCOUNTS, draws=[DRAW])
    program.apply(text, author="olga", effective_at=begins)
    program.apply(text, author="olga")
    program.set_on_applied(before)

    found = database["draw_seeds"].find({"program": "shop"})

    assert sorted(row["period"] for row in found) == ["2026-05", "2026-06"]


@pytest.mark.parametrize(
    ("on_return", "undo", "is_free"),
    [
        ("full", "void", True),
        ("full", "all", True),
        ("full", "part", False),
        ("any", "part", True),
        ("any", "part and all", True),
        ("keep", "all", False),
        ("keep", "void", True),
        ("full", "reopen", False),
    ],
)
def test_a_prize_that_goes_back_frees_its_place_once(
    anna: str, on_return: str, undo: str, is_free: bool
) -> None:
    prizes = [DRAW["prizes"][0] | {"budget": 2}]
    till = with_draw(anna, budget=2, on_return=on_return, prizes=prizes)
    closed = till.sell(600, 400)
    till.sell(1000)

    acts: dict[str, Callable[[], Any]] = {
        "void": lambda: till.void(closed),
        "reopen": lambda: till.reopen(closed),
        "all": lambda: till.give_back(closed),
        "part": lambda: till.give_back(closed, ReturnedLine(1)),
    }
    for act in undo.split(" and "):
        acts[act]()

    used = draws.list_draws("shop")[0].used
    states = [tickets(till.sell(1000))[0]["state"] for _ in range(2)]
    assert (used, states) == ((1, ["won", "exhausted"]) if is_free else (2, ["exhausted"] * 2))
    assert draws.list_draws("shop")[0].prizes[0].used == 2


def test_places_that_are_freed_at_once_are_each_won_again(anna: str) -> None:
    till = with_draw(anna, budget=3)
    closed = [till.sell(1000) for _ in range(3)]

    at_once([lambda one=one, n=n: till.void(one, key=f"v{n}") for n, one in enumerate(closed)])

    draws.forget_cache()
    states = [tickets(till.sell(1000))[0]["state"] for _ in range(4)]
    assert states == ["won"] * 3 + ["exhausted"]
    assert till.balance("coffees")[0] == 3
