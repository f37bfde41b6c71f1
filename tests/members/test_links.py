"""Links between members: consent of both, limits, ends."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from pymongo.database import Database

import members
from foundation import clock as clocks
from foundation.clock import FrozenClock
from members import links
from members.links import Limits
from tests.members.conftest import OLGA
from tests.sales.shop import at_once

Records = Database[dict[str, Any]]
FREE = Limits()


def a_person(name: str) -> str:
    """Enroll somebody; gives the id."""
    member_id: str = members.enroll(profile={"name": {"given": name}})["id"]
    return member_id


@pytest.fixture
def pair(database: Records) -> tuple[str, str]:
    """Anna and Boris."""
    return a_person("Anna"), a_person("Boris")


def test_a_link_holds_when_both_have_consented(pair: tuple[str, str], clock: FrozenClock) -> None:
    anna, boris = pair

    asked = links.invite("companion", anna, boris, by=anna, limits=FREE)
    before = links.relations_of(anna), links.relations_of(boris)
    accepted = links.accept(asked["id"], by=boris, limits=FREE)

    assert (asked["status"], accepted["status"]) == ("pending", "active")
    assert before == ({}, {})
    assert [(c["side"], c["by"]) for c in accepted["consents"]] == [("from", anna), ("to", boris)]
    assert links.relations_of(anna) == {"companion": [boris]}
    assert links.relations_of(boris) == {"companion_of": [anna]}
    assert links.accept(asked["id"], by=boris, limits=FREE) == links.get_link(asked["id"])


def test_nobody_consents_for_the_other_side(pair: tuple[str, str]) -> None:
    anna, boris = pair
    asked = links.invite("friend", anna, boris, by=anna, limits=FREE)
    stranger = a_person("Viktor")

    with pytest.raises(links.LinkStatusConflict):
        links.accept(asked["id"], by=anna, limits=FREE)
    with pytest.raises(links.LinkNotFound):
        links.accept(asked["id"], by=stranger, limits=FREE)
    with pytest.raises(links.LinkNotFound):
        links.end(asked["id"], by=stranger, reason="mine")
    with pytest.raises(links.LinkNotFound):
        links.invite("friend", anna, boris, by=stranger, limits=FREE)


def test_an_open_invitation_is_taken_by_whoever_has_its_id(pair: tuple[str, str]) -> None:
    anna, boris = pair
    asked = links.invite("friend", anna, by=anna, limits=FREE)

    with pytest.raises(links.LinkStatusConflict):
        links.accept(asked["id"], by=anna, limits=FREE)
    accepted = links.accept(asked["id"], by=boris, limits=FREE)

    assert accepted["to_id"] == boris
    with pytest.raises(links.LinkNotFound):
        links.accept(asked["id"], by=a_person("Viktor"), limits=FREE)


@pytest.mark.parametrize("by", [0, 1])
def test_either_side_ends_a_link_and_it_is_over(pair: tuple[str, str], by: int) -> None:
    anna, boris = pair
    asked = links.invite("friend", anna, boris, by=anna, limits=FREE)
    links.accept(asked["id"], by=boris, limits=FREE)

    ended = links.end(asked["id"], by=pair[by], reason="moved on")
    again = links.end(asked["id"], by=anna, reason="again")

    assert (ended["status"], ended["ended_by"], ended["reason"]) == ("ended", pair[by], "moved on")
    assert again == ended
    assert links.relations_of(anna) == {}
    with pytest.raises(links.LinkStatusConflict):
        links.accept(asked["id"], by=boris, limits=FREE)


def test_two_are_linked_once_so_and_never_with_oneself(pair: tuple[str, str]) -> None:
    anna, boris = pair
    links.invite("friend", anna, boris, by=anna, limits=FREE)

    with pytest.raises(links.LinkExists):
        links.invite("friend", anna, boris, by=boris, limits=FREE)
    with pytest.raises(links.LinkEndsInvalid):
        links.invite("friend", anna, anna, by=anna, limits=FREE)
    with pytest.raises(links.LinkEndsInvalid):
        links.invite("employee", anna, boris, by=anna, limits=FREE)


def test_an_old_invitation_is_out_of_date(pair: tuple[str, str], clock: FrozenClock) -> None:
    anna, boris = pair
    asked = links.invite("friend", anna, boris, by=anna, limits=FREE)
    clock.advance(days=30)

    with pytest.raises(links.LinkStatusConflict):
        links.accept(asked["id"], by=boris, limits=FREE)


def test_an_old_invitation_is_not_in_the_way_of_a_new_one(
    pair: tuple[str, str], clock: FrozenClock
) -> None:
    anna, boris = pair
    old = links.invite("friend", anna, boris, by=anna, limits=FREE)
    clock.advance(days=30)
    new = links.invite("friend", anna, boris, by=anna, limits=FREE)
    clock.advance(days=30)
    unnamed = links.invite("friend", anna, by=anna, limits=FREE)

    accepted = links.accept(unnamed["id"], by=boris, limits=FREE)

    assert [links.get_link(one["id"])["status"] for one in (old, new)] == ["ended", "ended"]
    assert (accepted["status"], accepted["to_id"]) == ("active", boris)


def test_fifty_invitations_may_wait_at_a_time(pair: tuple[str, str], clock: FrozenClock) -> None:
    anna, boris = pair
    asked = [links.invite("friend", anna, by=anna, limits=FREE) for _ in range(50)]

    with pytest.raises(links.InvitationsTooMany):
        links.invite("companion", anna, boris, by=anna, limits=FREE)
    links.invite("friend", boris, anna, by=boris, limits=FREE)
    links.end(asked[0]["id"], by=anna, reason="mistaken")
    links.invite("companion", anna, boris, by=anna, limits=FREE)
    clock.advance(days=30)
    links.invite("friend", anna, by=anna, limits=FREE)


def test_of_two_foundings_at_once_no_household_is_left_empty(
    pair: tuple[str, str], database: Records
) -> None:
    anna, _ = pair
    one = Limits(most_to=1)

    answers = at_once([lambda: links.found_household(anna, name="R", limits=one) for _ in "ab"])

    kinds = sorted(type(answer).__name__ for answer in answers)
    assert kinds == ["LinkLimitReached", "dict"]
    assert database["members"].count_documents({"kind": "household"}) == 1


def test_one_may_be_linked_only_so_often(pair: tuple[str, str]) -> None:
    anna, boris = pair
    one = Limits(most_from=1)
    first = links.invite("companion", anna, boris, by=anna, limits=one)
    second = links.invite("companion", anna, a_person("Viktor"), by=anna, limits=one)
    viktor = second["to_id"]

    answers = at_once(
        [
            lambda: links.accept(first["id"], by=boris, limits=one),
            lambda: links.accept(second["id"], by=viktor, limits=one),
        ]
    )

    kinds = sorted(type(answer).__name__ for answer in answers)
    assert kinds == ["LinkLimitReached", "dict"]
    assert len(links.relations_of(anna)["companion"]) == 1


def test_a_companion_is_changed_three_times_a_year(database: Records, clock: FrozenClock) -> None:
    anna = a_person("Anna")
    start = clock.now().replace(month=1, day=1, hour=0)
    limits = Limits(most_from=1, changes=3, changes_since=start)

    def change() -> None:
        other = a_person("Boris")
        asked = links.invite("companion", anna, other, by=anna, limits=limits)
        links.accept(asked["id"], by=other, limits=limits)
        links.end(asked["id"], by=anna, reason="another one")
        clock.advance(days=1)

    for _ in range(4):  # The first companion is no change.
        change()

    with pytest.raises(links.LinkChangesUsedUp):
        change()
    limits = Limits(most_from=1, changes=3, changes_since=start.replace(year=start.year + 1))
    change()


def test_a_household_has_a_founder_who_speaks_for_it(pair: tuple[str, str]) -> None:
    anna, boris = pair
    founded = links.found_household(anna, name="Rusu", limits=Limits(most_to=1, most_from=2))
    home = founded["from_id"]

    asked = links.invite("household", home, boris, by=anna, limits=FREE)
    links.accept(asked["id"], by=boris, limits=FREE)

    assert members.get_member(home)["kind"] == "household"
    assert links.relations_of(anna) == {"household": [home]}
    assert sorted(links.relations_of(home)["household_member"]) == sorted(pair)
    with pytest.raises(links.LinkLimitReached):
        links.found_household(anna, name="Second", limits=Limits(most_to=1))


def test_a_company_is_spoken_for_by_operators(pair: tuple[str, str]) -> None:
    anna, _ = pair
    company = members.enroll(profile={"name": {"given": "Acme"}}, kind="company")["id"]

    asked = links.invite("employee", company, anna, by=OLGA, limits=FREE, is_operator=True)
    links.accept(asked["id"], by=anna, limits=FREE)

    assert links.relations_of(anna) == {"company": [company]}
    assert links.relations_of(company) == {}  # There may be thousands.
    links.end(asked["id"], by=OLGA, reason="left the company", is_operator=True)
    assert links.relations_of(anna) == {}


def test_who_is_gone_has_no_links(pair: tuple[str, str]) -> None:
    anna, boris = pair
    asked = links.invite("friend", anna, boris, by=anna, limits=FREE)
    links.accept(asked["id"], by=boris, limits=FREE)
    links.invite("companion", boris, anna, by=boris, limits=FREE)

    assert links.end_all(anna, reason="closed") == 2
    assert links.list_links(boris, statuses=("pending", "active")) == []
    told = sorted(event["name"] for event in _told(boris))
    assert told == ["LinkActivated", "LinkEnded", "LinkEnded", "LinkInvited", "LinkInvited"]


def _told(member_id: str) -> list[dict[str, Any]]:
    from foundation import database
    from foundation.shapes import whole_walks

    with whole_walks():
        return [e for e in database.collection("outbox").find({}) if "link_id" in e["body"]]


def test_a_company_that_is_gone_has_none_of_its_many_employees(database: Records) -> None:
    company = members.enroll(profile={"name": {"given": "Works"}}, kind="company")["id"]
    shared = {"kind": "employee", "from_id": company, "status": "active", "consents": []}
    database["links"].insert_many(
        {"_id": f"lnk_{n}", "to_id": f"mem_{n}", "invited_at": clocks.now(), **shared}
        for n in range(501)
    )

    assert links.end_all(company, reason="closed") == 501
    assert links.list_links(company, statuses=("pending", "active")) == []


def test_an_invitation_that_is_accepted_while_it_is_taken_back_is_over(
    pair: tuple[str, str],
) -> None:
    anna, boris = pair
    for _ in range(5):
        asked = links.invite("friend", anna, by=anna, limits=FREE)["id"]
        accepting = partial(links.accept, asked, by=boris, limits=FREE)
        ending = partial(links.end, asked, by=anna, reason="changed my mind")

        at_once([accepting, ending])

        assert links.get_link(asked)["status"] == "ended"
