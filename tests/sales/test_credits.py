"""What a receipt gives to others than its member: once, whole, and taken back with the goods."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

import program
import sales
import wallet
from foundation import ids
from foundation.clock import FrozenClock
from sales import ReturnedLine
from sales.crediting import credits_back
from tests.programs.people import follow, points_of
from tests.sales.shop import TENTH, Till, a_program, at_once, entries_of, open_shop

COMPANY: dict[str, Any] = {
    "id": "company", "account": "points", "to": "company", "reason": "For the company",
    "give": {"percent": 5},
}  # fmt: skip


@pytest.fixture
def acme(database: Any, clock: Any) -> str:
    """A company's wallet."""
    return _a_wallet()


@pytest.fixture
def till(acme: str) -> Till:
    """A till that serves an employee of the company: 10 % for her, 5 % for it."""
    anna = _a_wallet()
    mark = wallet.SetMark("links", {"company": [acme]})
    wallet.post(anna, wallet.Command("links"), lambda _: wallet.Decision([mark]))
    return open_shop(anna, earning=[TENTH, COMPANY])


def _a_wallet() -> str:
    owner_id = ids.new("mem")
    wallet.open_wallet(owner_id)
    return owner_id


def test_a_receipt_gives_to_two_wallets_under_one_source(till: Till, acme: str) -> None:
    closed = till.sell(10000)

    (given,) = [m for m in _last_entry(acme)["m"] if m["t"] == "earn"]
    assert (till.points, points_of(acme)) == (1000, (500, 0))
    assert given["w"]["receipt"] == closed.receipt["_id"]
    assert (given["w"]["from"], given["w"]["rules"]) == (till.member_id, [["company", 500]])


def test_returns_take_back_together_what_the_receipt_gave(till: Till, acme: str) -> None:
    closed = till.sell(3333, 6667)

    till.give_back(closed, ReturnedLine(1))
    after_one = points_of(acme)
    till.give_back(closed)

    assert (after_one, points_of(acme), till.points) == ((333, 0), (0, 0), 0)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_the_order_of_returns_does_not_matter(
    till: Till, acme: str, order: tuple[int, ...]
) -> None:
    closed = till.sell(333, 777, 19)

    for no in order:
        till.give_back(closed, ReturnedLine(no))

    assert (points_of(acme), till.points) == ((0, 0), 0)


@pytest.mark.parametrize("undo", ["void", "reopen"])
def test_a_receipt_that_is_undone_gives_nothing(till: Till, acme: str, undo: str) -> None:
    closed = till.sell(10000)

    getattr(till, undo)(closed)

    assert points_of(acme) == (0, 0)


def test_a_receipt_closed_again_gives_anew(till: Till, acme: str) -> None:
    closed = till.sell(10000, receipt_no="R7")
    till.reopen(closed)

    again = till.sell(4000, receipt_no="R7", key="again")
    after = points_of(acme)
    till.give_back(again)

    assert (after, points_of(acme)) == ((200, 0), (0, 0))


def test_what_returns_have_taken_too_soon_is_owed(till: Till, acme: str) -> None:
    closed = till.sell(10000)
    wallet.burn(acme, account="points", amount=400, key="spent")

    till.give_back(closed)

    assert points_of(acme) == (-400, 0)


def test_the_worker_posts_what_could_not_be_posted_at_once(till: Till) -> None:
    unopened = ids.new("mem")
    mark = wallet.SetMark("links", {"company": [unopened]})
    wallet.post(till.member_id, wallet.Command("links"), lambda _: wallet.Decision([mark]))
    closed = till.sell(10000)
    till.give_back(closed, ReturnedLine(1, amount_minor=5000))

    wallet.open_wallet(unopened)
    follow()
    entries = entries_of(unopened)
    follow()

    assert points_of(unopened) == (250, 0)
    assert entries_of(unopened) == entries


def test_many_workers_post_it_once(till: Till, acme: str) -> None:
    closed = till.sell(10000)
    entry = wallet.find_entry(f"{closed.receipt['_id']}#0")

    at_once([lambda: sales.credits.on_entry_posted([entry]) for _ in range(6)])

    assert points_of(acme) == (500, 0)


def test_what_is_kept_by_the_terms_is_not_taken_back(till: Till, acme: str) -> None:
    kept = program.apply(_text(returns={"earned": "keep"}), author="olga", effective_at=None)
    closed = till.sell(10000)

    till.give_back(closed)

    assert kept.program == till.program
    assert points_of(acme) == (500, 0)


def test_credits_taken_back_are_the_rest_of_what_was_given() -> None:
    record = {
        "credits": [["mem_a", "company", "points", 100, None, None, []]],
        "returns": [{"credits": [["mem_a", "company", "points", 30]]}],
    }

    assert credits_back(record, ()) == [["mem_a", "company", "points", 70]]
    assert credits_back(record, (), is_kept=True) == []


def _text(**changes: Any) -> str:
    return a_program(earning=[TENTH, COMPANY], **changes)


def _last_entry(owner_id: str) -> dict[str, Any]:
    return wallet.get_history(owner_id, before=None, limit=1).entries[0]


def test_what_counted_for_a_year_gone_by_is_not_taken_from_the_new_year(
    till: Till, acme: str, clock: FrozenClock
) -> None:
    rule = COMPANY | {"account": "status", "give": {"points": 1, "per": 1}}
    till = open_shop(till.member_id, earning=[rule])
    clock.set(datetime(2025, 12, 31, 12, tzinfo=UTC))
    closed = till.sell(10000)
    clock.set(datetime(2026, 1, 2, 12, tzinfo=UTC))
    till.sell(3000)

    till.give_back(closed)
    follow()

    assert points_of(acme, "status") == (30, 0)
