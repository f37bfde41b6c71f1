"""A member's cards as operators see them and put them out of use."""

from __future__ import annotations

from tests.api.people import Person
from wallet import cards

MEMBERS = "/v1/marketing/members"


def cards_path(member: Person, *rest: str) -> str:
    """Give the path of a member's cards or of something of one."""
    return "/".join([MEMBERS, member.id, "cards", *rest])


def test_nobody_sees_or_blocks_cards_without_a_token_and_scope(
    olga: Person, viktor: Person, anna: Person
) -> None:
    card_id = cards.list_cards(anna.id)[0].id
    writes = [cards_path(anna, card_id, act) for act in ("block", "unblock", "replace")]

    strange = [olga.client.get(cards_path(anna)), *[olga.client.post(path) for path in writes]]
    looking = [viktor.post(path) for path in writes]

    assert {a.status_code for a in strange} == {401}
    assert {(a.status_code, a.json["code"]) for a in looking} == {(403, "SCOPE_MISSING")}
    assert viktor.get(cards_path(anna)).status_code == 200


def test_a_lost_card_is_blocked_and_replaced(olga: Person, viktor: Person, anna: Person) -> None:
    card_id = cards.list_cards(anna.id)[0].id

    blocked = olga.post(cards_path(anna, card_id, "block"))
    back = olga.post(cards_path(anna, card_id, "unblock"))
    new = olga.post(cards_path(anna, card_id, "replace"))
    again = [olga.post(cards_path(anna, card_id, a)) for a in ("block", "unblock", "replace")]

    shown = viktor.get(cards_path(anna)).json["items"]
    assert [a.json["status"] for a in (blocked, back)] == ["blocked", "active"]
    assert new.status_code == 201
    assert {card["id"]: card["replaced_by"] for card in shown} == {
        card_id: new.json["id"],
        new.json["id"]: None,
    }
    assert [(a.status_code, a.json["code"]) for a in again] == [(409, "CARD_REPLACED")] * 3


def test_a_card_of_another_member_is_not_there(olga: Person, anna: Person, boris: Person) -> None:
    card_id = cards.list_cards(boris.id)[0].id

    answers = [olga.post(cards_path(anna, card_id, a)) for a in ("block", "unblock", "replace")]
    nobody = olga.get(f"{MEMBERS}/mem_nobody/cards")

    assert {(a.status_code, a.json["code"]) for a in answers} == {(404, "CARD_NOT_FOUND")}
    assert (nobody.status_code, nobody.json["code"]) == (404, "MEMBER_NOT_FOUND")
    assert cards.get_card(card_id).status == "active"


def test_a_member_is_found_by_a_card_in_any_spelling_in_use_or_not(
    viktor: Person, anna: Person, boris: Person
) -> None:
    virtual = cards.list_cards(anna.id)[0]
    cards.link_card(anna.id, "036000291452")
    cards.link_card(boris.id, "4006381333931", kind="foreign")
    cards.block_card(virtual.id)
    spellings = [
        f" {virtual.number[:4]} {virtual.number[4:8]}-{virtual.number[8:]} ",
        "0036000291452",
    ]

    found = [viktor.get(MEMBERS, query_string={"search": text}).json for text in spellings]
    foreign = viktor.get(MEMBERS, query_string={"search": "4006381333931"}).json
    closed = {"search": virtual.number, "status": "closed"}

    assert [[member["id"] for member in page["items"]] for page in found] == [[anna.id]] * 2
    assert foreign == {"items": [], "next_cursor": None}
    assert viktor.get(MEMBERS, query_string=closed).json["items"] == []
