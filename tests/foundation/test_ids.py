from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foundation import ids

SHAPE = re.compile(r"^mem_[0-9a-z]{24}$")


def test_new_ids_have_their_prefix_and_are_all_different() -> None:
    made = {ids.new("mem") for _ in range(1000)}

    assert len(made) == 1000
    assert all(SHAPE.match(one) and ids.is_id(one, "mem") for one in made)


def test_letters_that_look_alike_are_not_used() -> None:
    assert set("ilou").isdisjoint(ids.ALPHABET)
    assert len(set(ids.ALPHABET)) == 32


@given(st.lists(st.text(st.characters(blacklist_characters="\x1f")), min_size=1, max_size=4))
@example(["\ud800"])
def test_a_derived_id_is_always_the_same_and_of_the_usual_shape(parts: list[str]) -> None:
    assert ids.derived("rcp", *parts) == ids.derived("rcp", *parts)
    assert ids.is_id(ids.derived("rcp", *parts), "rcp")


def test_parts_are_not_run_together() -> None:
    made = {
        ids.derived("rcp", "till", "12"), ids.derived("rcp", "till1", "2"),
        ids.derived("rcp", "till12"), ids.derived("rcp", "till", "12", ""),
        ids.derived("ret", "till", "12"),
    }  # fmt: skip

    assert len(made) == 5


@pytest.mark.parametrize(
    "text",
    ["", "mem_", "mem", "crd_000000000000000000000000", "mem_00000000000000000000000",
     "mem_0000000000000000000000000", "mem_00000000000000000000000I",
     "MEM_000000000000000000000000",
     "mem_000000000000000000000000\n", "mem_00000000000000000000000i"],
)  # fmt: skip
def test_what_is_no_id_of_the_kind_is_told(text: str) -> None:
    assert not ids.is_id(text, "mem")
