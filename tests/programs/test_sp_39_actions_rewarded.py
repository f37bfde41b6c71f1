"""SP-39: reviews wait for approval, a survey gives one coupon, a complete profile counts once."""

from __future__ import annotations

import pytest

import offers
from sales.activities import ActivityDecided
from tests.programs.doing import Doer, a_doer
from tests.programs.shop import a_shop

pytestmark = pytest.mark.sp(39)


@pytest.fixture
def anna() -> Doer:
    return a_doer(a_shop("actions-rewarded", at="2026-03-20 12:00"))


@pytest.mark.parametrize(
    ("decisions", "state", "points"),
    [
        ([], "pending", (0, 50)),
        (["approve"], "approved", (50, 0)),
        (["decline"], "declined", (0, 0)),
        (["approve", "reverse"], "reversed", (0, 0)),
    ],
)
def test_a_review_counts_when_it_is_approved(
    anna: Doer, decisions: list[str], state: str, points: tuple[int, int]
) -> None:
    review = anna.do("review.submitted", sku="tent", stars=5)

    for decision in decisions:
        review = anna.decide(decision, review)

    assert (review.activity["state"], anna.balance("points")) == (state, points)


@pytest.mark.parametrize(
    ("before", "then"),
    [(["approve"], "decline"), (["decline"], "approve"), (["approve", "reverse"], "reverse")],
)
def test_a_decision_stands(anna: Doer, before: list[str], then: str) -> None:
    review = anna.do("review.submitted", sku="tent", stars=5)
    for decision in before:
        anna.decide(decision, review)
    stands = anna.balance("points")

    with pytest.raises(ActivityDecided):
        anna.decide(then, review)

    assert anna.balance("points") == stands


def test_points_of_a_review_that_were_spent_are_owed_when_it_is_taken_back(anna: Doer) -> None:
    review = anna.decide("approve", anna.do("review.submitted", sku="tent", stars=5))
    till = anna.shop.till(anna.member_id)
    till.sell(1000, burn_points=30)

    anna.decide("reverse", review)

    assert till.balance() == (0, 0, 0, 30)


def test_one_thing_is_reviewed_once_unless_the_review_was_declined(anna: Doer) -> None:
    declined = anna.do("review.submitted", sku="tent", stars=1)
    anna.do("review.submitted", sku="boots", stars=4)
    assert anna.refusal("review.submitted", sku="tent", stars=2) == "ALREADY_CLAIMED"

    anna.decide("decline", declined)
    anna.decide("approve", anna.do("review.submitted", sku="tent", stars=3))

    assert anna.balance("points") == (50, 50)
    assert anna.refusal("review.submitted", sku="tent", stars=4) == "ALREADY_CLAIMED"


def test_a_survey_gives_one_coupon(anna: Doer) -> None:
    anna.do("survey.answered", survey="spring")

    assert anna.refusal("survey.answered", survey="spring") == "ALREADY_CLAIMED"
    assert len(offers.list_codes_of(anna.member_id, program=anna.shop.code)) == 1


def test_the_coupon_of_a_survey_is_the_members_own_and_is_used_once(anna: Doer) -> None:
    anna.do("survey.answered", survey="spring")
    text = offers.list_codes_of(anna.member_id, program=anna.shop.code)[0].text
    till, other = anna.shop.till(anna.member_id), anna.shop.till()

    assert other.rejections(1000, codes=(text,)) == {f"code:{text}": "WRONG_HOLDER"}
    assert till.pay(1000, codes=(text,)) == 900
    assert till.rejections(1000, codes=(text,)) == {f"code:{text}": "CODE_LIMIT"}


def test_a_survey_that_is_taken_back_takes_the_coupon_along_if_it_is_unused(anna: Doer) -> None:
    spring = anna.do("survey.answered", survey="spring")
    anna.do("survey.answered", survey="autumn")

    anna.decide("reverse", spring)

    held = offers.list_codes_of(anna.member_id, program=anna.shop.code)
    assert sorted(code.state for code in held) == ["assigned", "revoked"]


def test_a_profile_that_is_cleared_and_filled_again_gives_nothing_more(anna: Doer) -> None:
    assert anna.refusal("profile.completed", percent=90) == "CONDITION_FAILED"
    anna.do("profile.completed", percent=100)

    assert anna.refusal("profile.completed", percent=100) == "ALREADY_CLAIMED"
    assert anna.has("points") == 100
