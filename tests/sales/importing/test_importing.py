"""Balances from other systems: whose, how much, until when; each row once for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

import identity
import members
import wallet
from foundation.clock import FrozenClock
from foundation.config import Config
from sales import importing
from sales.importing import Importing, RowInvalid, balance_row, columns_for
from tests.sales.shop import POINTS, STATUS, Till, open_shop

Records = Database[dict[str, Any]]
HEADS = ["id", "phone", "balance", "valid until"]


@pytest.fixture
def shop(config: Config, database: Records, clock: FrozenClock) -> Iterator[Till]:
    """A program with points, status and money, and one member with a phone."""
    identity.configure(config)
    members.configure(config)

    def open_wallet(member_id: str, session: Any) -> None:
        wallet.open_wallet(member_id, session=session)

    before = members.set_on_joined(open_wallet)
    accounts = {"points": POINTS, "status": STATUS, "cash": {"kind": "money"}}
    members.enroll(profile={"phone": "+37369111111"}, member_id="mem_" + "a" * 24)
    yield open_shop("mem_" + "a" * 24, accounts=accounts)
    members.set_on_joined(before)


def run(path: Path, **options: Any) -> list[importing.Outcome]:
    chosen = options.pop("chosen", None)
    settings = {"program": "shop", "source": "plain", "account": "points"} | options
    rows = importing.read_rows(path)
    return list(importing.import_rows(Importing(**settings), rows, chosen=chosen))


def a_file(folder: Path, *lines: str, name: str = "balances.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def statuses(outcomes: list[importing.Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


def test_a_row_becomes_a_lot_with_its_expiry_and_its_source(shop: Till, tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,phone,balance,valid until", "7,+37369111111,150,2026-12-31")

    (outcome,) = run(path)

    assert outcome.status == "created"
    assert shop.lots() == [(150, "2027-01-01 00:00")]
    (move,) = wallet.get_history(shop.member_id).entries[0]["m"]
    assert move["w"] == {"reason": "Opening balance", "source": "plain", "row": "7"}


def test_a_row_is_brought_over_once_for_ever_and_once_per_file(shop: Till, tmp_path: Path) -> None:
    row = "7,+37369111111,150,"
    path = a_file(tmp_path, ",".join(HEADS), row, row)

    first, again = run(path), run(path)
    elsewhere = run(path, source="another")

    assert statuses(first) == ["created", "duplicate"]
    assert statuses(again) == ["already", "duplicate"]
    assert statuses(elsewhere) == ["created", "duplicate"]
    assert shop.points == 300


def test_a_row_that_says_something_else_under_its_number_is_bad(shop: Till, tmp_path: Path) -> None:
    run(a_file(tmp_path, ",".join(HEADS), "7,+37369111111,150,"))

    (changed,) = run(a_file(tmp_path, ",".join(HEADS), "7,+37369111111,151,"))

    assert (changed.status, "amount" in changed.reason) == ("bad", True)
    assert shop.points == 150


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("7,,150,", "whose"),
        ("7,+37369999999,150,", "no member"),
        ("7,+37369111111,many,", "amount"),
        ("7,+37369111111,,", "amount"),
        ("7,+37369111111,0,", "above zero"),
        ("7,+37369111111,-5,", "above zero"),
        ("7,+37369111111,1.5,", "fraction"),
        ("7,+37369111111,NaN,", "amount"),
        ("7,+37369111111,150,2026-02-30", "day"),
        ("7,+37369111111,150,2026-03-01", "expired"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_and_keeps_no_other_row(
    shop: Till, tmp_path: Path, row: str, word: str
) -> None:
    path = a_file(tmp_path, ",".join(HEADS), row, "8,+37369111111,20,2026-03-02")

    bad, good = run(path)

    assert (bad.status, bad.row, good.status) == ("bad", "7", "created")
    assert word in bad.reason
    assert shop.points == 20


def test_money_is_brought_over_in_whole_smallest_units(shop: Till, tmp_path: Path) -> None:
    path = a_file(tmp_path, "id;phone;balance", "1;+37369111111;1 234,50")

    run(path, account="cash")

    assert shop.balance("cash")[0] == 123450


def test_unknown_people_become_members_if_asked(shop: Till, tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,external id,phone,points", "1,c-9,+37369222222,40", "2,c-9,,5")

    outcomes = run(path, creates_members=True)
    again = run(path, creates_members=True)

    assert statuses(outcomes) == ["created", "created"]
    assert statuses(again) == ["already", "already"]
    found = members.find_member("+37369222222")
    assert found is not None
    assert wallet.get_wallet(found["id"]).balance("points").available == 45


def test_a_trial_writes_nothing(shop: Till, tmp_path: Path) -> None:
    path = a_file(tmp_path, ",".join(HEADS), "7,+37369111111,150,", "8,+37369222222,1,")

    outcomes = run(path, is_trial=True, creates_members=True)

    assert statuses(outcomes) == ["created", "created"]
    assert shop.points == 0
    assert members.find_member("+37369222222") is None


@pytest.mark.parametrize(
    ("source", "head", "row"),
    [
        ("retailcrm", "ID участия;Телефон;Количество бонусов;Дата сгорания",
         "5;+37369111111;150;31.12.2026"),
        ("bitrix24", "ID;Мобильный телефон;Бонусы;Действует до", "5;+37369111111;150;31.12.2026"),
        ("amocrm", "ID контакта;Рабочий телефон;Баллы;Дата сгорания",
         "5;+37369111111;150;31.12.2026"),
        ("plazius", "TransactionId;Phone;Balance;ExpirationDate",
         "5;+37369111111;150;2026-12-31T23:59:59"),
        ("bazaronline", "Код;Телефон;Остаток;Действительны до",
         "5;+37369111111;150,00;31.12.2026 00:00"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_exports_of_other_systems_are_understood(
    shop: Till, tmp_path: Path, source: str, head: str, row: str, encoding: str
) -> None:
    path = a_file(tmp_path, head, row, encoding=encoding)

    (outcome,) = run(path, source=source)

    assert (outcome.status, outcome.row) == ("created", "5")
    assert shop.lots() == [(150, "2027-01-01 00:00")]


def test_lines_of_json_may_nest(shop: Till, tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        '{"id": 5, "phoneNumber": "+37369111111", "amount": 150, "customer": {"externalId": "x"}}',
        "{not json",
        '{"id": 6, "phoneNumber": "+37369111111", "amount": 1, "expireDate": "2026-03-03"}',
        name="balances.ndjson",
    )

    outcomes = run(path, source="retailcrm")

    assert statuses(outcomes) == ["created", "bad", "created"]
    assert shop.lots() == [(1, "2026-03-04 00:00"), (150, None)]


def test_a_column_may_be_named(shop: Till, tmp_path: Path) -> None:
    path = a_file(tmp_path, "phone,Saldo", "+37369111111,150")

    with pytest.raises(importing.ImportColumnsMissing):
        run(path)
    (outcome,) = run(path, chosen={"amount": "Saldo"})

    assert outcome.status == "created"


@pytest.mark.parametrize(
    ("said", "amount"),
    [("1 234,50", "1234.50"), ("1,234.50", "1234.50"), ("1\u00a0000", "1000"), ("12.5", "12.5")],
)
def test_amounts_are_read_as_people_write_them(said: str, amount: str) -> None:
    columns = columns_for(["phone", "amount"], source="plain")

    assert balance_row({"phone": "1", "amount": said}, columns).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("said", "day"),
    [("2026-03-02", date(2026, 3, 2)), ("02.03.2026", date(2026, 3, 2)),
     ("2026-03-02T00:00:00+03:00", date(2026, 3, 2)), ("", None), ("9999-12-31", None)],
)  # fmt: skip
def test_days_are_read_in_the_usual_forms(said: str, day: date | None) -> None:
    columns = columns_for(["phone", "amount", "expires"], source="plain")

    assert balance_row({"phone": "1", "amount": "5", "expires": said}, columns).expires_on == day


def test_rows_without_a_number_are_known_by_what_they_say() -> None:
    columns = columns_for(["phone", "amount"], source="plain")
    one, same, other = (
        balance_row({"phone": "1", "amount": amount}, columns).row for amount in ("5", "5", "6")
    )

    assert (one == same, one == other) == (True, False)
    with pytest.raises(RowInvalid):
        balance_row({"phone": "", "amount": "5"}, columns)
