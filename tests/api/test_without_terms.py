"""What shows a wallet needs a program in force, and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

import program
import wallet
from foundation import database as house_database
from foundation.clock import FrozenClock
from tests.api import shop
from tests.api.people import Person

READS = ["wallet", "history"]


@pytest.fixture
def entry(anna: Person) -> str:
    """Give an entry of Anna's wallet, posted when there was no program yet."""
    wallet.adjust(anna.id, account="points", amount=5, reason="Opening", key="opening")
    found: str = wallet.get_history(anna.id).entries[0]["_id"]
    return found


@pytest.mark.parametrize("code", ["PROGRAM_NOT_FOUND", "PROGRAM_NOT_EFFECTIVE"])
def test_without_terms_no_wallet_is_shown_or_corrected(
    anna: Person, olga: Person, clock: FrozenClock, entry: str, code: str
) -> None:
    house_database.collection("program_versions").delete_many({"program": "kopeck"})
    program.forget_cache()
    if code == "PROGRAM_NOT_EFFECTIVE":
        tomorrow = clock.now() + timedelta(days=1)
        program.apply(shop.TERMS, author="tests", effective_at=tomorrow)
    path = f"/v1/marketing/members/{anna.id}"
    adjustment = {"account": "points", "amount": 5, "reason": "A gift"}

    answers = [
        anna.get("/v1/mobile/home"),
        anna.get("/v1/mobile/history"),
        *[olga.get(f"{path}/{what}") for what in READS],
        olga.post(f"{path}/adjustments", json=adjustment, headers=shop.a_key()),
        olga.post(
            f"{path}/entries/{entry}/reversal", json={"reason": "A try"}, headers=shop.a_key()
        ),
    ]

    assert [(a.status_code, a.json["code"]) for a in answers] == [(404, code)] * 6
    assert wallet.get_wallet(anna.id).seq == 1
