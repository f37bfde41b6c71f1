"""One order in four wins a treat: exact odds, one ticket per order, and a proof afterwards."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter as Count
from typing import Any

import pytest

import wallet
from program import draws as rules
from sales import Closed, draws
from tests.programs.shop import Shop, a_shop

pytestmark = pytest.mark.sp(36)

TREAT = "one-in-four-wins"
SEED = hashlib.sha256(b"a seed for the test").digest()


@pytest.fixture
def shop() -> Shop:
    return a_shop(TREAT, at="2026-03-02 12:00")


def the_draw(shop: Shop) -> rules.Draw:
    assert shop.terms.draws is not None
    return shop.terms.draws.by_code["treat"]


def ticket(closed: Closed) -> dict[str, Any]:
    found: dict[str, Any] = closed.receipt["draws"][0]
    return found


def test_of_ten_thousand_orders_a_quarter_wins_within_three_sigma(shop: Shop) -> None:
    draw = the_draw(shop)

    won = Count(rules.verify(draw, SEED, f"rcp_{number}") for number in range(10_000))

    assert 2370 <= 10_000 - won[None] <= 2630
    assert 1100 <= won["dessert"] <= 1400
    assert 1100 <= won["drink"] <= 1400


def test_tills_draw_what_the_seed_says(shop: Shop) -> None:
    till = shop.till()

    closed = [till.sell(10) for _ in range(48)]

    shop.at("2026-04-03 12:00")
    for one in closed:
        proof = draws.prove(shop.code, "treat", "2026-03", subject=one.receipt["_id"])
        assert proof.prize == ticket(one).get("prize")
    won = Count(ticket(one).get("prize") for one in closed)
    held = {name: till.balance(name)[0] for name in ("desserts", "drinks")}
    assert held == {"desserts": 0, "drinks": 0}  # Thirty days have passed: they lapsed.
    given = [m for e in wallet.get_history(till.member_id).entries for m in e["m"] if m["n"] > 0]
    assert len(given) == won["dessert"] + won["drink"]


def test_an_order_sent_again_has_the_same_ticket(shop: Shop) -> None:
    till = shop.till()
    sales = [till.sale(10, receipt_no=f"N{number}") for number in range(12)]

    first = [ticket(till.close(sale)) for sale in sales]
    again = [ticket(till.close(sale, key=f"again {sale.receipt_no}")) for sale in sales]

    assert first == again


def test_the_commitment_is_published_before_and_proves_the_seed_after(shop: Shop) -> None:
    draws.publish_seeds(shop.terms)
    april = draws.list_draws(shop.code)[0].next_period
    shop.at("2026-04-10 12:00")
    order = shop.till().sell(10).receipt["_id"]
    during = draws.prove(shop.code, "treat", "2026-04", subject=order)

    shop.at("2026-05-02 00:02")
    after = draws.prove(shop.code, "treat", "2026-04", subject=order)

    assert during.seed is None
    assert after.seed is not None
    assert hashlib.sha256(after.seed).hexdigest() == april.commitment
    number = int(hmac.new(after.seed, f"treat|{order}".encode(), "sha256").hexdigest(), 16)
    assert (number * 4 < 1 << 256) == (after.prize is not None)


def test_when_the_budget_is_won_the_chance_is_nothing_and_the_text_changes() -> None:
    shop = a_shop(TREAT, at="2026-03-02 12:00", **{"draws.treat.odds": 1, "draws.treat.budget": 2})
    till = shop.till()
    before = draws.list_draws(shop.code)[0]

    states = [ticket(till.sell(10))["state"] for _ in range(4)]

    after = draws.list_draws(shop.code)[0]
    assert states == ["won", "won", "exhausted", "exhausted"]
    assert (before.odds, after.odds) == (1, 0)
    assert "win a dessert" in before.text["en"]
    assert "nothing to win" in after.text["en"]
    assert draws.list_draws(shop.at("2026-04-01 00:00").code)[0].odds == 1


def test_read_per_client_one_client_in_four_wins_and_once_a_month() -> None:
    shop = a_shop(TREAT, at="2026-03-02 12:00", **{"draws.treat.per": "member"})
    draw = the_draw(shop)
    till = shop.till()

    clients = Count(rules.verify(draw, SEED, f"mem_{number}") for number in range(10_000))
    first, second = till.sell(10), till.sell(10)
    next_month = shop.at("2026-04-02 12:00") and till.sell(10)

    assert 2370 <= 10_000 - clients[None] <= 2630
    assert "draws" in first.receipt
    assert "draws" not in second.receipt
    assert "draws" in next_month.receipt


def test_a_returned_order_gives_its_treat_back() -> None:
    shop = a_shop(TREAT, at="2026-03-02 12:00", **{"draws.treat.odds": 1})
    till = shop.till()
    closed = till.sell(10)

    till.give_back(closed)

    assert [till.balance(name) for name in ("desserts", "drinks")] == [(0, 0, 0, 0)] * 2
