"""A partner's code takes a tenth off the partner's product; another code is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

import offers
from tests.programs.shop import Counter, a_shop, goods

pytestmark = pytest.mark.sp(12)

PRODUCT = goods(1, 1000, category="partner")


@pytest.fixture
def till() -> Counter:
    return a_shop("partner-code", at="2026-03-02 12:00").till()


@pytest.mark.parametrize("code", ["INSCALE", "inscale", " In-Scale ", "INS CALE"])
def test_the_code_takes_a_tenth_off_however_it_is_typed(till: Counter, code: str) -> None:
    assert till.pay(PRODUCT, codes=(code,)) == Decimal("900.00")


def test_a_look_alike_from_another_keyboard_is_the_same_code(till: Counter) -> None:
    assert till.price(PRODUCT, codes=("INSСАLЕ",)) == Decimal("900.00")  # С, А, Е: Cyrillic


def test_a_wrong_code_is_not_known(till: Counter) -> None:
    assert till.price(PRODUCT, codes=("OUTSCALE",)) == Decimal("1000.00")
    assert till.rejections(PRODUCT, codes=("OUTSCALE",))["code:OUTSCALE"] == "NOT_FOUND"


def test_the_code_changes_nothing_of_other_goods(till: Counter) -> None:
    told = till.rejections(goods(1, 1000, category="own"), codes=("INSCALE",))

    assert told["code:INSCALE"] == "NO_EFFECT"


def test_a_code_scanned_twice_is_one_code_and_counts(till: Counter) -> None:
    codes = ("INSCALE", "INSCALE")

    assert till.price(PRODUCT, codes=codes) == Decimal("900.00")
    assert till.rejections(PRODUCT, codes=codes) == {}
    assert till.pay(PRODUCT, codes=codes) == Decimal("900.00")


def test_a_code_in_another_spelling_is_told_to_be_there_already(till: Counter) -> None:
    codes = ("INSCALE", "in-scale")

    assert till.price(PRODUCT, codes=codes) == Decimal("900.00")
    assert till.rejections(PRODUCT, codes=codes) == {"code:in-scale": "ALREADY_APPLIED"}
    with pytest.raises(offers.CodeRefused) as refused:
        till.pay(PRODUCT, codes=codes)
    assert refused.value.values["rejection"] == "ALREADY_APPLIED"


def test_once_per_member_is_once_in_any_spelling_and_free_again_after_a_return() -> None:
    limit = {"codes.inscale.limit": {"per_member": 1}}
    till = a_shop("partner-code", at="2026-03-02 12:00", **limit).till()
    closed = till.sell(PRODUCT, codes=("inscale",))
    before = till.rejections(PRODUCT, codes=("IN SCALE",))

    till.give_back(closed)

    assert before == {"code:IN SCALE": "MEMBER_LIMIT"}
    assert till.pay(PRODUCT, codes=("IN SCALE",)) == Decimal("900.00")
