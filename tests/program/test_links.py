"""Links, cards and referral in the manifest: what is allowed, what is refused, whose units are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from program import cards, links, read_manifest, referral
from program.cards import CardsTerms, Presented
from program.errors import ManifestInvalid
from program.values import Earned

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_manifest(**sections: Any) -> str:
    """Write a manifest with an account and one rule."""
    rule = {"id": "basic", "account": "points", "reason": "Points", "give": {"percent": 1}}
    contents = {
        "code": "shop", "name": "Shop", "currency": "RUB", "zone": "Europe/Moscow",
        "accounts": {"points": {"kind": "points"}}, "earning": [rule],
    }  # fmt: skip
    return json.dumps(contents | sections)


def problems(text: str) -> list[str]:
    """Give the pointers of what is wrong with a manifest."""
    with pytest.raises(ManifestInvalid) as caught:
        read_manifest(text)
    return [problem.pointer for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("sections", "pointer"),
    [
        ({"links": {"household": {"pool": ["miles"]}}}, "/links/household/pool/0"),
        ({"links": {"cousin": {}}}, "/links/cousin"),
        ({"referral": {"referrer": {"account": "x", "amount": 1}}}, "/referral/referrer/account"),
        (
            {"referral": {"referrer": {"account": "points", "amount": 1}, "min_amount": "0.001"}},
            "/referral/min_amount",
        ),
        ({"cards": {"usage": "anybody"}}, "/cards/usage"),
        ({"pricing": [{"id": "a", "reason": "A", "when": {"links": ["cousin"]},
                       "discount": {"percent": 5}}]}, "/pricing/0/when/links/0"),
        ({"earning": [{"id": "a", "account": "points", "reason": "A", "to": "cousin",
                       "give": {"percent": 1}}]}, "/earning/0/to"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_place(sections: Any, pointer: str) -> None:
    assert problems(a_manifest(**sections)) == [pointer]


def test_what_is_left_out_has_its_default() -> None:
    terms = read_manifest(
        a_manifest(links={"companion": {}, "household": {}, "employee": {}})
    ).terms
    found = {kind: links.allowance(terms.links, kind, NOON, MOSCOW) for kind in terms.links.kinds}

    assert {kind: (one.most, one.most_of) for kind, one in found.items()} == {
        "companion": (1, None), "household": (6, 1), "employee": (None, 1),
    }  # fmt: skip
    assert links.allowance(terms.links, "friend", NOON, MOSCOW) is None
    assert links.allowance(None, "friend", NOON, MOSCOW) is None


@pytest.mark.parametrize(
    ("at", "since"),
    [
        (datetime(2025, 12, 31, 20, 59, tzinfo=UTC), 2025),
        (datetime(2025, 12, 31, 21, 0, tzinfo=UTC), 2026),
    ],
)
def test_changes_are_counted_by_the_year_of_the_programs_zone(at: datetime, since: int) -> None:
    terms = read_manifest(a_manifest(links={"companion": {"changes_per_year": 3}})).terms

    found = links.allowance(terms.links, "companion", at, MOSCOW)

    assert found is not None
    assert (found.changes, found.changes_since) == (3, datetime(since, 1, 1, tzinfo=MOSCOW))


@pytest.mark.parametrize(
    ("to", "linked", "pool", "expected"),
    [
        ("member", {}, ["points"], ["member"]),
        ("member", {"household": ("h",)}, ["points"], ["household"]),
        ("member", {"household": ("h",)}, None, ["member"]),
        ("company", {}, None, []),
        ("company", {"company": ("c",)}, None, ["company"]),
        ("partner", {}, None, ["partner"]),
    ],
)
def test_whose_the_units_are(
    to: str, linked: dict[str, tuple[str, ...]], pool: list[str] | None, expected: list[str]
) -> None:
    household = {"pool": pool} if pool else {}
    terms = read_manifest(a_manifest(links={"household": household})).terms
    earned = Earned("points", 5, None, NOON, (), to=to)

    assert [found.to for found in links.credited(terms.links, [earned], linked)] == expected


def test_a_till_that_says_who_is_there_leaves_the_others_out() -> None:
    linked = {"friend": ("a", "b"), "company": ("c",)}

    assert links.present(linked, {"friend": "b"}) == {"friend": ("b",), "company": ("c",)}
    assert links.present(linked, {"friend": "x", "table": 7})["friend"] == ()


@pytest.mark.parametrize(
    ("usage", "shown", "is_taken"),
    [
        ("bearer", Presented("h", "failed"), True),
        ("holder_only", Presented("h", "not_done"), True),
        ("holder_only", Presented("h", "failed"), False),
        ("holder_only", Presented("h", "passed", by="x"), False),
        ("holder_only", Presented("h", "not_done", by="h"), True),
        ("household", Presented("h", "failed", household=("h", "x")), False),
        ("household", Presented("h", by="x", household=("h", "x")), True),
        ("household", Presented("h", by="y", household=("h", "x", "y")), False),
    ],
)
def test_who_may_use_a_card(usage: str, shown: Presented, is_taken: bool) -> None:
    assert cards.check_use(CardsTerms(usage, holders=2), shown) is is_taken
    assert cards.check_use(None, shown)


@pytest.mark.parametrize(
    ("days", "midnight"),
    [(0, "2026-03-02 12:00"), (1, "2026-03-04 00:00"), (14, "2026-03-17 00:00")],
)
def test_a_reward_can_be_used_after_the_days_for_returns(days: int, midnight: str) -> None:
    offer = {"referrer": {"account": "points", "amount": 1}, "wait_days": days}
    terms = read_manifest(a_manifest(referral=offer)).terms

    usable = referral.usable_from(terms.referral, NOON, MOSCOW).astimezone(MOSCOW)

    assert f"{usable:%Y-%m-%d %H:%M}" == midnight


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"when": {"tiers": ["gold"]}}, ["/earning/0/when/tiers"]),
        ({"when": {"accounts": {"points": {"gte": 5}}}}, ["/earning/0/when/accounts"]),
        ({"when": {"tiers": ["gold"]}, "to": "member"}, []),
        ({"when": {"tiers": ["gold"]}, "on": "trip"}, []),
        ({"when": {"min_amount": 5}}, []),
    ],
)
def test_a_rule_for_others_that_looks_at_the_buyer_is_warned_of(
    changes: dict[str, Any], pointers: list[str]
) -> None:
    rule = {"id": "share", "account": "points", "reason": "A share", "to": "company"}
    ladder = [{"code": "gold", "name": "Gold", "threshold": 0}]
    accounts = {"points": {"kind": "points"}, "status": {"kind": "status"}}
    text = a_manifest(
        accounts=accounts,
        tiers={"account": "status", "ladder": ladder},
        earning=[rule | {"give": {"amount": 1}} | changes],
        activities={"trip": {}},
    )

    found = read_manifest(text).warnings

    assert [w.pointer for w in found if w.code == "LOOKS_AT_THE_BUYER"] == pointers
