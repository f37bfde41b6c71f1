"""Programs tried out and put in force."""

from __future__ import annotations

import pytest

from api.marketing.programs import MANIFEST
from foundation.clock import FrozenClock
from tests.api.people import Person

PROGRAMS = "/v1/marketing/programs"
VERSIONS = f"{PROGRAMS}/kopeck/versions"
YAML = {"Content-Type": "application/yaml; charset=utf-8"}
NEXT_YEAR = {"effective_at": "2027-01-01T00:00:00Z"}
TWO_PERCENT = MANIFEST.replace("percent: 1", "percent: 2")


def test_a_manifest_is_put_in_force_as_yaml_and_as_json(olga: Person, clock: FrozenClock) -> None:
    first = olga.post(VERSIONS, data=MANIFEST.encode(), headers=YAML)
    clock.advance(minutes=5)
    second = olga.post(VERSIONS, json={"manifest": TWO_PERCENT})

    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json["version"], second.json["version"]) == (1, 2)
    assert first.json["author"] == olga.id
    assert first.json["manifest"] == MANIFEST
    listed = olga.get(VERSIONS).json["items"]
    assert [version["version"] for version in listed] == [1, 2]
    assert [p["version"] for p in olga.get(PROGRAMS).json["items"]] == [2]


def test_the_same_text_again_is_the_same_version(olga: Person) -> None:
    first = olga.post(VERSIONS, json={"manifest": MANIFEST})
    again = olga.post(VERSIONS, json={"manifest": MANIFEST})

    assert first.json == again.json


def test_a_version_may_begin_later(olga: Person) -> None:
    answer = olga.post(
        VERSIONS,
        json={"manifest": MANIFEST},
        query_string={"effective_at": "2026-04-01T00:00+03:00"},
    )

    assert answer.json["effective_at"] == "2026-03-31T21:00:00.000Z"


def test_a_version_may_not_begin_before_the_last(olga: Person) -> None:
    olga.post(VERSIONS, json={"manifest": MANIFEST})
    early = {"effective_at": "2026-01-01T00:00:00Z"}

    other = olga.post(VERSIONS, json={"manifest": TWO_PERCENT}, query_string=early)
    same = olga.post(VERSIONS, json={"manifest": MANIFEST}, query_string=early)

    assert (other.status_code, other.json["code"]) == (409, "PROGRAM_EFFECTIVE_TOO_EARLY")
    assert (same.status_code, same.json["code"]) == (409, "PROGRAM_VERSION_UNCHANGED")


def test_a_plan_tells_what_would_change_and_changes_nothing(viktor: Person, olga: Person) -> None:
    olga.post(VERSIONS, json={"manifest": MANIFEST})

    plan = viktor.post(f"{PROGRAMS}/plan", data=TWO_PERCENT.encode(), headers=YAML)

    assert (plan.json["program"], plan.json["version"]) == ("kopeck", 2)
    assert any("percent" in change for change in plan.json["changes"])
    assert len(olga.get(VERSIONS).json["items"]) == 1


@pytest.mark.parametrize(
    "text", ["", "code: [", "code: 5", "colour: red", "a: &a [*a]", "[" * 20_000, "!!python/x {}"]
)
def test_what_is_no_manifest_is_refused_with_the_places(olga: Person, text: str) -> None:
    answer = olga.post(f"{PROGRAMS}/plan", data=text.encode(), headers=YAML)

    assert (answer.status_code, answer.json["code"]) == (422, "MANIFEST_INVALID")
    assert answer.json["errors"]


def test_a_manifest_of_another_program_is_refused(olga: Person) -> None:
    answer = olga.post(f"{PROGRAMS}/other/versions", json={"manifest": MANIFEST})

    assert (answer.status_code, answer.json["code"]) == (422, "PROGRAM_CODE_DIFFERS")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"code: \xff", "application/yaml", 400),
        (b"code: kopeck", "text/plain", 415),
        (b" " * 1_048_576, "application/yaml", 413),
        (b"# " + b"x" * 100_000, "application/yaml", 422),
    ],
)
def test_a_manifest_that_cannot_be_read_is_refused(
    olga: Person, content: bytes, kind: str, status: int
) -> None:
    answer = olga.post(VERSIONS, data=content, headers={"Content-Type": kind})

    assert answer.status_code == status


def test_a_version_is_kept_by_its_entity_tag(viktor: Person, olga: Person) -> None:
    olga.post(VERSIONS, json={"manifest": MANIFEST})

    first = viktor.get(f"{VERSIONS}/1")
    again = viktor.get(f"{VERSIONS}/1", headers={"If-None-Match": first.headers["ETag"]})

    assert first.json["manifest"] == MANIFEST
    assert again.status_code == 304


@pytest.mark.parametrize("path", [f"{PROGRAMS}/none/versions", f"{PROGRAMS}/none/versions/1"])
def test_a_program_that_is_not_there_is_404(viktor: Person, path: str) -> None:
    answer = viktor.get(path)

    assert (answer.status_code, answer.json["code"]) == (404, "PROGRAM_NOT_FOUND")
    assert answer.json["detail"] == "There is no program none."


def test_a_version_that_is_not_there_is_404(viktor: Person, olga: Person) -> None:
    olga.post(VERSIONS, json={"manifest": MANIFEST})

    answer = viktor.get(f"{VERSIONS}/9")

    assert (answer.status_code, answer.json["code"]) == (404, "PROGRAM_VERSION_NOT_FOUND")


def test_a_version_scheduled_by_mistake_is_withdrawn(olga: Person) -> None:
    olga.post(VERSIONS, json={"manifest": MANIFEST})
    olga.post(VERSIONS, json={"manifest": TWO_PERCENT}, query_string=NEXT_YEAR)

    answers = [olga.delete(f"{VERSIONS}/2") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    listed = olga.get(VERSIONS).json["items"]
    assert [version["withdrawn_at"] for version in listed] == [None, "2026-03-02T10:00:00.000Z"]
    assert listed[1]["withdrawn_by"] == olga.id
    other = MANIFEST.replace("percent: 1", "percent: 3")
    assert olga.post(VERSIONS, json={"manifest": other}).json["version"] == 3


def test_only_what_is_there_and_has_not_begun_is_withdrawn(olga: Person, viktor: Person) -> None:
    olga.post(VERSIONS, json={"manifest": MANIFEST})

    begun, missing = olga.delete(f"{VERSIONS}/1"), olga.delete(f"{VERSIONS}/2")
    unknown = olga.delete(f"{PROGRAMS}/none/versions/1")
    forbidden = viktor.delete(f"{VERSIONS}/1")

    assert (begun.status_code, begun.json["code"]) == (409, "PROGRAM_VERSION_BEGUN")
    assert (missing.status_code, missing.json["code"]) == (404, "PROGRAM_VERSION_NOT_FOUND")
    assert (unknown.status_code, unknown.json["code"]) == (404, "PROGRAM_NOT_FOUND")
    assert (forbidden.status_code, forbidden.json["code"]) == (403, "SCOPE_MISSING")


def test_what_members_hold_keeps_its_currency_and_account(olga: Person) -> None:
    olga.post(VERSIONS, json={"manifest": MANIFEST})
    renamed = MANIFEST.replace("points:", "bonus:").replace("account: points", "account: bonus")
    changes = {
        "PROGRAM_CURRENCY_FIXED": MANIFEST.replace("MDL", "EUR"),
        "PROGRAM_ACCOUNT_REMOVED": renamed,
        "PROGRAM_ACCOUNT_KIND_FIXED": MANIFEST.replace("kind: points", "kind: stamps"),
    }

    for code, text in changes.items():
        planned = olga.post(f"{PROGRAMS}/plan", json={"manifest": text}).json["refusals"]
        answer = olga.post(VERSIONS, json={"manifest": text})

        assert (answer.status_code, answer.json["code"]) == (409, code)
        refusal = {key: answer.json[key] for key in ("code", "detail", "errors")}
        assert planned == [refusal]
        assert refusal["errors"][0]["pointer"].startswith(("/currency", "/accounts"))


def test_a_plan_looks_at_the_moment_too(olga: Person) -> None:
    olga.post(VERSIONS, json={"manifest": MANIFEST}, query_string=NEXT_YEAR)

    now = olga.post(f"{PROGRAMS}/plan", json={"manifest": TWO_PERCENT})
    later = olga.post(f"{PROGRAMS}/plan", json={"manifest": TWO_PERCENT}, query_string=NEXT_YEAR)

    (refusal,) = now.json["refusals"]
    assert refusal["code"] == "PROGRAM_EFFECTIVE_TOO_EARLY"
    assert "begins at 2027-01-01T00:00:00.000Z;" in refusal["detail"]
    assert later.json["refusals"] == []


@pytest.mark.parametrize("path", [VERSIONS, f"{PROGRAMS}/plan"])
def test_a_plus_that_became_a_space_gets_a_hint(olga: Person, path: str) -> None:
    body = {"manifest": MANIFEST}

    lost = olga.post(f"{path}?effective_at=2026-04-01T00:00:00+02:00", json=body)
    kept = olga.post(f"{path}?effective_at=2026-04-01T00:00:00%2B02:00", json=body)

    assert kept.status_code in (200, 201)
    assert lost.status_code == 422
    (error,) = lost.json["errors"]
    assert (error["pointer"], error["code"]) == ("/effective_at", "WRONG_TYPE")
    assert "%2B" in error["message"]


def test_who_may_only_look_puts_nothing_in_force(viktor: Person) -> None:
    answer = viktor.post(VERSIONS, json={"manifest": MANIFEST})

    assert (answer.status_code, answer.json["code"]) == (403, "SCOPE_MISSING")
