"""What users of other engines complain of in prices and codes: none of it must come back.

In brackets the report in which it was described.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import offers
from program import Line
from sales import ReturnedLine
from tests.sales.shop import at_once, last_return, open_shop

SPRING: dict[str, Any] = {
    "codes": {"spring": {"kind": "generic", "text": "SPRING", "limit": {"total": 1}}},
    "pricing": [
        {"id": "half", "reason": "Half", "when": {"codes": ["spring"]},
         "discount": {"percent": 50}},
    ],
}  # fmt: skip


def lines(*prices: int) -> list[Line]:
    return [Line(no, f"sku-{no}", Decimal(1), price) for no, price in enumerate(prices, 1)]


def test_a_code_of_one_use_closes_one_of_five_receipts_at_once(anna: str) -> None:
    """[BrainWise-DEV/POSNext#198, macrozheng/mall#1003]"""
    till = open_shop(anna, **SPRING)
    sales = [till.sale(100_00, codes=("SPRING",)) for _ in range(5)]

    ends = at_once([lambda sale=sale: till.close(sale) for sale in sales])

    closed = [end for end in ends if not isinstance(end, Exception)]
    assert [end.receipt["payable_minor"] for end in closed] == [50_00]
    assert {type(end) for end in ends if isinstance(end, Exception)} == {offers.CodeRefused}


def test_many_discounts_at_once_never_make_a_price_negative(anna: str) -> None:
    """[macrozheng/mall#1003]"""
    many = [
        {"id": f"off-{n}", "reason": "Off", "discount": {"amount": 60}} for n in range(5)
    ]  # fmt: skip
    till = open_shop(anna, pricing=many, stacking={"how": "sum"})

    assert till.quote(100_00).evaluation.payable_minor == 0


def test_a_code_of_an_aborted_payment_can_be_used_again(anna: str) -> None:
    """[shopware/shopware#8575]"""
    till = open_shop(anna, **SPRING)
    till.quote(100_00, codes=("SPRING",))
    till.void(till.sell(100_00, codes=("SPRING",)))

    assert till.sell(100_00, codes=("SPRING",)).receipt["payable_minor"] == 50_00


def test_a_receipt_reopened_and_closed_again_keeps_its_code(anna: str) -> None:
    """[shopware/shopware#20171]"""
    till = open_shop(anna, **SPRING)
    sale = till.sale(100_00, codes=("SPRING",))
    till.reopen(till.close(sale))

    assert till.close(sale, key="again").receipt["payable_minor"] == 50_00


def test_what_cannot_be_combined_does_not_beat_what_saves_more(anna: str) -> None:
    """[shopware/shopware#13674]"""
    rules = [
        {"id": "alone", "reason": "Alone", "discount": {"percent": 5}, "not_with": ["better"]},
        {"id": "better", "reason": "Better", "discount": {"percent": 20}},
    ]
    till = open_shop(anna, pricing=rules, stacking={"how": "sum"})

    assert till.quote(100_00).evaluation.payable_minor == 80_00


def test_two_for_one_counts_in_multiples(anna: str) -> None:
    """[medusajs/medusa#13265]"""
    rule = {"id": "pair", "reason": "Two for one", "buy_get": {"buy": 1, "get": 1}}
    till = open_shop(anna, pricing=[rule])

    seven = Line(1, "soap", Decimal(7), 70_00)
    assert till.quote(seven).evaluation.payable_minor == 40_00


def test_an_amount_off_is_an_amount_and_no_percent(anna: str) -> None:
    """[medusajs/medusa#14934]"""
    rule = {"id": "off", "reason": "500 off", "discount": {"amount": 500}}
    till = open_shop(anna, pricing=[rule])

    assert till.quote(50_000_00).evaluation.payable_minor == 49_500_00


def test_a_part_that_comes_back_takes_its_share_of_the_discount_alone(anna: str) -> None:
    """[PrestaShop/PrestaShop#42502]"""
    rule = {"id": "off", "reason": "30 off", "discount": {"amount": 30}}
    till = open_shop(anna, pricing=[rule])
    closed = till.sell(*lines(200_00, 100_00))

    back = till.give_back(closed, ReturnedLine(2))

    assert last_return(back)["refund_minor"] == 90_00


@pytest.mark.parametrize(("reprice", "refund"), [("keep", 19_00), ("recompute", 18_00)])
def test_the_price_of_many_can_be_taken_back_when_only_one_is_kept(
    anna: str, reprice: str, refund: int
) -> None:
    """[smartlabsAT/sonata-project-ecommerce#177]"""
    steps = [{"from": 30, "percent": 5}]
    rule = {"id": "many", "reason": "For many", "ladder": {"by": "receipt", "steps": steps}}
    till = open_shop(anna, pricing=[rule], returns={"reprice": reprice})
    closed = till.sell(Line(1, "nail", Decimal(3), 30_00), Line(2, "tack", Decimal(1), 10_00))

    back = till.give_back(closed, ReturnedLine(1, quantity=Decimal(2)))

    assert closed.receipt["payable_minor"] == 38_00
    assert last_return(back)["refund_minor"] == refund


def test_an_expired_code_is_not_taken_at_the_till(anna: str) -> None:
    """[odoo/odoo#145609]"""
    ended = {"kind": "generic", "text": "OLD", "valid": {"until": "2025-12-31"}}
    rule = SPRING["pricing"][0] | {"when": {"codes": ["old"]}}
    till = open_shop(anna, codes={"old": ended}, pricing=[rule])

    quote = till.quote(100_00, codes=("OLD",)).evaluation

    assert quote.payable_minor == 100_00
    assert quote.rejected[0].rejection.code == "EXPIRED"
    with pytest.raises(offers.CodeRefused):
        till.sell(100_00, codes=("OLD",))
