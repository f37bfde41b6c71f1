"""What activities do, and how each effect is undone: through the service, on the database."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

import program
import wallet
from sales import activities
from sales.activities import AttributesInvalid
from tests.programs.doing import Doer, a_doer, follow
from tests.programs.shop import BEGINNING, Shop
from tests.sales.shop import POINTS, STATUS, a_program, at_once

GOLD = {"happens": {"on": "tier", "tiers": ["gold"]}}


def a_member_of(**types: Any) -> Doer:
    """Open a shop with types of activity, and let somebody join it."""
    found = {name.replace("__", "."): kind for name, kind in types.items()}
    version = program.apply(a_program(activities=found), author="olga", effective_at=BEGINNING)
    return a_doer(Shop("shop", version.program).at("2026-03-02 12:00"))


def facts_of(anna: Doer) -> Any:
    """Give what rules know of a member."""
    view = wallet.get_wallet(anna.member_id)
    return program.standing_of(anna.shop.terms, view).standing.facts


def then(*effects: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give a type with effects."""
    return {"then": list(effects)} | changes


def test_attributes_and_segments_are_changed_and_put_back() -> None:
    kind = then({"set": {"tariff": "a", "old": None}}, {"enter": ["vip"]}, {"leave": ["new"]})
    anna = a_member_of(tariff__changed=kind)
    anna.put(old="yes", other=3)
    anna.do("tariff.changed", id="first")
    assert (facts_of(anna).attributes, facts_of(anna).segments) == (
        {"tariff": "a", "other": 3}, {"vip"},
    )  # fmt: skip

    again = anna.do("tariff.changed")
    anna.put(tariff="b")
    anna.decide("reverse", again)

    assert facts_of(anna).segments == {"vip"}  # The first one still stands.
    assert facts_of(anna).attributes == {"tariff": "b", "other": 3}


def test_what_an_effect_set_goes_back_to_what_it_was() -> None:
    anna = a_member_of(car__sold=then({"set": {"car": "sold"}}, {"enter": ["walkers"]}))
    anna.put(car="mine")
    sold = anna.do("car.sold")

    anna.decide("reverse", sold)

    assert (facts_of(anna).attributes, facts_of(anna).segments) == ({"car": "mine"}, frozenset())


def test_a_tier_is_given_and_taken_back() -> None:
    anna = a_member_of(friend__named=then({"tier": "gold"}))
    till = anna.shop.till(anna.member_id)

    named = anna.do("friend.named")
    assert till.tier == "gold"
    anna.decide("reverse", named)

    assert till.tier in (None, "bronze")


def test_units_on_hand_live_longer() -> None:
    anna = a_member_of(tale__told=then({"extend": {"account": "points", "months": 12}}))
    till = anna.shop.till(anna.member_id)
    wallet.earn(anna.member_id, account="points", amount=5, key="gift")
    till.sell(100, currency="EUR")

    anna.do("tale.told")

    assert [moment for _, moment in till.lots() if moment] == ["2027-03-03 00:00"]


def test_rules_of_earning_fire_on_an_activity_and_are_capped_and_taken_back() -> None:
    rule = {
        "id": "trip", "account": "points", "reason": "A trip", "on": "trip.completed",
        "give": {"points": 2, "per": 1}, "caps": {"day": 30},
    }  # fmt: skip
    kind = {"data": {"amount": {"type": "money"}}}
    text = a_program(earning=[rule], activities={"trip.completed": kind})
    version = program.apply(text, author="olga", effective_at=BEGINNING)
    anna = a_doer(Shop("shop", version.program).at("2026-03-02 12:00"))

    first = anna.do("trip.completed", amount="10.00")
    anna.do("trip.completed", amount="10.00")
    assert anna.has("points") == 30
    anna.decide("reverse", first)
    anna.do("trip.completed", amount="10.00")

    assert anna.has("points") == 30
    assert first.moves[0]["w"]["rules"] == [["trip", 20]]


def test_reaching_a_tier_gives_what_hangs_on_it_once() -> None:
    gift = then({"add": {"account": "points", "amount": 70}}, **GOLD)
    anna = a_member_of(gold__reached=gift)
    till = anna.shop.till(anna.member_id)

    till.sell(100, currency="EUR")
    follow()
    silver = anna.has("points")
    till.sell(300, currency="EUR")
    follow(times=3)

    assert (silver, till.tier, anna.has("points")) == (1000, "gold", 4070)


@pytest.mark.parametrize(
    ("moment", "kept"),
    [("2027-03-01 12:00", 0), ("2027-03-02 00:00", 1), ("2027-03-05 12:00", 1),
     ("2027-03-06 12:00", 0), ("2028-03-02 12:00", 1)],
)  # fmt: skip
def test_the_day_of_joining_is_kept_every_year_after(moment: str, kept: int) -> None:
    kind = then({"add": {"account": "points", "amount": 9}}, happens={"on": "anniversary"})
    anna = a_member_of(joined__day=kind)

    assert activities.keep_days(anna.shop.code) == 0
    done = [activities.keep_days(anna.shop.at(moment).code) for _ in range(2)]

    assert (done, anna.has("points")) == ([kept, 0], 9 * kept)


def test_a_schedule_reaches_everybody_once_a_period_and_nobody_who_is_kept_out() -> None:
    kind = then(
        {"add": {"account": "points", "amount": 1}}, happens={"on": "schedule", "monthly": 1}
    )
    anna = a_member_of(month__begun=kind)
    boris = a_doer(anna.shop)

    runs = ["2026-04-01 00:00", "2026-04-04 23:59", "2026-04-05 00:00", "2026-06-03 12:00"]
    done = [activities.keep_days(anna.shop.at(moment).code) for moment in runs]

    assert done == [2, 0, 0, 2]
    assert (anna.has("points"), boris.has("points")) == (2, 2)


def test_what_happens_by_itself_cannot_be_sent() -> None:
    anna = a_member_of(month__begun={"happens": {"on": "schedule", "monthly": 1}})

    with pytest.raises(activities.ActivityUnknown):
        anna.do("month.begun")


def test_of_claims_at_the_same_moment_one_counts() -> None:
    anna = a_member_of(
        gift__claimed=then({"add": {"account": "points", "amount": 5}}, once_per="member")
    )

    answers = at_once([lambda: anna.do("gift.claimed") for _ in range(6)])

    counted = [answer for answer in answers if isinstance(answer, activities.Recorded)]
    reasons = {a.rejection.code for a in answers if isinstance(a, activities.ActivityRejected)}
    assert (len(counted), reasons, anna.has("points")) == (1, {"ALREADY_CLAIMED"}, 5)


def test_of_decisions_at_the_same_moment_one_stands() -> None:
    kind = then({"add": {"account": "points", "amount": 5}}, approval=True)
    anna = a_member_of(review__sent=kind)
    review = anna.do("review.sent")

    decisions = ("approve", "decline") * 3
    answers = at_once([partial(anna.decide, what, review) for what in decisions])

    counted = [answer for answer in answers if isinstance(answer, activities.Recorded)]
    assert len(counted) == 1
    points = 5 if counted[0].activity["state"] == "approved" else 0
    assert anna.balance("points") == (points, 0)


def test_attributes_are_held_to_what_the_program_declares() -> None:
    declared = {"car": {"type": "text", "choices": ["yes", "no"]}, "children": {"type": "number"}}
    contents = json.loads(a_program()) | {"attributes": declared}
    program.apply(json.dumps(contents), author="olga", effective_at=BEGINNING)
    anna = a_doer(Shop("shop", "shop").at("2026-03-02 12:00"))

    anna.put(car="yes", children="2")
    for wrong in ({"car": "maybe"}, {"dog": 1}, {"children": "many"}):
        with pytest.raises(AttributesInvalid):
            anna.put(**wrong)

    assert facts_of(anna).attributes == {"car": "yes", "children": 2}


@pytest.mark.parametrize("kind", ["status", "counter"])
@pytest.mark.parametrize("gained_since", [0, 40])
def test_what_counted_for_a_year_gone_by_is_not_taken_from_the_new_year(
    kind: str, gained_since: int
) -> None:
    flown = {"kind": kind, "expiry": {"kind": "calendar", "period": "year"}}
    types = {"flight.flown": then({"add": {"account": "flown", "amount": 40}})}
    text = a_program(
        accounts={"points": POINTS, "status": STATUS, "flown": flown}, activities=types
    )
    program.apply(text, author="olga", effective_at=BEGINNING)
    anna = a_doer(Shop("shop", "shop").at("2025-12-31 12:00"))
    last_year = anna.do("flight.flown")
    same_year = anna.do("flight.flown")
    anna.decide("reverse", same_year)
    before = anna.has("flown")
    anna.shop.at("2026-01-02 12:00")
    if gained_since:
        anna.do("flight.flown")

    anna.decide("reverse", last_year)

    found = wallet.get_wallet(anna.member_id).balance("flown")
    assert (before, found.available, found.debt) == (40, gained_since, 0)


def test_points_that_lapsed_are_taken_from_others_as_before() -> None:
    anna = a_member_of(quiz__done=then({"add": {"account": "points", "amount": 40}}))
    done = anna.do("quiz.done")
    anna.shop.at("2027-03-02 12:00")
    anna.do("quiz.done")

    anna.decide("reverse", done)

    assert anna.has("points") == 0
