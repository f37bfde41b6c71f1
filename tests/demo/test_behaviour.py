"""Who spends points and who returns: drawn from the basket's number, the same every time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from demo.behaviour import BURN_FROM, ReturnPlan, burn_wish, return_plan
from demo.receipts import ZONE, DemoReceipt, group_into_receipts
from tests.demo.rows import a_row, coupon_rows


@pytest.fixture(scope="module")
def receipts() -> list[DemoReceipt]:
    return list(group_into_receipts(coupon_rows(3000)))


@pytest.fixture(scope="module")
def plans(receipts: list[DemoReceipt]) -> dict[str, ReturnPlan]:
    return {plan.basket_id: plan for plan in map(return_plan, receipts) if plan}


def test_about_every_fifth_receipt_wishes_to_spend_points(receipts: list[DemoReceipt]) -> None:
    wishes = [burn_wish(receipt, 1000) for receipt in receipts]

    assert sum(map(bool, wishes)) / len(wishes) == pytest.approx(1 / 5, abs=0.02)
    assert set(wishes) == {0, 500, 1000}


def test_nobody_wishes_more_than_the_balance_or_from_too_little(
    receipts: list[DemoReceipt],
) -> None:
    assert all(0 <= burn_wish(receipt, 777) <= 777 for receipt in receipts)
    assert not any(burn_wish(receipt, BURN_FROM - 1) for receipt in receipts)


def test_a_wish_is_never_of_nothing(receipts: list[DemoReceipt]) -> None:
    assert {burn_wish(receipt, BURN_FROM) for receipt in receipts} == {0, 100, BURN_FROM}


def test_nothing_is_spent_on_a_receipt_of_nothing() -> None:
    receipts = group_into_receipts(a_row(basket_id=no, sales_minor=0) for no in range(100))

    assert not any(burn_wish(receipt, 5000) for receipt in receipts)


def test_about_one_in_six_receipts_with_a_coupon_comes_back(
    receipts: list[DemoReceipt], plans: dict[str, ReturnPlan]
) -> None:
    assert len(plans) / len(receipts) == pytest.approx(1 / 6, abs=0.02)


def test_what_comes_back_is_a_line_with_a_coupon_whole_or_half(
    plans: dict[str, ReturnPlan],
) -> None:
    assert {plan.lines for plan in plans.values()} == {((1, Decimal(4)),), ((1, Decimal(2)),)}


def test_a_return_comes_about_noon_one_to_nine_days_later(
    receipts: list[DemoReceipt], plans: dict[str, ReturnPlan]
) -> None:
    bought = {receipt.basket_id: receipt for receipt in receipts}
    local = {no: plan.occurred_at.astimezone(ZONE) for no, plan in plans.items()}

    assert {(at.date() - bought[no].day).days for no, at in local.items()} == set(range(1, 10))
    assert all("11:30" <= f"{at:%H:%M}" < "13:00" for at in local.values())


def test_a_return_names_its_receipt_and_a_number_of_its_own(
    plans: dict[str, ReturnPlan],
) -> None:
    assert all(plan.return_no == f"R{no}" for no, plan in plans.items())


@pytest.mark.parametrize(
    "line",
    [
        {"coupon_minor": 0},
        {"coupon_minor": 50, "sales_minor": 0},
        {"coupon_minor": 50, "product_type": "GASOLINE-REG UNLEADED"},
    ],
    ids=["no coupon", "nothing paid", "petrol"],
)
def test_what_cannot_come_back(line: dict[str, object]) -> None:
    receipts = group_into_receipts(a_row(basket_id=no, **line) for no in range(100))

    assert not any(return_plan(receipt) for receipt in receipts)


def test_the_same_basket_always_behaves_the_same(receipts: list[DemoReceipt]) -> None:
    again = list(group_into_receipts(coupon_rows(3000)))

    assert [return_plan(r) for r in again] == [return_plan(r) for r in receipts]
    assert [burn_wish(r, 1000) for r in again] == [burn_wish(r, 1000) for r in receipts]
