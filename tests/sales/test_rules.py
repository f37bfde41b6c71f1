"""The arithmetic of returns: however goods come back, the sums come out to the last unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import Line
from sales.errors import (
    EmptyReceipt,
    LineUnknown,
    ReceiptReturned,
    ReturnExceeds,
    TendersDoNotAddUp,
    TotalDiffers,
)
from sales.rules import (
    SoldLine,
    check_sale,
    check_tenders,
    points_back,
    remaining_burn,
    remaining_lines,
    take_back,
    to_claw,
)
from sales.values import ReturnedLine, Sale, Tender

NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def sold(
    amount: int, quantity: str = "1", *, no: int = 1, burned: int = 0, gross: int | None = None
) -> SoldLine:
    """Give a line of a closed receipt."""
    return SoldLine(Line(no, f"sku-{no}", Decimal(quantity), amount, gross_minor=gross), burned)


def by_quantity(quantity: str, no: int = 1) -> ReturnedLine:
    return ReturnedLine(no, quantity=Decimal(quantity))


def by_amount(amount: int, no: int = 1) -> ReturnedLine:
    return ReturnedLine(no, amount_minor=amount)


def amounts_back(start: SoldLine, *pieces: ReturnedLine) -> list[int]:
    """Return piece after piece and give how much each one brought back."""
    lines, given_back = [start], [0]
    for piece in pieces:
        lines = take_back(lines, [piece])
        given_back.append(lines[0].returned_minor)
    return [after - before for before, after in zip(given_back, given_back[1:], strict=False)]


def a_sale(*amounts: int, total: int | None = None, tenders: Sequence[int] | None = None) -> Sale:
    lines = tuple(Line(no, "sku", Decimal(1), amount) for no, amount in enumerate(amounts))
    paid = None if tenders is None else tuple(Tender("cash", amount) for amount in tenders)
    return Sale("mem_anna", "shop", "EUR", lines, NOON, total_minor=total, tenders=paid)


@pytest.mark.parametrize(
    ("line", "pieces", "expected"),
    [
        (sold(1000, "3"), [by_quantity("1")] * 3, [333, 333, 334]),
        (sold(1000, "3"), [by_quantity("2"), by_quantity("1")], [666, 334]),
        (sold(1, "3"), [by_quantity("1")] * 3, [0, 0, 1]),
        (sold(999, "0.742"), [by_quantity("0.1"), by_quantity("0.642")], [134, 865]),
        (sold(1000, "3"), [by_amount(1), by_amount(999)], [1, 999]),
        (sold(1000, "3"), [by_amount(500), by_quantity("1"), by_quantity("1")], [500, 333, 167]),
        (sold(1000, "3"), [by_quantity("1"), by_amount(100), ReturnedLine(1)], [333, 100, 567]),
        (sold(0, "2"), [by_quantity("1"), by_quantity("1")], [0, 0]),
    ],
)
def test_a_line_comes_back_by_quantity_by_amount_or_whole(
    line: SoldLine, pieces: list[ReturnedLine], expected: list[int]
) -> None:
    assert amounts_back(line, *pieces) == expected


@pytest.mark.parametrize(
    ("line", "piece", "left"),
    [
        (sold(1000, "3"), by_quantity("3.001"), "3"),
        (sold(1000, "3"), by_quantity("0"), "3"),
        (sold(1000, "3"), by_quantity("-1"), "3"),
        (sold(1000, "3"), by_amount(1001), "1000"),
        (sold(1000, "3"), by_amount(0), "1000"),
        (sold(1000, "3"), by_amount(-5), "1000"),
        (sold(0, "1"), by_amount(1), "0"),
        (replace(sold(1000, "3"), returned_quantity=Decimal(2)), by_quantity("2"), "1"),
    ],
)
def test_more_than_is_left_of_a_line_is_refused(
    line: SoldLine, piece: ReturnedLine, left: str
) -> None:
    with pytest.raises(ReturnExceeds, match=f"only {left} left"):
        take_back([line], [piece])


def test_the_same_line_named_twice_in_one_return_counts_twice() -> None:
    lines = [sold(1000, "3"), sold(500, no=2)]

    after = take_back(lines, [by_quantity("1"), by_quantity("2")])

    assert [line.is_gone for line in after] == [True, False]
    with pytest.raises(ReturnExceeds):
        take_back(lines, [by_quantity("2"), by_quantity("2")])


def test_a_line_that_is_not_on_the_receipt_is_refused() -> None:
    with pytest.raises(LineUnknown, match="no line 7"):
        take_back([sold(1000)], [ReturnedLine(7)])


def test_naming_no_line_takes_back_all_that_is_left() -> None:
    lines = take_back([sold(1000, "3"), sold(500, no=2)], [by_quantity("1")])

    after = take_back(lines, [])

    assert [(line.returned_quantity, line.returned_minor) for line in after] == [
        (3, 1000),
        (1, 500),
    ]


def test_a_receipt_that_is_back_whole_is_refused() -> None:
    gone = take_back([sold(1000)], [])

    for wanted in ([], [ReturnedLine(1)], [ReturnedLine(7)]):
        with pytest.raises(ReceiptReturned):
            take_back(gone, wanted)


def test_a_free_line_is_gone_when_its_items_are_back() -> None:
    lines = take_back([sold(0, "2"), sold(100, no=2)], [by_quantity("1"), ReturnedLine(2)])
    assert [line.is_gone for line in lines] == [False, True]

    assert [line.is_gone for line in take_back(lines, [ReturnedLine(1)])] == [True, True]


def test_what_remains_is_asked_of_the_rules_with_its_share_of_the_price_before_discounts() -> None:
    lines = take_back([sold(900, "3", gross=1200), sold(500, no=2)], [by_quantity("1")])

    (first, second) = remaining_lines(lines)

    assert (first.amount_minor, first.quantity, first.gross_minor) == (600, 2, 800)
    assert (second.amount_minor, second.quantity, second.gross_minor) == (500, 1, None)
    assert remaining_lines(take_back(lines, [])) == ()


def test_points_follow_the_lines_that_they_paid_for() -> None:
    lines = [sold(1000, burned=300), sold(500, no=2)]

    unpaid_back = take_back(lines, [ReturnedLine(2)])
    half_back = take_back(lines, [by_amount(500)])
    all_back = take_back(lines, [])

    assert [points_back(found, 300) for found in (unpaid_back, half_back, all_back)] == [
        0,
        150,
        300,
    ]
    assert [remaining_burn(found) for found in (unpaid_back, half_back, all_back)] == [
        {1: 300}, {1: 150}, {}
    ]  # fmt: skip


def test_a_point_worth_less_than_the_smallest_unit_comes_back_whole() -> None:
    lines = [sold(1000, "7", burned=1)]
    seen = []
    for _ in range(7):
        lines = take_back(lines, [by_quantity("1")])
        seen.append(points_back(lines, 10))

    assert seen == [0, 0, 0, 0, 0, 0, 10]


@pytest.mark.parametrize(
    ("earned", "still", "clawed", "expected"),
    [
        ({"points": 100}, {}, {}, {"points": 100}),
        ({"points": 100}, {"points": 40}, {}, {"points": 60}),
        ({"points": 100}, {"points": 40}, {"points": 60}, {}),
        ({"points": 100}, {}, {"points": 60}, {"points": 40}),
        ({"points": 100}, {"points": 70}, {"points": 60}, {}),
        ({"points": 100, "status": 10}, {"status": 10}, {}, {"points": 100}),
        ({}, {"points": 5}, {}, {}),
    ],
)
def test_only_what_is_no_longer_earned_is_taken_back(
    earned: dict[str, int], still: dict[str, int], clawed: dict[str, int], expected: dict[str, int]
) -> None:
    assert to_claw(earned, still, clawed) == expected


def test_a_receipt_without_lines_is_refused() -> None:
    with pytest.raises(EmptyReceipt):
        check_sale(a_sale())


def test_a_total_that_differs_from_the_lines_is_refused_with_both_sums() -> None:
    check_sale(a_sale(1000, 250, total=1250))

    with pytest.raises(TotalDiffers, match=r"lines sum to 12.50 EUR, but the total says 12.00 EUR"):
        check_sale(a_sale(1000, 250, total=1200))


@pytest.mark.parametrize("tenders", [[999], [1001], [], [1200, -200]])
def test_tenders_that_do_not_pay_exactly_what_is_due_are_refused(tenders: list[int]) -> None:
    with pytest.raises(TendersDoNotAddUp, match="10.00 EUR is to be paid"):
        check_tenders(a_sale(1500, tenders=tenders), 1000)


def test_tenders_may_be_left_out_or_add_up() -> None:
    check_tenders(a_sale(1500), 1000)
    check_tenders(a_sale(1500, tenders=[400, 600]), 1000)
    check_tenders(a_sale(0, tenders=[]), 0)


# Properties: any receipt, any order of returns.

QUANTITIES = st.sampled_from([Decimal(1), Decimal(2), Decimal(3), Decimal("0.742"), Decimal(7)])


@st.composite
def receipts(draw: st.DrawFn) -> list[SoldLine]:
    """Draw one to four lines, each partly paid with points."""
    lines = []
    for no in range(1, draw(st.integers(1, 4)) + 1):
        amount = draw(st.integers(0, 100_000))
        burned = draw(st.integers(0, amount))
        lines.append(SoldLine(Line(no, "sku", draw(QUANTITIES), amount), burned))
    return lines


def a_piece_of(line: SoldLine, draw: st.DrawFn) -> ReturnedLine:
    """Draw some way to return some of what is left of a line."""
    left = line.line.quantity - line.returned_quantity
    ways = ["whole"] + ["amount"] * bool(line.left_minor) + ["quantity"] * bool(left)
    way = draw(st.sampled_from(ways))
    if way == "amount":
        return by_amount(draw(st.integers(1, line.left_minor)), line.line.no)
    if way == "quantity":
        share = draw(st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal(1)]))
        return ReturnedLine(line.line.no, quantity=left * share)
    return ReturnedLine(line.line.no)


@st.composite
def histories(draw: st.DrawFn) -> list[list[SoldLine]]:
    """Draw a receipt and up to six returns, then one of all the rest: its lines at every step."""
    steps = [draw(receipts())]
    for _ in range(draw(st.integers(0, 6))):
        whole = [line for line in steps[-1] if not line.is_gone]
        if not whole:
            break
        piece = a_piece_of(draw(st.sampled_from(whole)), draw)
        steps.append(take_back(steps[-1], [piece]))
    if not all(line.is_gone for line in steps[-1]):
        steps.append(take_back(steps[-1], []))
    return steps


@given(histories(), st.integers(0, 5000))
def test_any_split_of_returns_in_any_order_ends_like_one_return_of_all(
    steps: list[list[SoldLine]], points: int
) -> None:
    end, bought = steps[-1], steps[0]
    value = sum(line.burned_minor for line in bought)

    assert [line.returned_minor for line in end] == [line.line.amount_minor for line in bought]
    assert [line.burned_back_minor for line in end] == [line.burned_minor for line in bought]
    assert points_back(end, points) == (points if value else 0)
    assert remaining_lines(end) == ()
    assert remaining_burn(end) == {}


@given(histories(), st.integers(0, 5000))
def test_what_has_come_back_never_shrinks_and_never_exceeds_what_was_given(
    steps: list[list[SoldLine]], points: int
) -> None:
    back = [points_back(lines, points) for lines in steps]
    assert back == sorted(back)
    assert not back or back[-1] <= points

    for before, after in zip(steps, steps[1:], strict=False):
        for old, new in zip(before, after, strict=True):
            assert old.returned_minor <= new.returned_minor <= new.line.amount_minor
            assert old.returned_quantity <= new.returned_quantity <= new.line.quantity
            assert old.burned_back_minor <= new.burned_back_minor <= new.burned_minor


@given(histories())
def test_what_remains_of_each_line_is_never_negative_and_fits_what_points_paid(
    steps: list[list[SoldLine]],
) -> None:
    for lines in steps:
        paid = remaining_burn(lines)
        for line in remaining_lines(lines):
            assert line.amount_minor >= 0
            assert line.quantity >= 0
            assert 0 <= paid.get(line.no, 0) <= line.amount_minor


@given(st.lists(st.dictionaries(st.sampled_from(["points", "status"]), st.integers(0, 100))))
def test_claws_are_never_negative_and_never_more_than_was_earned(
    stills: list[dict[str, int]],
) -> None:
    earned = {"points": 80, "status": 20}
    clawed = {"points": 0, "status": 0}
    for still in [*stills, {}]:
        taken = to_claw(earned, still, clawed)
        assert all(amount > 0 for amount in taken.values())
        clawed = {code: clawed[code] + taken.get(code, 0) for code in clawed}
        assert all(clawed[code] <= earned[code] for code in clawed)

    assert clawed == earned
