"""Versions taken back before they began."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import program
from foundation.clock import FrozenClock
from tests.program.manifests import a_rule, text_of

pytestmark = pytest.mark.usefixtures("database", "clock")

FIRST = text_of()
SECOND = text_of(earning=[a_rule(give={"percent": 2})])
THIRD = text_of(earning=[a_rule(give={"percent": 3})])
OPENED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LATER = OPENED + timedelta(days=365)


def test_a_version_scheduled_by_mistake_stands_in_nobodys_way(clock: FrozenClock) -> None:
    first = program.apply(FIRST, author="olga")
    mistaken = program.apply(SECOND, author="olga", effective_at=LATER)
    clock.advance(days=1)

    withdrawn = program.withdraw("shop", mistaken.version, author="boris")
    third = program.apply(THIRD, author="olga")

    assert (withdrawn.withdrawn_at, withdrawn.withdrawn_by) == (OPENED + timedelta(days=1), "boris")
    assert (withdrawn.manifest, withdrawn.effective_at) == (SECOND, LATER)
    assert third.version == 3
    assert program.terms_at("shop", LATER).version == 3
    assert program.find_latest("shop") == third
    assert program.list_versions("shop") == (first, withdrawn, third)


def test_a_version_withdrawn_is_none_that_its_text_could_be() -> None:
    program.apply(FIRST, author="olga")
    program.apply(SECOND, author="olga", effective_at=LATER)
    program.withdraw("shop", 2, author="olga")

    assert program.plan(SECOND).version == 3
    assert program.apply(FIRST, author="olga").version == 1
    assert program.apply(SECOND, author="olga", effective_at=LATER).version == 3


def test_withdrawing_again_changes_nothing(clock: FrozenClock) -> None:
    program.apply(FIRST, author="olga", effective_at=LATER)
    once = program.withdraw("shop", 1, author="olga")
    clock.set(LATER + timedelta(days=1))

    assert program.withdraw("shop", 1, author="boris") == once


def test_a_version_that_has_begun_is_not_withdrawn(clock: FrozenClock) -> None:
    program.apply(FIRST, author="olga")
    program.apply(SECOND, author="olga", effective_at=LATER)
    clock.set(LATER)

    for version in (1, 2):
        with pytest.raises(program.VersionBegun, match=r"began at \d{4}-03-02T10:00:00.000Z"):
            program.withdraw("shop", version, author="olga")
    assert program.terms_at("shop", LATER).version == 2


def test_what_is_not_there_is_not_withdrawn() -> None:
    program.apply(FIRST, author="olga")

    with pytest.raises(program.VersionNotFound, match="shop has no version 2"):
        program.withdraw("shop", 2, author="olga")
    with pytest.raises(program.ProgramNotFound, match="There is no program nothing\\.$"):
        program.withdraw("nothing", 1, author="olga")


def test_a_program_whose_every_version_is_withdrawn_begins_anew() -> None:
    program.apply(FIRST, author="olga", effective_at=LATER)
    program.withdraw("shop", 1, author="olga")

    with pytest.raises(program.ProgramNotFound):
        program.terms_at("shop", LATER)
    assert program.list_programs() == ()
    assert program.plan(FIRST).changes == ("shop is a new program.",)
    assert program.apply(text_of(currency="EUR"), author="olga").version == 2
    assert [version.program for version in program.list_programs()] == ["shop"]


def test_the_terms_of_a_withdrawn_version_stay_on_record() -> None:
    program.apply(FIRST, author="olga")
    program.apply(SECOND, author="olga", effective_at=LATER)
    program.withdraw("shop", 2, author="olga")

    assert program.terms_of("shop", 2).version == 2
