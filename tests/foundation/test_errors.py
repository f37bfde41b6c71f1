from __future__ import annotations

import pytest

from foundation import Conflict, FieldError, Invalid, NotAllowed, NotFound, Refusal, Unavailable


class CupEmpty(Conflict):
    """A refusal of these tests."""

    message = "The cup holds {left} ml; {wanted} ml are wanted."


def test_a_refusal_says_what_is_the_matter_with_its_values() -> None:
    refusal = CupEmpty(left=3, wanted=200)

    assert refusal.detail == str(refusal) == "The cup holds 3 ml; 200 ml are wanted."
    assert refusal.values == {"left": 3, "wanted": 200}
    assert refusal.errors == ()


def test_a_refusal_may_point_at_fields() -> None:
    error = FieldError("/cup/left", "EMPTY", "It is empty.")

    assert Invalid(errors=[error]).errors == (error,)


@pytest.mark.parametrize("kind", [Invalid, NotAllowed, NotFound, Conflict, Unavailable])
def test_every_kind_has_a_code_and_words_of_its_own(kind: type[Refusal]) -> None:
    assert kind.code != Refusal.code
    assert kind().detail.endswith(".")
