from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

import program
from foundation.clock import FrozenClock
from tests.program.manifests import a_rule, text_of

pytestmark = pytest.mark.usefixtures("database", "clock")

FIRST = text_of()
SECOND = text_of(earning=[a_rule(give={"percent": 2})])
THIRD = text_of(earning=[a_rule(give={"percent": 3})])
OPENED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_a_manifest_is_applied_as_a_version_from_now() -> None:
    version = program.apply(FIRST, author="olga")

    assert (version.program, version.version, version.effective_at) == ("shop", 1, OPENED)
    assert (version.author, version.manifest, version.warnings) == ("olga", FIRST, ())
    assert program.get_version("shop", 1) == version
    assert program.terms_at("shop", OPENED).version == 1


def test_the_same_text_again_is_the_same_version(clock: FrozenClock) -> None:
    first = program.apply(FIRST, author="olga")
    clock.advance(days=1)

    assert program.apply(FIRST, author="boris") == first
    assert program.apply(FIRST, author="boris", effective_at=OPENED) == first
    assert len(program.list_versions("shop")) == 1


def test_the_same_text_from_another_date_is_refused() -> None:
    program.apply(FIRST, author="olga")

    with pytest.raises(program.VersionUnchanged, match="version 1 already"):
        program.apply(FIRST, author="olga", effective_at=OPENED + timedelta(days=1))


def test_going_back_to_an_old_text_is_a_new_version(clock: FrozenClock) -> None:
    for text in (FIRST, SECOND, FIRST):
        clock.advance(days=1)
        program.apply(text, author="olga")

    assert [version.version for version in program.list_versions("shop")] == [1, 2, 3]


def test_a_receipt_is_judged_by_the_version_of_its_time() -> None:
    program.apply(FIRST, author="olga", effective_at=OPENED)
    program.apply(SECOND, author="olga", effective_at=OPENED + timedelta(days=7))
    program.apply(THIRD, author="olga", effective_at=OPENED + timedelta(days=7))

    before = program.terms_at("shop", OPENED + timedelta(days=7) - timedelta(milliseconds=1))
    after = program.terms_at("shop", OPENED + timedelta(days=7))

    assert (before.version, after.version) == (1, 3)
    assert program.terms_of("shop", 2).version == 2


def test_a_version_cannot_begin_before_the_one_it_follows() -> None:
    program.apply(FIRST, author="olga", effective_at=OPENED + timedelta(days=7))

    with pytest.raises(program.EffectiveTooEarly, match=r"begins at 2026-03-09T10:00:00\.000Z;"):
        program.apply(SECOND, author="olga")
    assert len(program.list_versions("shop")) == 1


def test_terms_before_the_first_version_are_refused() -> None:
    program.apply(FIRST, author="olga")

    with pytest.raises(program.ProgramNotEffective, match=r"begins at 2026-03-02T10:00:00\.000Z;"):
        program.terms_at("shop", OPENED - timedelta(seconds=1))


def test_an_unknown_program_or_version_is_refused() -> None:
    program.apply(FIRST, author="olga")

    with pytest.raises(program.ProgramNotFound, match="no program nothing"):
        program.terms_at("nothing", OPENED)
    with pytest.raises(program.VersionNotFound, match="The program shop has no version 2"):
        program.get_version("shop", 2)
    with pytest.raises(program.ProgramNotFound, match=r"There is no program nothing\.$"):
        program.get_version("nothing", 1)
    assert program.find_latest("nothing") is None
    assert program.list_versions("nothing") == ()


def test_a_wrong_manifest_leaves_nothing_behind() -> None:
    with pytest.raises(program.ManifestInvalid):
        program.apply(FIRST.replace("RUB", "roubles"), author="olga")

    assert program.list_programs() == ()


def test_programs_are_listed_once_in_their_last_version(clock: FrozenClock) -> None:
    program.apply(text_of(code="bakery"), author="olga")
    program.apply(FIRST, author="olga")
    clock.advance(days=1)
    program.apply(SECOND, author="olga")

    found = [(version.program, version.version) for version in program.list_programs()]

    assert found == [("bakery", 1), ("shop", 2)]


def test_terms_are_compiled_once_and_forgotten_on_demand() -> None:
    program.apply(FIRST, author="olga")

    terms = program.terms_at("shop", OPENED)
    assert program.terms_at("shop", OPENED) is terms

    program.forget_cache()
    assert program.terms_at("shop", OPENED) is not terms
    assert program.terms_at("shop", OPENED) == terms


def test_hands_applying_at_once_make_one_version_each() -> None:
    texts = [text_of(earning=[a_rule(give={"percent": n})]) for n in range(1, 7)]

    with ThreadPoolExecutor(6) as hands:
        list(hands.map(lambda text: program.apply(text, author="olga"), [*texts, *texts[:1]]))

    versions = program.list_versions("shop")
    assert [version.version for version in versions] == list(range(1, len(versions) + 1))
    assert {version.manifest for version in versions} == set(texts)


def test_hands_applying_one_text_at_once_make_one_version() -> None:
    with ThreadPoolExecutor(6) as hands:
        found = list(hands.map(lambda _: program.apply(FIRST, author="olga"), range(6)))

    assert {version.id for version in found} == {found[0].id}
    assert len(program.list_versions("shop")) == 1


def test_a_plan_tells_changes_and_changes_nothing() -> None:
    fresh = program.plan(FIRST)
    assert (fresh.version, fresh.changes) == (1, ("shop is a new program.",))

    program.apply(FIRST, author="olga")
    generous: dict[str, Any] = {"burning": {"account": "points", "value": 1, "max_percent": 20}}
    rules = [a_rule(give={"percent": 25}), a_rule(id="tea", when={"categories": ["tea"]})]
    plan = program.plan(text_of(earning=rules, **generous))

    assert plan.version == 2
    assert plan.changes == (
        "earning.basic.give.percent: 1 -> 25",
        "earning.tea is added: {id: tea, account: points, reason: Points, give: {percent: 1}, "
        "when: {categories: [tea]}}",
        "burning is added: {account: points, value: 1, max_percent: 20}",
    )
    assert [warning.code for warning in plan.warnings] == ["DISCOUNT_GE_20_RISK"]
    assert program.plan(FIRST).changes == ()
    assert [version.version for version in program.list_versions("shop")] == [1]


def test_a_plan_tells_what_applying_would_refuse(clock: FrozenClock) -> None:
    program.apply(FIRST, author="olga", effective_at=OPENED + timedelta(days=7))
    in_time = OPENED + timedelta(days=8)
    euro = text_of(currency="EUR")

    assert [refusal.code for refusal in program.plan(SECOND).refusals] == [
        "PROGRAM_EFFECTIVE_TOO_EARLY"
    ]
    assert program.plan(SECOND, effective_at=in_time).refusals == ()
    assert program.plan(FIRST).refusals == ()
    for text in (FIRST, euro):
        (refusal,) = program.plan(text, effective_at=in_time).refusals
        with pytest.raises(type(refusal), match=re.escape(refusal.detail)):
            program.apply(text, author="olga", effective_at=in_time)
    assert len(program.list_versions("shop")) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"currency": "EUR"}, program.CurrencyFixed),
        ({"accounts": {"bonus": {"kind": "points"}}}, program.AccountRemoved),
        ({"accounts": {"points": {"kind": "stamps"}}}, program.AccountKindFixed),
    ],
)
def test_a_version_that_would_strand_what_members_hold_is_refused(
    changes: dict[str, Any], refusal: type[Exception]
) -> None:
    program.apply(FIRST, author="olga")
    rules = [a_rule(account=next(iter(changes.get("accounts", {"points": None}))))]

    with pytest.raises(refusal):
        program.apply(text_of(earning=rules, **changes), author="olga")
    assert len(program.list_versions("shop")) == 1


def test_a_version_that_revalues_what_members_hold_says_so_for_good() -> None:
    program.apply(text_of(burning={"account": "points", "value": 1}), author="olga")
    dearer = text_of(burning={"account": "points", "value": 2})

    planned = program.plan(dearer).warnings
    applied = program.apply(dearer, author="olga")

    assert [warning.code for warning in planned] == ["UNIT_VALUE_CHANGED"]
    assert applied.warnings == planned == program.get_version("shop", 2).warnings
    assert program.apply(dearer, author="olga") == applied


def test_a_version_in_force_is_read_whatever_the_schema_says_by_now(
    database: Database[dict[str, Any]],
) -> None:
    program.apply(FIRST, author="olga")
    older = FIRST.replace('"name": "Shop"', '"name": "Shop", "once_allowed": 1')
    database["program_versions"].update_one({"_id": {"$ne": ""}}, {"$set": {"manifest": older}})
    program.forget_cache()

    assert program.terms_at("shop", OPENED).version == 1


def test_two_programs_keep_an_account_of_one_code_as_one_kind() -> None:
    program.apply(FIRST, author="olga")
    other = text_of(code="club", accounts={"points": {"kind": "stamps"}})

    planned = program.plan(other)

    assert [type(refusal) for refusal in planned.refusals] == [program.AccountKindTaken]
    with pytest.raises(program.AccountKindTaken):
        program.apply(other, author="olga")


def test_a_version_from_now_holds_for_the_whole_of_this_second(clock: FrozenClock) -> None:
    clock.advance(milliseconds=958)

    program.apply(FIRST, author="olga")

    assert program.terms_at("shop", OPENED).version == 1
