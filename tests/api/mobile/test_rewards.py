"""A member's way through the catalogue, over HTTP."""

from __future__ import annotations

from foundation.clock import FrozenClock
from tests.api.catalogue_shop import open_catalogue
from tests.api.people import Person
from tests.api.shop import a_key, give_points

REDEMPTIONS = "/v1/mobile/redemptions"


def test_the_catalogue_tells_what_is_missing_in_the_member_s_language(anna: Person) -> None:
    open_catalogue()
    give_points(anna, 60)

    answer = anna.get("/v1/mobile/rewards", headers={"Accept-Language": "ro"})

    cup, mug = answer.json["items"]
    assert (cup["name"], cup["missing"], mug["left"]) == ("O ceașcă de cafea", 40, 1)
    assert cup["rejection"]["code"] == "INSUFFICIENT_POINTS"
    assert cup["rejection"]["message"] == "Mai lipsesc unități: 40."


def test_a_reward_is_taken_once_however_often_it_is_sent(anna: Person) -> None:
    open_catalogue()
    give_points(anna, 250)
    key = a_key()

    first = anna.post(REDEMPTIONS, json={"reward": "cup"}, headers=key)
    again = anna.post(REDEMPTIONS, json={"reward": "cup"}, headers=key)

    assert (first.status_code, first.json["state"]) == (201, "confirmed")
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(anna.get(REDEMPTIONS).json["items"]) == 1


def test_redemptions_are_read_page_by_page_the_newest_first(
    anna: Person, clock: FrozenClock
) -> None:
    open_catalogue()
    give_points(anna, 1000)
    made = []
    for minutes in (0, 1, 0):
        clock.advance(minutes=minutes)
        made.append(anna.post(REDEMPTIONS, json={"reward": "cup"}, headers=a_key()).json["id"])

    first = anna.get(f"{REDEMPTIONS}?limit=1").json
    second = anna.get(f"{REDEMPTIONS}?limit=1&cursor={first['next_cursor']}").json
    last = anna.get(f"{REDEMPTIONS}?limit=1&cursor={second['next_cursor']}").json

    pages = [page["items"][0]["id"] for page in (first, second, last)]
    assert pages == [*sorted(made[1:], reverse=True), made[0]]
    assert last["next_cursor"] is None
    assert anna.get(f"{REDEMPTIONS}?cursor=nonsense").json["code"] == "CURSOR_INVALID"


def test_what_cannot_be_had_is_refused_with_the_reason(anna: Person) -> None:
    open_catalogue()

    poor = anna.post(REDEMPTIONS, json={"reward": "cup"}, headers=a_key())
    unknown = anna.post(REDEMPTIONS, json={"reward": "ship"}, headers=a_key())

    assert (poor.status_code, poor.json["code"]) == (409, "REWARD_REFUSED")
    assert (unknown.status_code, unknown.json["code"]) == (404, "REWARD_NOT_FOUND")


def test_a_reward_that_waits_is_cancelled_by_its_member_alone(anna: Person, boris: Person) -> None:
    open_catalogue()
    give_points(anna, 100)
    opened = anna.post(REDEMPTIONS, json={"reward": "mug"}, headers=a_key()).json
    path = f"{REDEMPTIONS}/{opened['id']}/cancel"

    foreign = boris.post(path, headers=a_key())
    own = anna.post(path, headers=a_key())
    twice = anna.post(path, headers=a_key())

    assert (opened["state"], foreign.status_code) == ("opened", 404)
    assert (own.json["state"], twice.json["code"]) == ("cancelled", "REDEMPTION_CLOSED")


def test_nobody_looks_without_a_token(anna: Person) -> None:
    assert anna.client.get("/v1/mobile/rewards").status_code == 401
    assert anna.client.get(REDEMPTIONS).status_code == 401
