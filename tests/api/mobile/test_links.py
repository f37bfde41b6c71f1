"""Links on the phone: offered, accepted, ended; seen by operators; companies and employees."""

from __future__ import annotations

import json

import pytest
import yaml

import program
from tests.api import shop
from tests.api.people import Person
from wallet import cards

LINKS = "/v1/mobile/links"


@pytest.fixture(autouse=True)
def _shop(till: Person) -> None:
    terms = yaml.safe_load(shop.TERMS)
    kinds = {"companion": {"changes_per_year": 1}, "friend": {}, "household": {}, "employee": {}}
    text = json.dumps({**terms, "links": kinds})
    program.apply(text, author="tests", effective_at=shop.OPENED_AT)


def card_of(person: Person) -> str:
    """Give the number of a person's card."""
    return cards.list_cards(person.id)[0].number


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", LINKS),
        ("POST", LINKS),
        ("GET", f"{LINKS}/household"),
        ("POST", f"{LINKS}/household"),
        ("POST", f"{LINKS}/lnk_1/acceptance"),
        ("DELETE", f"{LINKS}/lnk_1"),
    ],
)
def test_links_are_for_members(anna: Person, till: Person, method: str, path: str) -> None:
    anonymous = anna.client.open(path, method=method)

    assert anonymous.status_code == 401
    assert till.call(method, path).status_code in (401, 403)


def test_a_link_is_offered_by_card_and_accepted(anna: Person, boris: Person) -> None:
    offered = anna.post(LINKS, json={"kind": "companion", "card": card_of(boris)})
    accepted = boris.post(f"{LINKS}/{offered.json['id']}/acceptance")

    assert (offered.status_code, offered.json["status"]) == (201, "pending")
    assert (accepted.status_code, accepted.json["status"]) == (200, "active")
    assert boris.get(LINKS).json == anna.get(LINKS).json == {"items": [accepted.json]}


def test_an_open_invitation_is_accepted_by_its_id(anna: Person, boris: Person) -> None:
    link_id = anna.post(LINKS, json={"kind": "friend"}).json["id"]

    accepted = boris.post(f"{LINKS}/{link_id}/acceptance")

    assert accepted.json["to_id"] == boris.id


def test_a_card_out_of_use_is_refused_as_one_that_never_was(anna: Person, boris: Person) -> None:
    number = card_of(boris)
    cards.block_card(cards.list_cards(boris.id)[0].id)

    answers = [
        anna.post(LINKS, json={"kind": "companion", "card": card})
        for card in (number, "2948317730128641")
    ]

    assert [answer.json["code"] for answer in answers] == ["MEMBER_NOT_IDENTIFIED"] * 2
    assert answers[0].json["detail"] == answers[1].json["detail"]


def test_strangers_see_and_end_nothing(anna: Person, boris: Person, olga: Person) -> None:
    link_id = anna.post(LINKS, json={"kind": "friend", "card": card_of(anna)})
    offered = anna.post(LINKS, json={"kind": "friend"}).json

    answer = boris.delete(f"{LINKS}/{offered['id']}")

    assert (link_id.status_code, link_id.json["code"]) == (422, "LINK_ENDS_INVALID")
    assert (answer.status_code, answer.json["code"]) == (404, "LINK_NOT_FOUND")
    assert boris.get(LINKS).json == {"items": []}


def test_a_household_is_founded_and_others_are_asked(anna: Person, boris: Person) -> None:
    assert anna.get(f"{LINKS}/household").json["code"] == "LINK_NOT_FOUND"
    nobody = anna.post(LINKS, json={"kind": "household"})
    founded = anna.post(f"{LINKS}/household", json={"name": "Rusu"})
    again = anna.post(f"{LINKS}/household", json={"name": "Second"})
    asked = anna.post(LINKS, json={"kind": "household", "card": card_of(boris)})
    accepted = boris.post(f"{LINKS}/{asked.json['id']}/acceptance")

    assert (nobody.status_code, nobody.json["code"]) == (404, "LINK_NOT_FOUND")
    assert (founded.status_code, founded.json["status"]) == (201, "active")
    assert (again.status_code, again.json["code"]) == (409, "LINK_LIMIT_REACHED")
    assert accepted.json["from_id"] == founded.json["from_id"]
    home = boris.get(f"{LINKS}/household").json
    assert (home["id"], home["name"]) == (founded.json["from_id"], "Rusu")
    assert set(home["members"]) == {anna.id, boris.id}
    assert [card["kind"] for card in home["cards"]] == ["virtual"]


def test_a_link_is_changed_only_so_often(anna: Person, boris: Person) -> None:
    for _ in range(2):
        link_id = anna.post(LINKS, json={"kind": "companion", "card": card_of(boris)}).json["id"]
        boris.post(f"{LINKS}/{link_id}/acceptance")
        ended = anna.delete(f"{LINKS}/{link_id}")
        assert (ended.status_code, ended.json["status"]) == (200, "ended")

    answer = anna.post(LINKS, json={"kind": "companion", "card": card_of(boris)})

    assert (answer.status_code, answer.json["code"]) == (409, "LINK_CHANGES_USED_UP")


def test_a_card_of_nobody_is_refused(anna: Person) -> None:
    answer = anna.post(LINKS, json={"kind": "friend", "card": "2999999999999"})

    assert (answer.status_code, answer.json["code"]) == (404, "MEMBER_NOT_IDENTIFIED")


def test_a_company_asks_an_employee_who_accepts(anna: Person, olga: Person) -> None:
    company = olga.post("/v1/marketing/companies", json={"name": "Acme"})
    path = f"/v1/marketing/companies/{company.json['id']}/employees"
    asked = olga.post(path, json={"member_id": anna.id})
    accepted = anna.post(f"{LINKS}/{asked.json['id']}/acceptance")
    listed = olga.get(f"/v1/marketing/members/{company.json['id']}/links")
    ended = olga.post(f"/v1/marketing/links/{asked.json['id']}/end", json={"reason": "has left"})

    assert (company.status_code, company.json["kind"]) == (201, "company")
    assert (asked.status_code, accepted.json["status"]) == (201, "active")
    assert listed.json == {"items": [accepted.json]}
    assert (ended.json["status"], ended.json["ended_by"]) == ("ended", olga.id)


def test_operators_who_may_only_look_make_no_links(viktor: Person, anna: Person) -> None:
    assert viktor.get(f"/v1/marketing/members/{anna.id}/links").status_code == 200
    for path in ("companies", "companies/mem_1/employees", "links/lnk_1/end"):
        answer = viktor.post(f"/v1/marketing/{path}", json={"name": "Acme"})
        assert (answer.status_code, answer.json["code"]) == (403, "SCOPE_MISSING")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("companies/mem_1/employees", {"member_id": "mem_2"}, "MEMBER_NOT_FOUND"),
        ("links/lnk_1/end", {"reason": "has left"}, "LINK_NOT_FOUND"),
        ("companies", {"name": "Acme", "email": "no address"}, "PROFILE_INVALID"),
    ],
)
def test_what_is_not_there_is_refused(
    olga: Person, path: str, body: dict[str, str], code: str
) -> None:
    assert olga.post(f"/v1/marketing/{path}", json=body).json["code"] == code


def test_a_program_without_the_kind_knows_no_such_links(anna: Person) -> None:
    program.apply(shop.TERMS, author="tests")

    answer = anna.post(LINKS, json={"kind": "friend"})

    assert (answer.status_code, answer.json["code"]) == (422, "LINK_KIND_UNKNOWN")
