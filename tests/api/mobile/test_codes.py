"""A member's codes over HTTP: their own, and texts that they try."""

from __future__ import annotations

import offers
from foundation.clock import FrozenClock
from tests.api.catalogue_shop import open_catalogue
from tests.api.people import Person

CHECK = "/v1/mobile/codes/check"


def test_a_member_sees_the_codes_to_be_shared(anna: Person, boris: Person) -> None:
    open_catalogue()
    made = offers.issue("kopeck", "friend", member_id=anna.id)

    (shown,) = anna.get("/v1/mobile/codes").json["items"]

    assert (shown["text"], shown["state"], shown["limit"]) == (made["text"], "assigned", None)
    assert boris.get("/v1/mobile/codes").json["items"] == []


def test_a_good_code_is_accepted_and_every_bad_one_answered_alike(anna: Person) -> None:
    open_catalogue()
    revoked = offers.issue("kopeck", "once")["text"]
    offers.revoke("kopeck", revoked, author="olga")

    good = anna.post(CHECK, json={"code": "spring"})
    bad = [anna.post(CHECK, json={"code": text}) for text in (revoked, "NOSUCH", "??")]

    assert (good.json["is_accepted"], good.json["series"]) == (True, "spring")
    assert [answer.json for answer in bad] == [bad[0].json] * 3
    assert bad[0].json["rejection"]["code"] == "NOT_FOUND"


def test_who_guesses_waits(anna: Person, boris: Person, clock: FrozenClock) -> None:
    open_catalogue()
    for n in range(5):
        anna.post(CHECK, json={"code": f"GUESS{n}"})

    waits = anna.post(CHECK, json={"code": "SPRING"})
    others = boris.post(CHECK, json={"code": "SPRING"})

    assert (waits.status_code, waits.json["code"]) == (503, "CODE_GUESSES_TOO_MANY")
    assert others.json["is_accepted"]
