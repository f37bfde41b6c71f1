"""SP-63: a registered garment can be repaired: requested, accepted, fulfilled; no points move."""

from __future__ import annotations

from typing import Any

import pytest

import wallet
from program import ManifestInvalid, read_manifest
from tests.programs.doing import Doer, a_doer, follow, outbox
from tests.programs.shop import a_shop, text_of
from wallet import InsufficientPoints

pytestmark = pytest.mark.sp(63)


@pytest.fixture
def anna() -> Doer:
    found = a_doer(a_shop("repairs-not-points", at="2026-03-01 12:00"))
    found.do("garment.registered", garment="jacket")
    return found


def a_balance(anna: Doer) -> list[int]:
    """Give the repairs available, pending, held and owed."""
    return wallet.get_wallet(anna.member_id).balance("repairs").dump()


@pytest.mark.parametrize(
    ("decisions", "state", "repairs"),
    [
        ([], "pending", [0, 0, 1, 0]),
        (["approve"], "accepted", [0, 0, 1, 0]),
        (["approve", "fulfil"], "fulfilled", [0, 0, 0, 0]),
        (["decline"], "declined", [1, 0, 0, 0]),
        (["approve", "decline"], "declined", [1, 0, 0, 0]),
        (["approve", "fulfil", "reverse"], "reversed", [1, 0, 0, 0]),
    ],
)
def test_a_repair_is_requested_accepted_and_fulfilled(
    anna: Doer, decisions: list[str], state: str, repairs: list[int]
) -> None:
    repair = anna.do("repair.requested", garment="jacket", story="Torn on the Eiger")

    for decision in decisions:
        repair = anna.decide(decision, repair)

    assert (repair.activity["state"], a_balance(anna)) == (state, repairs)
    assert wallet.get_wallet(anna.member_id).balance("points").dump() == [0, 0, 0, 0]


def test_the_ledger_of_points_has_no_movement(anna: Doer) -> None:
    repair = anna.do("repair.requested", garment="jacket")
    anna.decide("fulfil", anna.decide("approve", repair))
    follow()

    page = wallet.get_history(anna.member_id)

    moved = {move["u"] for entry in page.entries for move in entry["m"]}
    assert moved == {"repairs"}
    assert [event["body"]["template"] for event in outbox()] == ["repair-accepted"]


def test_one_garment_is_registered_once_and_gives_one_repair(anna: Doer) -> None:
    assert anna.refusal("garment.registered", garment="jacket") == "ALREADY_CLAIMED"
    anna.do("repair.requested", garment="jacket")

    with pytest.raises(InsufficientPoints):
        anna.do("repair.requested", garment="jacket")


def test_only_a_garment_that_was_registered_is_repaired(anna: Doer) -> None:
    assert anna.refusal("repair.requested", garment="trousers") == "CONDITION_FAILED"
    assert a_doer(anna.shop).refusal("repair.requested", garment="jacket") == "CONDITION_FAILED"

    anna.do("garment.registered", garment="trousers")
    anna.do("repair.requested", garment="trousers")
    assert anna.refusal("repair.requested", garment="trousers") == "ALREADY_CLAIMED"
    anna.do("repair.requested", garment="jacket")

    assert a_balance(anna) == [0, 0, 2, 0]


@pytest.mark.parametrize("decisions", [["decline"], ["approve", "fulfil", "reverse"]])
def test_a_repair_that_came_to_nothing_can_be_asked_for_again(
    anna: Doer, decisions: list[str]
) -> None:
    repair = anna.do("repair.requested", garment="jacket")
    for decision in decisions:
        repair = anna.decide(decision, repair)

    anna.do("repair.requested", garment="jacket")

    assert a_balance(anna) == [0, 0, 1, 0]


def test_a_registration_that_was_taken_back_gives_no_repair() -> None:
    anna = a_doer(a_shop("repairs-not-points", at="2026-03-01 12:00"))
    registered = anna.do("garment.registered", garment="jacket")
    anna.decide("reverse", registered)

    assert anna.refusal("repair.requested", garment="jacket") != ""


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        ("repair.requested|follows", "garment.registred", "repair.requested/follows"),
        ("garment.registered|once_per", "year", "repair.requested/follows"),
        ("repair.requested|data|garment", None, "repair.requested/data"),
        ("repair.requested|once_per", "year", "repair.requested/once_per"),
    ],
)
def test_what_follows_something_by_no_field_of_it_is_told(
    path: str, value: Any, pointer: str
) -> None:
    text = text_of("repairs-not-points", **{f"activities|{path}": value})

    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text)

    assert [problem.pointer for problem in refused.value.problems] == [f"/activities/{pointer}"]


def test_a_request_that_nobody_answers_gives_the_repair_back(anna: Doer) -> None:
    anna.do("repair.requested", garment="jacket")

    anna.shop.at("2026-09-01 12:00")

    assert a_balance(anna) == [1, 0, 0, 0]
