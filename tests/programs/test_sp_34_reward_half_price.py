"""Half the price of one thing and its delivery, for points, once."""

from __future__ import annotations

from decimal import Decimal

import pytest

import offers
from tests.programs.redeeming import give, redeem
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(34)

BRUSHES = (
    goods(1, 3000, sku="BRUSHES"),
    goods(2, 350, sku="COURIER", flags=frozenset({"shipping"})),
)


@pytest.fixture
def till() -> Counter:
    served = a_shop("reward-half-price", at="2026-03-02 12:00").till()
    give(served, 300, "points")
    return served


def the_code(till: Counter) -> str:
    return offers.list_codes_of(till.member_id, program=till.program)[0].text


def test_the_claim_costs_its_points_once_and_halves_the_price(till: Counter) -> None:
    redeem(till, "brushes", key="one click")
    redeem(till, "brushes", key="one click")

    assert till.points == 0
    assert till.price(*BRUSHES) == Decimal("3350.00")
    assert till.pay(*BRUSHES, codes=(the_code(till),)) == Decimal("1500.00")


def test_a_second_order_pays_in_full(till: Counter) -> None:
    redeem(till, "brushes")
    code = the_code(till)
    till.sell(*BRUSHES, codes=(code,))

    assert till.rejections(*BRUSHES, codes=(code,))[f"code:{code}"] == "CODE_LIMIT"
    assert till.price(*BRUSHES, codes=(code,)) == Decimal("3350.00")


def test_the_delivery_is_free_and_other_goods_cost_what_they_cost(till: Counter) -> None:
    redeem(till, "brushes")

    quote = till.quote(*BRUSHES, goods(3, 500), codes=(the_code(till),))

    off = {discount.line_no: discount.amount_minor for discount in quote.evaluation.discounts}
    assert off == {1: 150_000, 2: 35_000}


def test_a_second_reward_wants_its_own_points(till: Counter) -> None:
    redeem(till, "brushes")

    with pytest.raises(offers.RewardRefused) as refused:
        redeem(till, "brushes")

    assert refused.value.values["rejection"] == "INSUFFICIENT_POINTS"


def test_a_returned_order_frees_the_code(till: Counter) -> None:
    redeem(till, "brushes")
    code = the_code(till)
    till.give_back(till.sell(*BRUSHES, codes=(code,)))

    assert till.price(*BRUSHES, codes=(code,)) == Decimal("1500.00")
