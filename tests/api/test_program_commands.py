"""Programs by command: checked, compared, planned with what they would have cost, tried out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import click
import pytest
from click.testing import Result
from flask import Flask
from pymongo.database import Database

import api
import bootstrap
import program
import wallet
from api.program_commands import lived_through
from foundation.clock import FrozenClock
from sales.backtesting import BacktestFailed
from tests.program.manifests import EXAMPLES
from tests.programs.shop import a_shop, goods
from tests.sales.shop import SPEND, TENTH, a_program, open_shop

Records = Database[dict[str, Any]]
Command = Callable[..., Result]
BASKET = json.dumps({"lines": [{"sku": "beans", "quantity": "1", "amount_minor": 10_000}]})
DOUBLE = [TENTH | {"give": {"percent": 20}}, SPEND]


@pytest.fixture
def command(app: Flask, database: Records, clock: FrozenClock) -> Command:
    """Run a `flask program` command on the test's database."""
    api.install_commands(
        app, create_collections=bootstrap.create_collections, be_patient=lambda: None
    )
    return lambda *words: app.test_cli_runner().invoke(args=["program", *map(str, words)])


@pytest.fixture
def double(tmp_path: Path) -> Path:
    """Write the shop's program with twice the points and a tier that is hard to reach."""
    return a_file(tmp_path, a_program(earning=DOUBLE))


def a_file(folder: Path, text: str) -> Path:
    """Write a manifest."""
    path = folder / "shop.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_manifest_that_is_right_passes(command: Command, double: Path) -> None:
    found = command("validate", double)

    assert found.exit_code == 0
    assert "shop is a program (2 earning rules)" in found.output


def test_every_fault_is_told_with_file_line_and_place(command: Command, tmp_path: Path) -> None:
    path = a_file(tmp_path, "code: shop\nname: Shop\ncurrency: EUR\nzon: Europe/Chisinau\n")

    found = command("validate", path)

    assert found.exit_code == 1
    expected = f"{path}:4: /zon: There is no setting zon here. Did you mean zone?"
    assert expected in (found.output + found.stderr).splitlines()


def test_a_difference_is_told_rule_by_rule(command: Command, double: Path) -> None:
    program.apply(a_program(), author="olga")

    found, same = command("diff", "shop@1", double), command("diff", double, double)

    assert (found.exit_code, same.exit_code) == (1, 0)
    assert "earning.basic.give.percent: 10 -> 20" in found.output


def test_a_plan_tells_what_the_last_full_month_would_have_cost(
    command: Command, clock: FrozenClock, double: Path
) -> None:
    wallet.open_wallet("mem_anna")
    till = open_shop("mem_anna")
    till.sell(10_000)
    clock.advance(days=31)
    till.sell(90_000)

    found = command("plan", double, "--processes", 0)

    assert found.exit_code == 0
    assert "shop: it would be version 2." in found.output
    assert "The 1 receipt of March 2026" in found.output
    cost = "If next month is like March 2026, points and discounts cost 20.00 EUR, 10.00 EUR more"
    assert cost in found.output
    assert len(program.list_versions("shop")) == 1


def test_a_plan_tells_who_changes_tier(
    command: Command, clock: FrozenClock, tmp_path: Path
) -> None:
    wallet.open_wallet("mem_anna")
    open_shop("mem_anna").sell(12_000)
    clock.advance(days=31)
    ladder = [{"code": "bronze", "name": "Bronze", "threshold": 10_000}]
    tiers = {"account": "status", "ladder": ladder}
    path = a_file(tmp_path, a_program(tiers=tiers))

    found = command("plan", path, "--processes", 0)

    assert "Who ends in another tier" in found.output
    assert "bronze" in found.output
    assert "mem_anna" in found.output


def test_a_plan_in_the_first_month_takes_the_last_days(
    command: Command, clock: FrozenClock, double: Path
) -> None:
    wallet.open_wallet("mem_anna")
    open_shop("mem_anna").sell(10_000)
    clock.advance(days=1)

    found, none = command("plan", double), command("plan", double, "--days", 400)

    assert "If next month is like the last 30 days" in found.output
    assert "If next month is like the last 400 days" in none.output


def test_a_plan_that_would_be_refused_ends_with_one(command: Command, tmp_path: Path) -> None:
    program.apply(a_program(), author="olga")
    path = a_file(tmp_path, a_program(currency="USD"))

    found = command("plan", path, "--no-impact")

    assert found.exit_code == 1
    assert "PROGRAM_CURRENCY_FIXED" in found.output + found.stderr


def test_a_version_is_applied_shown_listed_and_withdrawn(command: Command, double: Path) -> None:
    program.apply(a_program(), author="olga")

    made = command("apply", double, "--effective-at", "2026-04-01", "--author", "olga")
    shown, listed = command("show", "shop@2"), command("list", "shop")
    gone, begun = command("withdraw", "shop@2"), command("withdraw", "shop@1")

    assert "shop@2" in made.output
    assert "holds from 2026-03-31T21:00:00.000Z on" in made.output
    assert shown.output == double.read_text("utf-8")
    assert "2026-03-31T21:00" in listed.output
    assert (gone.exit_code, begun.exit_code) == (0, 1)
    assert "PROGRAM_VERSION_BEGUN" in begun.output + begun.stderr


def test_a_backtest_of_two_manifests_is_given_as_json(
    command: Command, clock: FrozenClock, double: Path
) -> None:
    wallet.open_wallet("mem_anna")
    open_shop("mem_anna").sell(10_000)
    clock.advance(days=1)

    found = command("backtest", "shop@1", double, "--processes", 0, "--json")
    tables = command("backtest", "shop@1", double, "--processes", 0)

    told = json.loads(found.stdout)
    points = [each["accounts"]["points"]["earned"] for each in told["programs"]]
    assert points == [1000, 2000]
    assert told["programs"][1]["cost_minor"] == 2000
    assert "points earned" in tables.output


def test_a_basket_is_tried_out_for_an_assumed_member(command: Command, double: Path) -> None:
    standing = json.dumps({"tier": "gold", "balances": {"points": 300}})

    found = command("simulate", double, "--basket", BASKET, "--standing", standing)

    assert found.exit_code == 0, found.output
    assert "2,000" in found.output
    assert "gold" in found.output
    assert "as in" in found.output
    assert program.list_versions("shop") == ()


def test_somebody_without_a_tier_is_tried_out_as_such(command: Command, double: Path) -> None:
    found = command("simulate", double, "--basket", BASKET)

    assert found.exit_code == 0, found.output
    assert "None" not in found.output


def test_a_basket_is_tried_out_for_a_real_member_and_nothing_is_written(
    command: Command, double: Path
) -> None:
    wallet.open_wallet("mem_anna")
    wallet.earn("mem_anna", account="points", amount=500, key="first-earn")

    basket = json.dumps(json.loads(BASKET) | {"burn_points": 400, "codes": ["AUTUMN"]})
    found = command("simulate", double, "--basket", basket, "--member", "mem_anna")

    assert found.exit_code == 0, found.output
    assert "-4.00 EUR" in found.output
    assert "code:AUTUMN does not count: NOT_FOUND" in found.output
    assert wallet.get_wallet("mem_anna").seq == 1


def test_what_points_can_pay_and_what_is_converted_is_told(command: Command) -> None:
    stamps = EXAMPLES / "stamps-ten-coffees.yaml"
    cups = {"lines": [{"sku": "latte", "quantity": 2, "amount_minor": 500, "category": "coffee"}]}

    grocer = command("simulate", EXAMPLES / "grocer.yaml", "--basket", BASKET, *rich("points"))
    coffee = command("simulate", stamps, "--basket", json.dumps(cups), *rich("stamps"))

    assert "Points can pay at most" in grocer.output
    assert "Tier " in grocer.output
    rows = [line.split("│")[1:3] for line in coffee.output.splitlines() if "Converted" in line]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["Converted: stamps", "-10"],
        ["Converted: free_coffee", "+1"],
    ]
    assert "Tier" not in coffee.output


def test_an_activity_is_tried_out_and_nothing_is_written(command: Command) -> None:
    path = EXAMPLES / "services-and-tenure.yaml"
    bill = {"type": "invoice.paid", "data": {"amount": "1000", "services": 5}}
    old = json.dumps({"joined_at": "2006-01-01T00:00:00Z", "balances": {"points": 3}})

    found = command("simulate", path, "--activity", json.dumps(bill), "--standing", old)
    wrong = command("simulate", path, "--activity", json.dumps(bill | {"type": "invoice.payd"}))
    neither = command("simulate", path)

    assert found.exit_code == 0, found.output
    assert "invoice.paid: approved" in found.output
    assert "Afterwards: points" in found.output
    assert " 33 " in found.output
    assert wrong.exit_code == 1
    assert "ACTIVITY_UNKNOWN" in wrong.output + wrong.stderr
    assert "--basket or --activity" in neither.output + neither.stderr


def rich(account: str) -> tuple[str, str]:
    return "--standing", json.dumps({"balances": {account: 9}})


@pytest.mark.parametrize(
    ("option", "said", "told"),
    [
        ("basket", {"lines": [{"sku": "a", "quantty": 1, "amount_minor": 1}]},
         "--basket: /lines/0/quantty: There is no such field. Did you mean quantity?"),
        ("basket", {"line": []}, "--basket: /line: There is no such field. Did you mean lines?"),
        ("standing", {"teir": "gold"}, "--standing: /teir: There is no such field. "
         "Did you mean tier?"),
        ("standing", {"tier": "gild"}, "/standing/tier: There is no tier gild. Did you mean gold?"),
        ("standing", {"balances": {"pionts": 5}},
         "/standing/balances/pionts: There is no account pionts. Did you mean points?"),
    ],
)  # fmt: skip
def test_what_is_assumed_wrongly_is_told_with_the_nearest_name(
    command: Command, option: str, said: dict[str, Any], told: str
) -> None:
    words = {"basket": BASKET, "standing": "{}"} | {option: json.dumps(said)}
    options = [part for name, text in words.items() for part in (f"--{name}", text)]

    found = command("simulate", EXAMPLES / "grocer.yaml", *options)

    assert found.exit_code != 0
    assert told in found.output + found.stderr


@pytest.mark.parametrize("words", [("show", "nothing"), ("backtest", "nothing.yaml")])
def test_what_is_not_there_is_told(command: Command, words: tuple[str, ...]) -> None:
    assert command(*words).exit_code != 0


def test_what_rules_cost_is_told_with_what_makes_up_for_it(
    command: Command, clock: FrozenClock
) -> None:
    wallet.open_wallet("mem_anna")
    open_shop("mem_anna").sell(10_000)
    clock.advance(days=1)
    words = ("margin", "shop", "--from", "2026-03-01", "--margin", "45")

    found, table = command(*words, "--category", "tea=60", "--json"), command(*words)

    (row,) = json.loads(found.stdout)["rules"]
    assert (row["given_minor"], row["loss_percent"], row["uplift_percent"]) == (
        1_000,
        "22.22",
        "28.57",
    )
    assert "+28.57 %" in table.output
    assert command(*words, "--category", "tea").exit_code == 2


def test_fees_are_told_beside_what_the_privileges_took_off(command: Command) -> None:
    till = a_shop("paid-privileges", at="2026-03-02 12:00").till()
    till.sell(goods(1, 60, sku="CLUB-YEAR"))
    till.sell(goods(1, 100))

    found = command("fees", "paid-privileges", "--from", "2026-03-01", "--until", "2026-04-01")

    rows = [line for line in found.output.splitlines() if "rivileges" in line or "Left" in line]
    assert found.exit_code == 0, found.output
    assert "10.00" in rows[-2]
    assert "50.00" in rows[-1]


def test_a_program_without_a_membership_has_no_fees(command: Command) -> None:
    open_shop("mem_anna")

    found = command("fees", "shop", "--from", "2026-03-01")

    assert (found.exit_code, found.stderr.strip()) == (1, "shop sells no membership.")


def test_metrics_tell_regulars_and_what_a_fee_has_left(command: Command) -> None:
    till = a_shop("paid-privileges", at="2026-03-02 12:00").till()
    till.sell(goods(1, 60, sku="CLUB-YEAR"))
    till.sell(goods(1, 100))

    found = command("metrics", "paid-privileges", "--from", "2026-03-01", "--until", "2026-04-01")

    told = json.loads(found.output)
    assert (told["regular"]["members"], told["active"]["members"]) == (1, 1)
    assert (told["membership"]["fees"], told["membership"]["left"]) == ("60.00", "50.00")


def test_a_backtest_whose_process_dies_ends_with_words() -> None:
    class Broken:
        unit = "receipts"

        def ends_at(self) -> None:
            raise BacktestFailed("A process ended early.")

    with pytest.raises(click.ClickException, match="ended early"):
        lived_through(
            cast(Any, Broken()), [a_program()], processes=0, on_progress=lambda done: None
        )
