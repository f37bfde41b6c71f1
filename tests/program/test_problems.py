"""What is wrong with the form of a manifest is told once, in words that say what to write."""

from __future__ import annotations

import pytest

from program import ManifestInvalid, read_manifest

HEAD = """\
code: shop
name: Shop
currency: EUR
zone: UTC
accounts:
  points: { kind: points }
"""


def problems_of(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text)
    found = refused.value.problems
    return [(p.line, p.pointer, f"{p.message} {p.hint}".strip()) for p in found]


def rule(line: str) -> str:
    return (
        f"{HEAD}earning:\n  - id: r\n    account: points\n    reason: R\n    {line}\n"
        + "    give: { percent: 1 }\n" * ("give" not in line)
    )


@pytest.mark.parametrize(
    ("text", "line", "pointer", "said"),
    [
        (rule('when: { hours: "10-14" }'), 11, "/earning/0/when/hours",
         "'10-14' is not in the right form. Hours, as in \"18:00-22:00\"."),
        (rule('when: { hours: ["10:00-14:00", "16-18"] }'), 11, "/earning/0/when/hours/1",
         "'16-18' is not in the right form. Hours, as in \"18:00-22:00\"."),
        (rule("give: { multiplier: 2 }"), 11, "/earning/0/give", "of is missing."),
        (rule("when: { paid: 'yes' }"), 11, "/earning/0/when/paid",
         "Expected true or false, found 'yes'. Write true, without quotes."),
        (rule("when: { paid: 2 }"), 11, "/earning/0/when/paid",
         "Expected true or false, found 2. Write true or false, without quotes."),
        (rule("when: { weekdays: [wednesday] }"), 11, "/earning/0/when/weekdays/0",
         "'wednesday' is not a choice here. Did you mean wed?"),
        (rule("give: { bands: { account: points, steps: [{ above: 0, percent: 1 }] } }"), 11,
         "/earning/0/give/bands/steps/0/above",
         "There is no setting above here. Did you mean from?"),
        (HEAD + "partners: [{ code: b, name: B, issue_rate: 0,012 }]\n", 7, "/partners/0/012",
         "There is no setting 012 here. Decimals are written with a point: 0.012."),
        (HEAD + "partners:\n  - code: b\n    name: B\n    issue_rate: 0,012\n", 10,
         "/partners/0/issue_rate",
         "'0,012' is not in the right form. Decimals are written with a point: 0.012."),
        (HEAD + "rewards: [{ code: c, name: C, price: { account: points, amount: 1 }, "
         "gives: [{ goods: C }], stock: 5 }]\n", 7, "/rewards/0/stock",
         "There is no setting stock here. Did you mean pool?"),
        (HEAD + "description: Now: two for one\n", 7, "",
         "This is not YAML: mapping values are not allowed here. "
         'Quote text with a colon, as in "2 % off: today".'),
        (HEAD.replace("{ kind: points }", "{ kind: points, converts: { per: 10, into: points } }"),
         6, "/accounts/points/converts/per", "There is no setting per here. Did you mean every?"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_to_write(text: str, line: int, pointer: str, said: str) -> None:
    assert (line, pointer, said) in problems_of(text)


def test_a_block_that_is_none_is_shown_as_it_is_written() -> None:
    found = problems_of(HEAD + "referral: { referrer: 500 }\n")

    assert len(found) == 1
    assert found[0][:2] == (7, "/referral/referrer")
    assert found[0][2].startswith("Expected a block of keys, found 500. ")
    assert found[0][2].endswith("as in { account: points, amount: 500 }.")
    pending = problems_of(HEAD.replace("kind: points }", "kind: points, pending: 14 }"))
    assert pending[0][2].endswith("as in { days: 14 }.")


def test_keys_that_are_missing_are_told_together_and_once() -> None:
    found = problems_of("currency: EUR\nzone: UTC\n")

    assert [said for _, _, said in found] == ["code, name are missing."]
