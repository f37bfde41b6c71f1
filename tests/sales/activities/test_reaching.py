"""What a tier brings: in the entry of the rise, once, and taken back with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import offers
import program
import wallet
from foundation.clock import FrozenClock
from program import daily
from sales import activities
from tests.programs.doing import SENDER, Doer, a_doer, follow, outbox
from tests.programs.shop import BEGINNING, Shop
from tests.sales.shop import LADDER, Till, a_program

ADD = {"add": {"account": "points", "amount": 70}}
ROLLBACK: dict[str, Any] = {"tier": "rollback"}
COFFEE: dict[str, Any] = {
    "points": {"kind": "points"}, "status": {"kind": "status"}, "coffee": {"kind": "entitlement"},
}  # fmt: skip


def reached(*effects: dict[str, Any], tier: str = "silver", **changes: Any) -> dict[str, Any]:
    """Give a type that happens when a tier is reached."""
    return {"happens": {"on": "tier", "tiers": [tier]}, "then": list(effects or (ADD,))} | changes


def a_member_of(*, types: dict[str, Any], **changes: Any) -> tuple[Doer, Till]:
    """Open a shop with types of activity, and let somebody join it."""
    text = a_program(activities=types, **changes)
    version = program.apply(text, author="olga", effective_at=BEGINNING)
    anna = a_doer(Shop("shop", version.program).at("2026-03-02 12:00"))
    return anna, Till(anna.member_id)


def entries_of(anna: Doer) -> list[Any]:
    return list(wallet.get_history(anna.member_id).entries)[::-1]


def test_the_gift_stands_in_the_entry_of_the_sale_that_reaches_the_tier() -> None:
    anna, till = a_member_of(types={"silver.reached": reached()})
    before = len(entries_of(anna))

    closed = till.sell(10_000)
    follow(times=3)

    assert anna.has("points") == 1070
    assert len(entries_of(anna)) == before + 1
    assert [m["n"] for m in closed.moves if m.get("w", {}).get("type") == "silver.reached"] == [70]


def test_it_is_given_once_for_a_rise_and_again_for_another() -> None:
    anna, till = a_member_of(types={"silver.reached": reached()}, returns=ROLLBACK)
    closed = till.sell(10_000)
    till.sell(1_000)
    assert anna.has("points") == 1170

    till.give_back(closed)
    assert (till.tier, anna.has("points")) == ("bronze", 100)
    till.sell(10_000)

    assert (till.tier, anna.has("points")) == ("silver", 1170)


@pytest.mark.parametrize(("policy", "kept"), [("rollback", 0), ("keep", 70)])
def test_a_return_takes_the_gift_back_only_with_the_rise(policy: str, kept: int) -> None:
    anna, till = a_member_of(types={"silver.reached": reached()}, returns={"tier": policy})
    closed = till.sell(10_000)

    till.give_back(closed)

    assert (till.tier, anna.has("points")) == ("bronze" if not kept else "silver", kept)


def test_a_return_that_leaves_the_tier_leaves_the_gift() -> None:
    anna, till = a_member_of(types={"silver.reached": reached()}, returns=ROLLBACK)
    till.sell(10_000)
    later = till.sell(5_000)

    till.give_back(later)

    assert (till.tier, anna.has("points")) == ("silver", 1070)


def test_once_per_member_counts_no_second_rise_but_one_after_a_rise_undone() -> None:
    kind = reached(once_per="member")
    anna, till = a_member_of(types={"silver.reached": kind}, returns=ROLLBACK)
    till.give_back(till.sell(10_000))
    till.sell(10_000)
    assert anna.has("points") == 1070

    for tier in (None, "bronze", "silver"):
        give(anna, tier)

    assert (till.tier, anna.has("points")) == ("silver", 1070)


def give(anna: Doer, tier: str | None) -> Any:
    """Give a tier by hand."""
    number = f"give {tier} {wallet.get_wallet(anna.member_id).seq}"
    by = {"reason": "A friend", "key": number, "actor": SENDER}
    return program.grant_tier("shop", anna.member_id, tier, **by)


def test_a_tier_given_by_hand_brings_its_gift_and_its_rights_in_the_same_entry() -> None:
    steps = [dict(step) for step in LADDER["ladder"]]
    steps[1]["gives"] = [{"account": "coffee", "count": 2}]
    kinds = {"silver.reached": reached()}
    anna, _ = a_member_of(types=kinds, accounts=COFFEE, tiers=LADDER | {"ladder": steps})

    posting = give(anna, "silver")

    assert (anna.has("points"), anna.has("coffee")) == (70, 2)
    assert {move["u"] for move in posting.entry["m"]} == {"points", "coffee"}
    give(anna, "bronze")
    assert (anna.has("points"), anna.has("coffee")) == (70, 0)


def test_a_tier_that_an_activity_sets_brings_and_takes_its_rights_and_its_gift() -> None:
    steps = [dict(step) for step in LADDER["ladder"]]
    steps[1]["gives"] = [{"account": "coffee", "count": 2}]
    kinds = {"friend.named": {"then": [{"tier": "silver"}]}, "silver.reached": reached()}
    anna, till = a_member_of(types=kinds, accounts=COFFEE, tiers=LADDER | {"ladder": steps})
    before = len(entries_of(anna))

    named = anna.do("friend.named")
    assert (till.tier, anna.has("coffee"), anna.has("points")) == ("silver", 2, 70)
    anna.decide("reverse", named)

    assert (anna.has("coffee"), anna.has("points"), till.tier) == (0, 0, "bronze")
    assert len(entries_of(anna)) == before + 2


def test_daily_work_brings_the_gift_with_the_rise_that_it_writes(clock: FrozenClock) -> None:
    tiers = LADDER | {"upgrade": "monthly"}
    anna, till = a_member_of(types={"silver.reached": reached()}, tiers=tiers)
    till.sell(10_000)
    before = len(entries_of(anna))
    clock.set(datetime(2026, 4, 1, tzinfo=ZoneInfo("Europe/Chisinau")))

    daily.run_daily_work("shop")
    daily.run_daily_work("shop")

    assert (till.tier, anna.has("points")) == ("silver", 1070)
    assert len(entries_of(anna)) == before + 1


def test_gifts_that_reach_the_next_tier_bring_what_hangs_on_that_too() -> None:
    more = {"add": {"account": "status", "amount": 200}}
    kinds = {"silver.reached": reached(more), "gold.reached": reached(tier="gold")}
    anna, till = a_member_of(types=kinds)

    till.sell(10_000)

    assert (till.tier, anna.has("points")) == ("gold", 1070)


def test_what_cannot_be_taken_does_not_stop_the_sale() -> None:
    fee = {"deduct": {"account": "coffee", "amount": 1}}
    anna, till = a_member_of(types={"silver.reached": reached(ADD, fee)}, accounts=COFFEE)

    till.sell(10_000)

    assert (till.tier, anna.has("points")) == ("silver", 1000)


def test_rules_messages_and_pictures_follow_from_the_entry() -> None:
    rule = {"id": "gift", "account": "points", "reason": "A gift", "on": "silver.reached",
            "give": {"amount": 5}}  # fmt: skip
    kind = reached(ADD, {"message": {"template": "welcome"}})
    basic = {"id": "spend", "account": "status", "reason": "Spent", "give": {"points": 1, "per": 1}}
    anna, till = a_member_of(
        types={"silver.reached": kind}, earning=[basic, rule], returns=ROLLBACK
    )
    closed = till.sell(10_000)
    follow(times=2)

    shown, _ = activities.list_activities(member_id=anna.member_id)
    assert [(row["type"], row["state"]) for row in shown] == [("silver.reached", "approved")]
    assert (anna.has("points"), len(outbox())) == (75, 1)
    till.give_back(closed)
    follow(times=2)
    shown, _ = activities.list_activities(member_id=anna.member_id)
    assert ([row["state"] for row in shown], anna.has("points")) == (["reversed"], 0)


def test_what_is_taken_back_by_hand_is_not_taken_back_again_with_the_rise() -> None:
    anna, till = a_member_of(types={"silver.reached": reached()}, returns=ROLLBACK)
    closed = till.sell(10_000)
    follow()
    shown, _ = activities.list_activities(member_id=anna.member_id)
    by = {"key": "undo", "actor": SENDER, "reason": "A mistake"}
    activities.reverse(shown[0]["_id"], **by)
    wallet.earn(anna.member_id, account="points", amount=500, key="gift")

    till.give_back(closed)

    assert anna.has("points") == 500


@pytest.mark.parametrize("is_by_hand", [True, False])
def test_a_code_is_issued_with_the_rise_and_revoked_with_it(is_by_hand: bool) -> None:
    codes = {"welcome": {"kind": "personal"}}
    kinds = {"silver.reached": reached({"code": "welcome"})}
    anna, till = a_member_of(types=kinds, codes=codes, returns=ROLLBACK)
    closed = till.sell(10_000)
    follow(times=2)
    (code,) = offers.list_codes_of(anna.member_id, program="shop")
    assert code.state == "assigned"

    if is_by_hand:
        shown, _ = activities.list_activities(member_id=anna.member_id)
        activities.reverse(shown[0]["_id"], key="undo", actor=SENDER, reason="A mistake")
    else:
        till.give_back(closed)
    follow(times=2)

    (code,) = offers.list_codes_of(anna.member_id, program="shop")
    assert code.state == "revoked"
