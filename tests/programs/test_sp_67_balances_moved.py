"""Balances moved from another system: 1,000 rows, one twice, one bad; running again adds none."""

from __future__ import annotations

from collections import Counter as Count
from pathlib import Path

import pytest

import members
import wallet
from foundation import ids
from sales import importing
from sales.importing import Importing, Outcome
from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(67)

MEMBERS = 40
HEADS = {
    "retailcrm": "ID участия;Внешний ID;Телефон;Количество бонусов;Дата сгорания",
    "bitrix24": "ID;ID контакта;Мобильный телефон;Бонусы;Действует до",
    "amocrm": "ID;ID контакта;Рабочий телефон;Баллы;Дата сгорания",
    "plazius": "Id;GuestId;Phone;Balance;ExpirationDate",
    "bazaronline": "Код;Код клиента;Телефон;Остаток;Действительны до",
}


@pytest.fixture
def shop() -> Shop:
    found = a_shop("balances-moved", at="2026-03-02 12:00")
    for number in range(MEMBERS):
        member_id = ids.derived("mem", "retailcrm", f"c{number}")
        members.enroll(profile={"phone": phone(number)}, member_id=member_id)
        wallet.open_wallet(member_id)
    return found


def phone(number: int) -> str:
    return f"+7916{number:07}"


def a_file(folder: Path, rows: int, head: str = HEADS["retailcrm"]) -> Path:
    """Write rows of 10 bonuses until the end of the year: the last one twice, one before is bad."""
    lines = [f"{n};c{n % MEMBERS};{phone(n % MEMBERS)};10;31.12.2026" for n in range(rows - 1)]
    lines[rows // 2] = f"{rows // 2};c1;{phone(1)};ten;31.12.2026"
    path = folder / "balances.csv"
    path.write_text("\n".join([head, *lines, lines[-1]]) + "\n", encoding="utf-8")
    return path


def bring(shop: Shop, path: Path, source: str = "retailcrm") -> list[Outcome]:
    run = Importing(program=shop.code, source=source, account="points")
    return list(importing.import_rows(run, importing.read_rows(path)))


def total() -> int:
    phones = (members.find_member(phone(number)) for number in range(MEMBERS))
    found = [one["id"] for one in phones if one is not None]
    return sum(wallet.get_wallet(member_id).balance("points").available for member_id in found)


@pytest.mark.slow
def test_998_of_1000_rows_are_created_and_running_again_creates_none(
    shop: Shop, tmp_path: Path
) -> None:
    path = a_file(tmp_path, 1000)

    first = Count(outcome.status for outcome in bring(shop, path))
    again = Count(outcome.status for outcome in bring(shop, path))

    assert first == {"created": 998, "duplicate": 1, "bad": 1}
    assert again == {"already": 998, "duplicate": 1, "bad": 1}
    assert total() == 9980


@pytest.mark.parametrize("source", sorted(HEADS))
def test_every_source_brings_its_columns(shop: Shop, tmp_path: Path, source: str) -> None:
    path = a_file(tmp_path, 10, HEADS[source])

    outcomes = Count(outcome.status for outcome in bring(shop, path, source))

    assert outcomes == {"created": 8, "duplicate": 1, "bad": 1}
    assert total() == 80


def test_opening_lots_lapse_with_the_day_that_the_file_says(shop: Shop, tmp_path: Path) -> None:
    bring(shop, a_file(tmp_path, 10))

    shop.at("2026-12-31 23:59")
    on_the_last_day = total()
    shop.at("2027-01-01 00:00")

    assert (on_the_last_day, total()) == (80, 0)


def test_a_run_that_broke_off_is_gone_on_with(shop: Shop, tmp_path: Path) -> None:
    path = a_file(tmp_path, 20)
    run = Importing(program=shop.code, source="retailcrm", account="points")
    rows = importing.import_rows(run, importing.read_rows(path))
    begun = [next(rows).status for _ in range(5)]

    after = Count(outcome.status for outcome in bring(shop, path))

    assert begun == ["created"] * 5
    assert after == {"already": 5, "created": 13, "duplicate": 1, "bad": 1}
