"""What happened to a member's points, and why."""

from __future__ import annotations

from typing import Any

import pytest

import members
import sales
import wallet
from api.answers import encode_cursor
from foundation import database as house_database
from foundation.clock import FrozenClock
from tests.api import people, shop
from tests.api.people import Person

HISTORY = "/v1/mobile/history"


@pytest.fixture(autouse=True)
def _shop(till: Person) -> None:
    shop.open_shop()


def pages(person: Person, path: str = HISTORY, limit: int = 3) -> list[list[dict[str, Any]]]:
    """Read a history to its end, page by page."""
    found, query = [], {"limit": str(limit)}
    while query:
        page = person.get(path, query_string=query).json
        found.append(page["items"])
        cursor = page["next_cursor"]
        query = {"limit": str(limit), "cursor": cursor} if cursor else {}
    return found


def test_nobody_reads_history_or_receipts_without_a_token(till: Person) -> None:
    answers = [till.client.get(path) for path in (HISTORY, "/v1/mobile/receipts/rcp_1")]

    assert [a.status_code for a in answers] == [401, 401]


def test_every_entry_says_what_moved_and_why(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    shop.give_points(anna, 300)
    closed = shop.close(till, shop.a_receipt(anna, 1000, burn_points=200)).json["receipt"]
    path = f"{shop.RECEIPTS}/{closed['id']}/returns"
    till.post(path, json=shop.a_return(), headers=shop.a_key())

    items = anna.get(HISTORY, headers={"Accept-Language": "ro"}).json["items"]

    moved = [[(m["kind"], m["account"], m["amount"]) for m in item["movements"]] for item in items]
    assert [item["seq"] for item in items] == [3, 2, 1]
    assert moved[2] == [("adjust_credit", "points", 300)]
    assert moved[1][:2] == [("burn", "points", -200), ("earn", "points", 80)]
    assert moved[0] == [
        ("burn_reverse", "points", 200),
        ("earn_reverse", "points", -80),
        ("earn_reverse", "status", -10),
    ]
    assert items[2]["movements"][0]["reason"] == "A gift"
    (rule,) = items[1]["movements"][1]["rules"]
    assert (rule["rule"], rule["points"], rule["reason"]) == (
        "purchase",
        80,
        "10 % din cumpărătură",
    )
    about = {"id": closed["id"], "receipt_no": closed["receipt_no"]}
    assert [item["receipt"] for item in items] == [about, about, None]
    after = [row for row in items[0]["balances"] if row["account"] == "points"]
    assert (after[0]["name"], after[0]["available"]) == ("Puncte", 300)


def test_what_the_next_visit_did_not_use_is_told_with_its_reason_and_has_no_day(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    terms = shop.TERMS.replace("{ kind: rolling, months: 12 }", "{ kind: next_visit }")
    shop.program.apply(terms, author="tests", effective_at=clock.now())
    shop.close(till, shop.a_receipt(anna))
    quoted = till.post("/v1/pos/quotes", json=shop.a_basket(anna)).json
    clock.advance(days=7)
    shop.close(till, shop.a_receipt(anna, burn_points=30))

    told = people.signed_in(anna).get(HISTORY, headers={"Accept-Language": "ru"})

    lapsed, earned = told.json["items"][0]["movements"][1:3]
    assert (lapsed["kind"], lapsed["amount"], lapsed["reason"]) == (
        "expire",
        -70,
        "Не использовано в следующий визит",
    )
    assert (earned["kind"], earned["amount"], earned["expires_at"]) == ("earn", 97, None)
    assert quoted["earned"][0]["expires_at"] is None


def test_pending_points_and_open_holds_are_told(
    till: Person, anna: Person, clock: FrozenClock
) -> None:
    later = shop.TERMS.replace("negative: debt", "negative: debt\n    pending: { days: 3 }")
    shop.program.apply(later, author="tests", effective_at=clock.now())
    shop.give_points(anna, 300)
    shop.close(till, shop.a_receipt(anna))
    basket = shop.a_basket(anna, burn_points=100, receipt_no="R-1")
    till.post("/v1/pos/holds", json=basket, headers=shop.a_key())
    clock.advance(days=4)
    shop.close(till, shop.a_receipt(anna))

    woken, held, sold, _ = people.signed_in(anna).get(HISTORY).json["items"]

    assert (sold["movements"][0]["amount"], sold["movements"][0]["pending"]) == (100, 100)
    assert (held["movements"][0]["kind"], held["movements"][0]["moved"]) == ("hold", 100)
    assert held["receipt"]["receipt_no"] == "R-1"
    assert {m["kind"] for m in woken["movements"]} >= {"activate", "timeout", "earn"}


def test_pages_have_no_gaps_while_entries_are_added(till: Person, anna: Person) -> None:
    for _ in range(8):
        shop.give_points(anna, 1)

    first = anna.get(HISTORY, query_string={"limit": "3"}).json
    shop.give_points(anna, 1)
    query = {"limit": "3", "cursor": first["next_cursor"]}
    second = anna.get(HISTORY, query_string=query).json

    seen = [entry["seq"] for entry in first["items"] + second["items"]]
    assert seen == [8, 7, 6, 5, 4, 3]
    assert [e["seq"] for page in pages(anna) for e in page] == list(range(9, 0, -1))


def test_the_first_page_is_as_new_as_the_last_write(till: Person, anna: Person) -> None:
    for _ in range(3):
        shop.give_points(anna, 1)
    heads = house_database.collection("heads")
    behind = heads.find_one({"_id": anna.id})
    for _ in range(3):
        shop.give_points(anna, 1)
    heads.replace_one({"_id": anna.id}, behind)

    assert [[e["seq"] for e in page] for page in pages(anna, limit=2)] == [[6, 5], [4, 3], [2, 1]]


def test_a_new_member_has_no_history(anna: Person) -> None:
    assert anna.get(HISTORY).json == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"cursor": "forged"}, "CURSOR_INVALID"),
        ({"cursor": encode_cursor(0)}, "CURSOR_INVALID"),
        ({"cursor": encode_cursor("8")}, "CURSOR_INVALID"),
        ({"cursor": encode_cursor(3, 4)}, "CURSOR_INVALID"),
        ({"cursor": encode_cursor(1 << 60)}, "CURSOR_INVALID"),
        ({"limit": "0"}, "REQUEST_INVALID"),
        ({"page": "2"}, "REQUEST_INVALID"),
    ],
)
def test_a_wrong_question_is_refused(anna: Person, query: dict[str, str], code: str) -> None:
    answer = anna.get(HISTORY, query_string=query)

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_cursor_of_another_member_shows_ones_own(anna: Person, boris: Person) -> None:
    for person in (anna, anna, anna, boris):
        shop.give_points(person, 1)
    cursor = anna.get(HISTORY, query_string={"limit": "1"}).json["next_cursor"]

    answer = boris.get(HISTORY, query_string={"cursor": cursor})

    own = {entry["id"] for page in pages(boris) for entry in page}
    assert {entry["id"] for entry in answer.json["items"]} == own


def test_what_is_gone_is_refused(anna: Person) -> None:
    house_database.collection("heads").delete_one({"_id": anna.id})

    answer = anna.get(HISTORY)

    assert (answer.status_code, answer.json["code"]) == (404, "WALLET_NOT_FOUND")


def test_a_member_reads_their_own_receipt_and_no_other(
    till: Person, anna: Person, boris: Person
) -> None:
    closed = shop.close(till, shop.a_receipt(anna)).json["receipt"]
    path = f"/v1/mobile/receipts/{closed['id']}"

    own, other = anna.get(path), boris.get(path)

    assert own.json == closed
    assert (other.status_code, other.json["code"]) == (404, "RECEIPT_NOT_FOUND")
    assert wallet.get_wallet(boris.id).seq == 0


def test_a_change_of_status_is_listed_without_movements(anna: Person) -> None:
    shop.give_points(anna, 300)
    members.suspend(anna.id, reason="odd receipts", operator_id="opr_olga")
    sales.on_member_status_changed([{"_id": "evt_1", "body": {"member_id": anna.id}}])

    newest, *_ = anna.get(HISTORY).json["items"]

    assert (newest["seq"], newest["operation"], newest["movements"]) == (2, "status", [])
