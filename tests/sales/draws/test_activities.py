"""Activities have tickets too, and partners answer for what their activities give."""

from __future__ import annotations

import json
from typing import Any

import program
from foundation import clock
from sales import activities, clearing
from sales.activities import Occurrence, Recorded
from tests.sales.clearing.coalition import draw, nets, settlements
from tests.sales.shop import OPENED, a_program

ACCOUNTS = {"points": {"kind": "points"}, "coffees": {"kind": "entitlement"}}
TRIP = {"trip.completed": {"then": [{"add": {"account": "points", "amount": 10}}]}}
DRAW: dict[str, Any] = {
    "code": "ride", "name": "A coffee for a ride", "odds": 1, "budget": 2,
    "on": "activity", "activities": ["trip.completed"],
    "prizes": [{"code": "coffee", "name": "Coffee", "give": {"account": "coffees"}}],
}  # fmt: skip
METRO = {"code": "metro", "name": "The metro", "channels": ["gate"], "issue_rate": "0.01"}
BY = {"kind": "terminal", "id": "trm_gate"}


def put_in_force() -> None:
    parts = {"accounts": ACCOUNTS, "activities": TRIP, "draws": [DRAW], "partners": [METRO]}
    contents = json.loads(a_program(earning=[], **parts))
    del contents["tiers"]
    program.apply(json.dumps(contents), author="olga", effective_at=OPENED)


def ride(member_id: str, number: int) -> Recorded:
    trip = Occurrence(
        member_id, "shop", "trip.completed", f"T{number}", "gate", clock.now(), {}, channel="gate"
    )
    return activities.record(trip, key=f"trip number {number}", actor=BY)


def balance(done: Recorded, account: str) -> int:
    return done.view.balance(account).available


def test_a_ride_wins_while_there_are_prizes(anna: str) -> None:
    put_in_force()

    rides = [ride(anna, number) for number in range(3)]

    states = [done.activity["draws"][0]["state"] for done in rides]
    assert states == ["won", "won", "exhausted"]
    assert balance(rides[-1], "coffees") == 2


def test_a_ride_that_is_taken_back_frees_the_place_of_its_prize(anna: str) -> None:
    put_in_force()
    rides = [ride(anna, number) for number in range(2)]

    activities.reverse(rides[0].activity["_id"], key="taken back", actor=BY)

    states = [ride(anna, number).activity["draws"][0]["state"] for number in (2, 3)]
    assert states == ["won", "exhausted"]


def test_the_same_ride_told_again_wins_nothing_more(anna: str) -> None:
    put_in_force()

    ride(anna, 1)
    again = ride(anna, 1)

    assert again.replayed
    assert balance(again, "coffees") == 1


def test_a_ride_taken_back_takes_its_prize_and_its_debt_along(anna: str) -> None:
    put_in_force()
    done = ride(anna, 1)
    draw(anna)
    before = nets(settlements())

    back = activities.reverse(done.activity["_id"], key="a mistake", actor=BY, reason="by mistake")
    draw(anna)

    assert (balance(back, "coffees"), balance(back, "points")) == (0, 0)
    assert before == {"2026-03-02": {"metro": -10}}
    assert nets(settlements()) == {"2026-03-02": {"metro": 0}}


def test_nothing_of_an_activity_of_no_partner_is_cleared(anna: str) -> None:
    put_in_force()
    trip = Occurrence(anna, "shop", "trip.completed", "T1", "bus", clock.now(), {})
    activities.record(trip, key="trip number 1", actor=BY)

    draw(anna)

    assert settlements() == []
    assert clearing.rebuild().rows == 0
