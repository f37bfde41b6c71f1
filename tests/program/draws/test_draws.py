"""Draws: exact odds, the same outcome for ever, periods, and what a manifest may say."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import ManifestInvalid, draws, read_manifest
from program.values import Activity, Situation
from tests.program.manifests import a_basket, standing, terms_of, text_of

DAYS = st.dates(date(1990, 1, 1), date(2200, 1, 1))

SEED = bytes(range(32))
DESSERT: dict[str, Any] = {
    "code": "dessert", "name": "Dessert", "give": {"account": "desserts"},
}  # fmt: skip
DRINK: dict[str, Any] = {"code": "drink", "name": "Drink", "give": {"account": "desserts"}}
DRAW: dict[str, Any] = {
    "code": "treat", "name": "A treat", "odds": "1/4", "budget": 100, "prizes": [DESSERT],
}  # fmt: skip
ACCOUNTS = {"points": {"kind": "points"}, "desserts": {"kind": "entitlement"}}


def of(**changes: Any) -> draws.Draw:
    found = terms_of(accounts=ACCOUNTS, draws=[DRAW | changes]).draws
    assert found is not None
    return found.by_code["treat"]


def winners(draw: draws.Draw, orders: int) -> Counter[str | None]:
    return Counter(draws.verify(draw, SEED, f"rcp_{n}") for n in range(orders))


def test_a_quarter_of_ten_thousand_orders_win_within_three_sigma() -> None:
    won = winners(of(), 10_000)["dessert"]

    assert 2370 <= won <= 2630


@pytest.mark.parametrize("seed", [bytes([n]) * 32 for n in range(5)])
def test_other_seeds_draw_other_winners_at_the_same_odds(seed: bytes) -> None:
    draw = of()

    won = {n for n in range(10_000) if draws.verify(draw, seed, f"rcp_{n}")}
    ours = {n for n in range(10_000) if draws.verify(draw, SEED, f"rcp_{n}")}

    assert 2370 <= len(won) <= 2630
    assert len(won & ours) < 800


def test_an_outcome_can_be_worked_out_with_nothing_but_hmac() -> None:
    for n in range(200):
        digest = hmac.new(SEED, f"treat|rcp_{n}".encode(), hashlib.sha256).hexdigest()
        is_win = int(digest, 16) * 4 < 1 << 256

        assert (draws.verify(of(), SEED, f"rcp_{n}") == "dessert") == is_win


def test_what_is_published_before_is_the_sha256_of_the_seed() -> None:
    assert draws.commitment_of(SEED) == hashlib.sha256(SEED).hexdigest()


@pytest.mark.parametrize(
    ("odds", "chance"),
    [("1/4", (1, 4)), ("25%", (1, 4)), ("0.25", (1, 4)), ("2.5 %", (1, 40)), (1, (1, 1))],
)
def test_odds_are_read_exactly(odds: str | int, chance: tuple[int, int]) -> None:
    assert of(odds=odds).odds == Fraction(*chance)


def test_prizes_share_the_odds_by_weight_or_have_their_own() -> None:
    by_weight = of(prizes=[DESSERT | {"weight": 3}, DRINK])
    own = {key: value for key, value in DRAW.items() if key != "odds"}
    own["prizes"] = [DESSERT | {"odds": "3/16"}, DRINK | {"odds": "1/16"}]
    by_odds = terms_of(accounts=ACCOUNTS, draws=[own]).draws

    assert by_odds is not None
    assert by_weight.prizes == by_odds.by_code["treat"].prizes
    assert [prize.odds for prize in by_weight.prizes] == [Fraction(3, 16), Fraction(1, 16)]
    assert 1700 <= winners(by_weight, 10_000)["dessert"] <= 2050


@pytest.mark.parametrize("number", [0, (1 << 254) - 1])
def test_the_lowest_quarter_of_all_numbers_wins(number: int) -> None:
    assert draws.prize_for(of(), number) is not None


@pytest.mark.parametrize("number", [1 << 254, (1 << 256) - 1])
def test_the_first_number_beyond_the_odds_loses(number: int) -> None:
    assert draws.prize_for(of(), number) is None


@given(st.sampled_from(["day", "week", "month", "year"]), DAYS)
def test_a_day_lies_in_its_period_which_can_be_found_by_name(period: str, day: date) -> None:
    span = draws.span_of(period, day)

    assert span.first <= day < span.after
    assert draws.span_named(period, span.name) == span
    assert draws.span_of(period, span.after).first == span.after


@pytest.mark.parametrize(
    ("period", "name"), [("month", "2026-13"), ("week", "2026-W60"), ("year", "x"), ("day", "")]
)
def test_a_name_of_no_period_is_none(period: str, name: str) -> None:
    assert draws.span_named(period, name) is None


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"odds": "5/4"}, "/draws/0"),
        ({"odds": "0"}, "/draws/0"),
        ({"odds": "a third"}, "/draws/0/odds"),
        ({"prizes": [DESSERT, DESSERT]}, "/draws/0/prizes/1/code"),
        ({"prizes": [DESSERT | {"odds": "1/8"}]}, "/draws/0/prizes/0/odds"),
        ({"prizes": [DESSERT | {"give": {"account": "gold"}}]}, "/draws/0/prizes/0/give/account"),
        ({"on": "activity"}, "/draws/0/activities"),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text_of(accounts=ACCOUNTS, draws=[DRAW | changes]))

    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_a_draw_without_an_end_is_warned_of() -> None:
    endless = {key: value for key, value in DRAW.items() if key != "budget"}

    found = read_manifest(text_of(accounts=ACCOUNTS, draws=[endless | {"odds": 1}]))

    assert [w.code for w in found.warnings] == ["DRAW_WITHOUT_BUDGET", "DRAW_ALWAYS_WINS"]


def situation(basket: Any = None, activity: Activity | None = None) -> Situation:
    at = datetime(2026, 3, 2, 13, tzinfo=ZoneInfo("Europe/Moscow"))
    return Situation(at, at.date(), standing(), basket, activity, 10_000)


@pytest.mark.parametrize(
    ("when", "is_meant"),
    [
        ({}, True),
        ({"skus": ["sku-1"]}, True),
        ({"skus": ["tea"]}, False),
        ({"stores": ["s"]}, False),
    ],
)
def test_a_receipt_has_a_ticket_where_the_draw_means_it(
    when: dict[str, Any], is_meant: bool
) -> None:
    assert draws.is_meant(of(when=when), situation(a_basket("100"))) == is_meant


def test_a_draw_on_activities_means_those_it_names() -> None:
    draw = of(on="activity", activities=["trip.completed"])

    def meant(kind: str) -> bool:
        at = situation().at
        return draws.is_meant(draw, situation(activity=Activity(kind, "1", at)))

    assert (meant("trip.completed"), meant("ride.logged")) == (True, False)
    assert not draws.is_meant(draw, situation(a_basket("100")))


@pytest.mark.parametrize(
    ("on_return", "is_all_back", "is_undone", "kept"),
    [
        ("full", False, False, {"desserts": 1}),
        ("full", True, False, {}),
        ("any", False, False, {}),
        ("keep", True, False, {"desserts": 1}),
        ("keep", True, True, {}),
    ],
)
def test_a_return_takes_the_prize_back_by_policy(
    on_return: str, is_all_back: bool, is_undone: bool, kept: dict[str, int]
) -> None:
    terms = terms_of(accounts=ACCOUNTS, draws=[DRAW | {"on_return": on_return}])
    earned = [
        {"account": "desserts", "hits": [["draw:treat", 1, 1]]},
        {"account": "points", "hits": [["treat", 1, 50]]},
    ]

    found = draws.kept_prizes(terms, earned, is_all_back=is_all_back, is_undone=is_undone)

    assert found == kept
