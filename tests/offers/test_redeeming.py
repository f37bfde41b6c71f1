"""Rewards: opened, handed over, cancelled, expired; pools, limits, and everything twice."""

from __future__ import annotations

from typing import Any

import pytest

import offers
import wallet
from foundation import database
from foundation.clock import FrozenClock
from tests.offers.kiosk import TERMINAL, a_member, a_till, balance, open_kiosk
from tests.sales.shop import at_once


def redeem(member_id: str, reward: str, key: str = "key") -> offers.Redeemed:
    """Take a reward as the member does."""
    actor = {"kind": "member", "id": member_id}
    return offers.redeem(member_id, reward, program="kiosk", key=key, actor=actor)


def hand_over(redemption_id: str, key: str = "over") -> offers.Redeemed:
    """Hand a reward over at a till."""
    return offers.hand_over(redemption_id, program="kiosk", key=key, actor=TERMINAL)


def cancel(member_id: str, redemption_id: str, key: str = "no") -> offers.Redeemed:
    """Give a redemption up as the member does."""
    actor = {"kind": "member", "id": member_id}
    return offers.cancel(redemption_id, member_id=member_id, key=key, actor=actor)


def test_units_are_spent_and_what_they_buy_comes_in_one_entry() -> None:
    open_kiosk()
    anna = a_member(250)

    first = redeem(anna, "cup")
    again = redeem(anna, "cup")

    assert (first.redemption["state"], first.replayed, again.replayed) == (
        "confirmed",
        False,
        True,
    )
    assert balance(anna) == (150, 0)
    assert balance(anna, "coffee") == (1, 0)


def test_a_reward_waits_for_the_till_and_is_handed_over_once() -> None:
    open_kiosk()
    anna = a_member(100)
    opened = redeem(anna, "seat").redemption

    held = balance(anna)
    over = hand_over(opened["_id"])
    again = hand_over(opened["_id"])

    assert (held, over.redemption["state"], again.replayed) == ((0, 100), "handed_over", True)
    assert balance(anna) == (0, 0)
    with pytest.raises(offers.RedemptionClosed):
        hand_over(opened["_id"], key="another key")
    with pytest.raises(offers.RedemptionClosed):
        cancel(anna, opened["_id"])


def test_of_many_tills_at_once_one_hands_a_reward_over() -> None:
    open_kiosk()
    anna = a_member(100)
    opened = redeem(anna, "seat").redemption["_id"]

    answers = at_once([lambda n=n: hand_over(opened, key=f"till {n}") for n in range(8)])

    done = [answer for answer in answers if isinstance(answer, offers.Redeemed)]
    late = [answer for answer in answers if isinstance(answer, offers.RedemptionClosed)]
    assert (len(done), len(late)) == (1, 7)


def test_a_cancelled_redemption_gives_all_back() -> None:
    open_kiosk()
    anna = a_member(100)
    opened = redeem(anna, "mug").redemption

    with pytest.raises(offers.RewardRefused) as refused:
        redeem(anna, "mug", key="once more")
    cancel(anna, opened["_id"])

    assert refused.value.values["rejection"] == "MEMBER_LIMIT"
    assert balance(anna) == (100, 0)
    assert redeem(anna, "mug", key="and now").redemption["state"] == "opened"


def test_nobody_cancels_what_is_anothers() -> None:
    open_kiosk()
    opened = redeem(a_member(100), "mug").redemption

    with pytest.raises(offers.RedemptionNotFound):
        cancel(a_member(), opened["_id"])


def test_what_waits_in_vain_expires_and_its_seat_is_free(clock: FrozenClock) -> None:
    open_kiosk()
    members = [a_member(100) for _ in range(11)]
    opened = [redeem(member, "seat").redemption for member in members[:10]]
    with pytest.raises(offers.RewardRefused) as refused:
        redeem(members[10], "seat")

    clock.advance(days=4)
    closed = (offers.expire_redemptions(), offers.expire_redemptions())

    assert (refused.value.values["rejection"], closed) == ("OUT_OF_STOCK", (10, 0))
    assert balance(members[0]) == (100, 0)
    assert offers.get_redemption(opened[0]["_id"])["state"] == "expired"
    assert redeem(members[10], "seat", key="now").redemption["state"] == "opened"
    with pytest.raises(offers.RedemptionClosed):
        hand_over(opened[0]["_id"])


def test_one_that_cannot_be_closed_keeps_no_other_open(clock: FrozenClock) -> None:
    open_kiosk()
    opened = sorted(redeem(a_member(100), "seat").redemption["_id"] for _ in range(3))
    pictures = database.collection("redemptions")
    pictures.update_one({"_id": opened[0]}, {"$set": {"version": 99}})

    clock.advance(days=4)

    assert offers.expire_redemptions() == 2
    states = [row["state"] for row in pictures.find({"_id": {"$in": opened[1:]}})]
    assert states == ["expired", "expired"]


def test_thirty_at_once_take_ten_seats() -> None:
    open_kiosk()
    members = [a_member(100) for _ in range(30)]

    answers = at_once([lambda m=m: redeem(m, "seat") for m in members])

    refused = [a.values["rejection"] for a in answers if isinstance(a, offers.RewardRefused)]
    assert refused == ["OUT_OF_STOCK"] * 20


def test_a_reward_gives_a_code_of_its_own_that_works_once() -> None:
    open_kiosk()
    anna = a_member(100)
    redeem(anna, "voucher")

    (code,) = offers.list_codes_of(anna, program="kiosk")
    closed = a_till(anna).sell(1000, codes=(code.text,))

    assert closed.receipt["payable_minor"] == 900
    assert offers.get_code("kiosk", code.text).state == "redeemed"


def test_a_confirmed_reward_can_be_undone_until_it_is_used() -> None:
    open_kiosk()
    anna = a_member(200)
    first, second = (redeem(anna, "cup", key=key).redemption for key in ("one", "two"))
    offers.claim(anna, "coffee", 1, program="kiosk", key="claim", actor=TERMINAL)

    undone = offers.undo(first["_id"], program="kiosk", key="undo", actor=TERMINAL)

    assert (undone.redemption["state"], balance(anna)) == ("cancelled", (100, 0))
    with pytest.raises(offers.RedemptionClosed):
        offers.undo(second["_id"], program="kiosk", key="undo two", actor=TERMINAL)


def test_a_code_goes_with_the_reward_that_gave_it_unless_it_is_used() -> None:
    open_kiosk()
    anna = a_member(100)
    first = redeem(anna, "voucher", key="one").redemption
    (kept,) = offers.list_codes_of(anna, program="kiosk")
    second = redeem(anna, "voucher", key="two").redemption
    a_till(anna).sell(1000, codes=(kept.text,))

    offers.undo(second["_id"], program="kiosk", key="undo", actor=TERMINAL)

    states = {code.text: code.state for code in offers.list_codes_of(anna, program="kiosk")}
    assert states.pop(kept.text) == "redeemed"
    assert list(states.values()) == ["revoked"]
    with pytest.raises(offers.RedemptionClosed):
        offers.undo(first["_id"], program="kiosk", key="undo one", actor=TERMINAL)


@pytest.mark.parametrize(
    ("points", "mark", "why"),
    [(99, None, "INSUFFICIENT_POINTS"), (500, "earn_only", "EARN_ONLY")],
)
def test_who_cannot_have_a_reward_hears_why(points: int, mark: str | None, why: str) -> None:
    open_kiosk()
    anna = a_member(points)
    if mark:
        step = wallet.SetMark(mark, True)
        wallet.post(anna, wallet.Command("mark"), lambda _: wallet.Decision([step]))

    with pytest.raises(offers.RewardRefused) as refused:
        redeem(anna, "cup")

    assert refused.value.values["rejection"] == why


def test_the_catalogue_says_what_is_missing() -> None:
    open_kiosk()
    anna = a_member(60)

    found = {o.reward.code: o for o in offers.catalogue(anna, program="kiosk")}

    assert (found["cup"].missing, found["mug"].missing) == (40, 0)
    assert found["mug"].rejection is None
    assert found["seat"].left == 10


@pytest.mark.parametrize(
    ("account", "amount", "goods"),
    [
        ("points", 1, ()),
        ("nothing", 1, ()),
        ("litres", 5, ()),
        ("litres", 5, (("MILK", 5),)),
        ("litres", 5, (("DIESEL", 4),)),
    ],
)
def test_units_are_claimed_only_for_what_they_are_for(
    account: str, amount: int, goods: tuple[Any, ...]
) -> None:
    open_kiosk()
    anna = a_member()
    wallet.earn(anna, account="litres", amount=20, key="litres")

    with pytest.raises(offers.ClaimRefused):
        offers.claim(
            anna, account, amount, program="kiosk", goods=goods, key="claim", actor=TERMINAL
        )


def test_a_claim_is_made_once_and_can_be_given_back() -> None:
    open_kiosk()
    anna = a_member()
    wallet.earn(anna, account="litres", amount=20, key="litres")
    options: dict[str, Any] = {"program": "kiosk", "goods": [("DIESEL", 5)], "actor": TERMINAL}

    made = offers.claim(anna, "litres", 5, key="claim", **options)
    offers.claim(anna, "litres", 5, key="claim", **options)
    claimed = balance(anna, "litres")
    offers.give_back_claim(anna, made.entry["_id"], reason="Empty", key="back", actor=TERMINAL)

    assert (claimed, balance(anna, "litres")) == ((15, 0), (20, 0))
