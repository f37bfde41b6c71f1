"""Conditions one by one: when they hold, and which code says that they do not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from program.conditions import compile_when, is_occasion, is_selected, why_not
from program.conditions.times import birthday_in
from program.rejections import Rejection
from program.values import (
    Activity,
    Basket,
    Facts,
    Line,
    PresentedCode,
    Situation,
    Standing,
)

ZONE = ZoneInfo("Europe/Chisinau")


def a_situation(
    at: str = "2026-03-02 12:00",
    *lines: Line,
    standing: Standing | None = None,
    activity: Activity | None = None,
    **basket: Any,
) -> Situation:
    """Give a purchase on Monday 2 March 2026, unless told otherwise."""
    moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    bought = Basket(moment, "EUR", lines, **basket)
    total = sum(line.amount_minor for line in lines)
    known = standing or Standing()
    is_bought = activity is None
    return Situation(moment, moment.date(), known, bought if is_bought else None, activity, total)


def knowing(**facts: Any) -> Standing:
    """Give a standing of which only facts are known."""
    return Standing(facts=Facts(**facts))


def verdict(when: dict[str, Any], situation: Situation) -> str:
    """Give the code of the first condition that fails, or nothing."""
    occasion = compile_when(when, "EUR")[1]
    rejection = why_not(occasion, situation)
    assert (rejection is None) is is_occasion(occasion, situation)
    return rejection.code if rejection else ""


@pytest.mark.parametrize(
    ("goods", "code"),
    [
        ({"categories": ["bread"]}, ""),
        ({"categories": ["bread"], "min_quantity": 2}, ""),
        ({"categories": ["bread"], "min_quantity": "2.5"}, "CONDITION_FAILED"),
        ({"skus": ["rye", "malt"]}, ""),
        ({"categories": ["bread"], "exclude_skus": ["rye"]}, "CONDITION_FAILED"),
        ({"brands": ["mill"]}, "CONDITION_FAILED"),
        ({"flags": ["new"], "min_quantity": 2}, "CONDITION_FAILED"),
    ],
)
def test_a_rule_may_want_other_goods_in_the_basket(goods: dict[str, Any], code: str) -> None:
    butter = Line(1, "butter", Decimal(1), 300, category="dairy > butter", flags=frozenset({"new"}))
    rye = Line(2, "rye", Decimal(2), 200, category="bread > dark")
    when = {"categories": ["dairy"], "with": goods}
    there, alone = a_situation("2026-03-02 12:00", butter, rye), a_situation("2026-03-02 12:00")

    assert verdict(when, there) == code
    assert verdict(when, alone) == "CONDITION_FAILED"
    assert not compile_when({"categories": ["dairy"]}, "EUR")[1].conditions


def test_what_is_missing_beside_is_told() -> None:
    occasion = compile_when({"with": {"categories": ["bread"], "min_quantity": 2}}, "EUR")[1]

    rejection = why_not(occasion, a_situation())

    assert str(rejection) == "A condition is not met: with 2 more of bread."


@pytest.mark.parametrize(
    ("when", "at", "code"),
    [
        ({"from": "2026-03-02"}, "2026-03-02 00:00", ""),
        ({"from": "2026-03-02"}, "2026-03-01 23:59", "NOT_STARTED"),
        ({"until": "2026-03-02"}, "2026-03-02 23:59", ""),
        ({"until": "2026-03-02"}, "2026-03-03 00:00", "EXPIRED"),
        ({"weekdays": ["mon"]}, "2026-03-02 23:59", ""),
        ({"weekdays": ["mon"]}, "2026-03-03 00:00", "CONDITION_FAILED"),
        ({"hours": "18:00-22:00"}, "2026-03-02 18:00", ""),
        ({"hours": "18:00-22:00"}, "2026-03-02 22:00", "CONDITION_FAILED"),
        ({"hours": "22:00-02:00"}, "2026-03-02 23:30", ""),
        ({"hours": "22:00-02:00"}, "2026-03-02 01:59", ""),
        ({"hours": "22:00-02:00"}, "2026-03-02 02:00", "CONDITION_FAILED"),
        ({"hours": ["08:00-10:00", "20:00-24:00"]}, "2026-03-02 23:59", ""),
    ],
)
def test_times_are_those_of_the_programs_zone(when: dict[str, Any], at: str, code: str) -> None:
    assert verdict(when, a_situation(at)) == code


@pytest.mark.parametrize(
    ("when", "known", "code"),
    [
        ({"stores": ["s1"]}, {"store_id": "s1"}, ""),
        ({"stores": ["s1"]}, {"store_id": "s2"}, "WRONG_STORE"),
        ({"stores": ["s1"]}, {}, "WRONG_STORE"),
        ({"channels": ["web"]}, {"channel": "store"}, "CONDITION_FAILED"),
        ({"partners": ["p"]}, {"partner": "p"}, ""),
        ({"partners": ["p"]}, {"partner": "q"}, "CONDITION_FAILED"),
        ({"min_app_version": "5.0"}, {"app_version": "4.9"}, "APP_TOO_OLD"),
        ({"min_app_version": "5.0"}, {"app_version": "5"}, ""),
        ({"min_app_version": "5.9"}, {"app_version": "5.10.1"}, ""),
        ({"min_app_version": "5.0"}, {"app_version": "x"}, "APP_TOO_OLD"),
        ({"min_app_version": "5.0"}, {}, "APP_TOO_OLD"),
        ({"basket": {"table": 7}}, {"attributes": {"table": "7"}}, ""),
        ({"basket": {"guests": {"gte": 2, "lt": 5}}}, {"attributes": {"guests": 4}}, ""),
        ({"basket": {"guests": {"gte": 2}}}, {"attributes": {"guests": 1}}, "CONDITION_FAILED"),
        ({"basket": {"guests": {"gte": 2}}}, {}, "CONDITION_FAILED"),
    ],
)
def test_places_and_what_the_till_knows(
    when: dict[str, Any], known: dict[str, Any], code: str
) -> None:
    assert verdict(when, a_situation(**known)) == code


def holding(units: int) -> Standing:
    """Give a standing of which only one balance is known."""
    return Standing(balances={"spent": units})


def at(text: str) -> datetime:
    """Give a moment in the zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("when", "standing", "code"),
    [
        ({"tiers": ["gold"]}, Standing("gold"), ""),
        ({"tiers": ["gold"]}, Standing("silver"), "NOT_ELIGIBLE"),
        ({"tiers": ["gold"]}, Standing(), "MEMBER_REQUIRED"),
        ({"segments": ["vip"]}, knowing(segments=frozenset({"vip", "x"})), ""),
        ({"segments": ["vip"]}, knowing(), "NOT_ELIGIBLE"),
        ({"not_segments": ["vip"]}, knowing(segments=frozenset({"vip"})), "NOT_ELIGIBLE"),
        ({"attributes": {"tariff": ["a", "b"]}}, knowing(attributes={"tariff": "b"}), ""),
        ({"attributes": {"tariff": "a"}}, knowing(attributes={"tariff": "b"}), "NOT_ELIGIBLE"),
        ({"attributes": {"vip": True}}, knowing(attributes={"vip": True}), ""),
        ({"attributes": {"tariff": "a"}}, knowing(), "NOT_ELIGIBLE"),
        ({"visit": 1}, knowing(visits=0), ""),
        ({"visit": 1}, knowing(visits=1), "CONDITION_FAILED"),
        ({"every_visit": 5}, knowing(visits=9), ""),
        ({"every_visit": 5}, knowing(visits=10), "CONDITION_FAILED"),
        ({"min_visits": 2}, knowing(visits=1), ""),
        ({"new_visit": True}, knowing(goes_on=True), "CONDITION_FAILED"),
        ({"days_since_last": {"min": 30}}, knowing(last_visit_at=at("2026-01-31 23:59")), ""),
        ({"days_since_last": {"max": 5}}, knowing(last_visit_at=at("2026-02-25 00:00")), ""),
        (
            {"days_since_last": {"min": 1}},
            knowing(last_visit_at=at("2026-03-02 00:00")),
            "CONDITION_FAILED",
        ),
        ({"days_since_last": {"min": 0}}, knowing(), "CONDITION_FAILED"),
        ({"min_tenure": {"years": 1}}, knowing(joined_at=at("2025-03-02 23:00")), ""),
        (
            {"min_tenure": {"years": 1}},
            knowing(joined_at=at("2025-03-03 00:00")),
            "CONDITION_FAILED",
        ),
        ({"min_tenure": {"months": 1, "days": 1}}, knowing(joined_at=at("2026-01-31 12:00")), ""),
        ({"paid": True}, knowing(paid_until=at("2026-03-02 12:01")), ""),
        ({"paid": True}, knowing(paid_until=at("2026-03-02 12:00")), "MEMBER_REQUIRED"),
        ({"paid": False}, knowing(paid_until=at("2026-03-03 12:00")), "NOT_ELIGIBLE"),
        ({"links": ["household"]}, knowing(links={"household": ("mem_1",)}), ""),
        ({"links": ["household"]}, knowing(links={"company": ("mem_1",)}), "NOT_ELIGIBLE"),
        ({"accounts": {"spent": {"gte": 300}}}, holding(300), ""),
        (
            {"accounts": {"spent": {"gt": 300}}},
            Standing(balances={"spent": 300}),
            "INSUFFICIENT_POINTS",
        ),
        (
            {"accounts": {"spent": {"lt": 300}}},
            Standing(balances={"spent": 300}),
            "CONDITION_FAILED",
        ),
        ({"if": "visits > 2"}, knowing(visits=3), ""),
        ({"if": "visits > 2"}, knowing(visits=2), "CONDITION_FAILED"),
    ],
)
def test_what_is_known_of_the_member(when: dict[str, Any], standing: Standing, code: str) -> None:
    assert verdict(when, a_situation(standing=standing)) == code


@pytest.mark.parametrize(
    ("day", "is_meant"),
    [("2026-02-27", False), ("2026-02-28", True), ("2026-03-03", True), ("2026-03-04", False)],
)
def test_a_birthday_has_days_before_and_after(day: str, is_meant: bool) -> None:
    when = {"birthday": {"before_days": 1, "after_days": 2}}
    standing = knowing(birth_date=date(1990, 3, 1))

    assert (verdict(when, a_situation(f"{day} 12:00", standing=standing)) == "") is is_meant


def test_a_birthday_in_january_begins_in_december() -> None:
    standing = knowing(birth_date=date(1990, 1, 2))

    found = verdict(
        {"birthday": {"before_days": 3}}, a_situation("2025-12-31 12:00", standing=standing)
    )

    assert found == ""


@pytest.mark.parametrize(
    ("year", "leap_day", "expected"),
    [
        (2028, "feb_28", date(2028, 2, 29)),
        (2026, "feb_28", date(2026, 2, 28)),
        (2026, "mar_1", date(2026, 3, 1)),
    ],
)
def test_who_is_born_on_29_february_has_a_birthday_every_year(
    year: int, leap_day: str, expected: date
) -> None:
    assert birthday_in(date(2000, 2, 29), year, leap_day) == expected


@pytest.mark.parametrize(
    ("when", "missing"),
    [
        ({"min_amount": 10}, None),
        ({"min_amount": 10, "min_amount_op": "gt"}, "0.01 EUR"),
        ({"min_amount": "12.50"}, "2.50 EUR"),
        ({"min_amount": 10, "min_amount_of": "lines", "categories": ["tea"]}, "6.00 EUR"),
    ],
)
def test_an_amount_is_of_the_receipt_or_of_the_lines(
    when: dict[str, Any], missing: str | None
) -> None:
    lines = (Line(1, "a", Decimal(1), 400, "tea"), Line(2, "b", Decimal(1), 600, "milk"))

    found = why_not(compile_when(when, "EUR")[1], a_situation("2026-03-02 12:00", *lines))

    assert (dict(found.details)["missing"] if found else None) == missing


def test_a_quantity_is_that_of_the_goods_meant() -> None:
    lines = (Line(1, "a", Decimal(2), 400, "tea"), Line(2, "b", Decimal(9), 600, "milk"))
    situation = a_situation("2026-03-02 12:00", *lines)

    assert verdict({"min_quantity": 2, "categories": ["tea"]}, situation) == ""
    assert verdict({"min_quantity": 3, "categories": ["tea"]}, situation) == "CONDITION_FAILED"


def test_a_code_of_the_series_must_be_there_and_count() -> None:
    when = {"codes": ["spring"]}
    spent = PresentedCode("X1", "spring", Rejection.of("CODE_LIMIT"))

    assert verdict(when, a_situation()) == "CONDITION_FAILED"
    assert verdict(when, a_situation(standing=Standing(codes=(spent,)))) == "CODE_LIMIT"
    good = Standing(codes=(spent, PresentedCode("X2", "spring")))
    assert verdict(when, a_situation(standing=good)) == ""


def test_the_fields_of_an_activity_are_conditions() -> None:
    flown = Activity(
        "flight.flown", "1", at("2026-03-02 12:00"), {"fare": "flex", "km": Decimal(90)}
    )
    situation = a_situation(activity=flown)

    assert verdict({"data": {"fare": ["flex", "full"], "km": {"gte": 90}}}, situation) == ""
    assert verdict({"data": {"km": {"gt": 90}}}, situation) == "CONDITION_FAILED"


def test_a_missing_amount_is_told_only_when_all_else_is_right() -> None:
    when = {"min_amount": 10, "tiers": ["gold"], "until": "2026-03-01", "if": "visits > 5"}

    assert verdict(when, a_situation()) == "EXPIRED"
    del when["until"]
    assert verdict(when, a_situation()) == "MEMBER_REQUIRED"


@pytest.mark.parametrize(
    ("when", "is_meant"),
    [
        ({}, True),
        ({"flags": ["new", "promo"]}, True),
        ({"flags": ["gift"]}, False),
        ({"exclude_flags": ["promo"]}, False),
        ({"brands": ["acme"]}, True),
        ({"exclude_brands": ["acme"]}, False),
        ({"categories": ["food"]}, True),
        ({"categories": ["food"], "exclude_skus": ["a"]}, False),
        ({"exclude_categories": ["food > tea"]}, False),
    ],
)
def test_lines_are_meant_by_their_goods_and_flags(when: dict[str, Any], is_meant: bool) -> None:
    line = Line(1, "a", Decimal(1), 400, "food > tea", "acme", flags=frozenset({"promo"}))

    assert is_selected(line, compile_when(when, "EUR")[0]) is is_meant
