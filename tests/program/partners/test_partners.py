"""Partners: whose sale it is, who owes whom, from which day, and what a manifest may say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import ManifestInvalid, partners, read_manifest
from program.errors import PartnerUnknown
from program.rules import evaluate
from tests.program.manifests import a_basket, amount_on, standing, terms_of, text_of

MACYS: dict[str, Any] = {
    "code": "macys", "name": "Macy's", "stores": ["m-1"], "channels": ["macys-web"],
    "commission": {"issue": "10", "accept": "2.5"},
    "rates": [
        {"from": "2026-01-01", "issue_rate": "0.01", "accept_rate": "0.008"},
        {"from": "2026-03-02", "issue_rate": "0.012", "accept_rate": "0.009"},
    ],
}  # fmt: skip
HERTZ: dict[str, Any] = {
    "code": "hertz", "name": "Hertz", "stores": ["h-1"], "issue_rate": 1, "accept_rate": 1,
}  # fmt: skip


def of(**changes: Any) -> partners.PartnersTerms:
    compiled = terms_of(partners=[MACYS | changes, HERTZ]).partners
    assert compiled is not None
    return compiled


@pytest.mark.parametrize(
    ("where", "whose"),
    [
        ({"code": "hertz", "store_id": "m-1"}, "hertz"),
        ({"store_id": "m-1", "channel": "other"}, "macys"),
        ({"channel": "macys-web"}, "macys"),
        ({"store_id": "h-1", "channel": "macys-web"}, "hertz"),
        ({"store_id": "own"}, None),
        ({}, None),
    ],
)
def test_a_sale_is_of_the_partner_named_else_of_its_store_else_of_its_channel(
    where: dict[str, str], whose: str | None
) -> None:
    found = partners.partner_of(of(), **where)

    assert (found.code if found else None) == whose


def test_a_partner_that_is_not_there_is_refused() -> None:
    with pytest.raises(PartnerUnknown):
        partners.partner_of(of(), code="nobody")


@pytest.mark.parametrize(
    ("day", "issued", "accepted"),
    [
        (date(2025, 12, 31), 0, 0),
        (date(2026, 1, 1), -110, 78),
        (date(2026, 3, 1), -110, 78),
        (date(2026, 3, 2), -132, 87.75),
    ],
)
def test_a_rate_applies_from_its_day_only_and_commission_is_the_partners(
    day: date, issued: int, accepted: float
) -> None:
    macys = of().by_code["macys"]

    def theirs(kind: str) -> int:
        legs = partners.legs_of(macys, kind, 100, day)
        return sum(leg.micro for leg in legs if leg.party == "macys")

    assert theirs("issue") == issued * partners.PER_MINOR
    assert theirs("accept") == accepted * partners.PER_MINOR


@given(
    st.sampled_from(["issue", "accept"]),
    st.lists(st.integers(-(10**9), 10**9), max_size=8),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)
def test_legs_sum_to_zero_and_parts_come_to_the_same_as_the_whole(
    kind: str, units: list[int], day: date
) -> None:
    macys = of().by_code["macys"]

    parts = [leg for part in units for leg in partners.legs_of(macys, kind, part, day)]
    whole = partners.legs_of(macys, kind, sum(units), day)

    assert sum(leg.micro for leg in parts) == sum(leg.micro for leg in whole) == 0
    for party in ("macys", partners.OPERATOR):
        of_parts = sum(leg.micro for leg in parts if leg.party == party)
        assert of_parts == sum(leg.micro for leg in whole if leg.party == party)


@pytest.mark.parametrize(("micro", "minor"), [(499_999, 0), (500_000, 1), (-500_000, -1), (0, 0)])
def test_what_is_paid_is_rounded_to_the_nearest_unit(micro: int, minor: int) -> None:
    assert partners.round_micro(micro) == minor


@pytest.mark.parametrize(
    ("changes", "store", "earned", "burnable"),
    [
        ({}, "m-1", 10, 100),
        ({"may_issue": False}, "m-1", 0, 100),
        ({"may_accept": False}, "m-1", 10, 0),
        ({"accounts": ["miles"]}, "m-1", 0, 0),
        ({"may_issue": False, "may_accept": False}, "own", 10, 100),
        ({"rates": [{"from": "2026-03-03", "issue_rate": 1}]}, "m-1", 0, 0),
    ],
)
def test_a_partner_gives_and_takes_only_what_it_may(
    changes: dict[str, Any], store: str, earned: int, burnable: int
) -> None:
    accounts = {"points": {"kind": "points"}, "miles": {"kind": "points"}}
    burning = {"account": "points", "value": 1}
    terms = terms_of(accounts=accounts, burning=burning, partners=[MACYS | changes])

    said = evaluate(terms, a_basket("1000", store_id=store), standing(points=100))

    assert (amount_on(said), said.burn.max_points) == (earned, burnable)


def test_status_units_count_where_no_points_are_issued() -> None:
    accounts = {"points": {"kind": "points"}, "status": {"kind": "status"}}
    rule = {"id": "spend", "account": "status", "reason": "Spent", "give": {"points": 1, "per": 1}}
    terms = terms_of(accounts=accounts, earning=[rule], partners=[MACYS | {"may_issue": False}])

    said = evaluate(terms, a_basket("70", store_id="m-1"), standing())

    assert amount_on(said, "status") == 70


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"code": "hertz"}, "/partners/1/code"),
        ({"code": "operator"}, "/partners/0/code"),
        ({"stores": ["h-1"]}, "/partners/1/stores"),
        ({"accounts": ["gold"]}, "/partners/0/accounts"),
        ({"issue_rate": 1}, "/partners/0/issue_rate"),
        ({"rates": [{"from": "2026-02-30", "issue_rate": 1}]}, "/partners/0/rates/0/from"),
        ({"rates": [{"from": "2026-02-03", "issue_rate": 1}] * 2}, "/partners/0/rates/1"),
        ({"rates": [{"from": "2026-02-03"}]}, "/partners/0/rates/0"),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text_of(partners=[MACYS | changes, HERTZ]))

    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_units_accepted_for_more_than_they_are_issued_for_are_warned_of() -> None:
    found = read_manifest(text_of(partners=[MACYS, HERTZ])).warnings

    warned = [w.pointer for w in found if w.code == "PARTNER_RATE_AT_A_LOSS"]
    assert warned == ["/partners/1"]
