from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from program import ManifestInvalid, Problem, read_manifest, schema
from tests import house
from tests.program.manifests import EXAMPLES, a_rule, text_of

GOOD = """\
code: shop
name: {en: Shop, ru: Лавка}
currency: RUB
zone: Europe/Moscow
accounts:
  points: {kind: points}
  status: {kind: status}
earning:
  - id: basic
    account: points
    reason: Points
    give: {percent: 1.5}
burning:
  account: points
  value: 1
"""


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(text)
    return refused.value.problems


def the_problem(text: str) -> tuple[int, str, str]:
    """Give line, pointer, and words of the only problem."""
    found = problems_of(text)
    assert len(found) == 1, found
    return found[0].line, found[0].pointer, f"{found[0].message} {found[0].hint}".strip()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_right_and_warns_only_of_generous_terms(path: Any) -> None:
    manifest = read_manifest(path.read_text(encoding="utf-8"))

    of_real_terms = {"DISCOUNT_GE_20_RISK", "THRESHOLD_CLIFF"}
    assert {warning.code for warning in manifest.warnings} <= of_real_terms
    assert manifest.terms.name["en"]


def test_the_published_schema_is_the_one_in_use() -> None:
    published = house.ROOT / "docs" / "reference" / "program.schema.json"

    assert json.loads(published.read_bytes()) == schema()
    assert schema()["title"] == "Kopilka program manifest"


def test_a_program_without_any_reward_is_right() -> None:
    terms = read_manifest("{code: quiet, name: Quiet, currency: EUR, zone: UTC}").terms

    assert (terms.earning, terms.burning, terms.ladder) == ((), None, None)
    assert terms.hold_ttl_seconds == 900


def test_an_unquoted_decimal_is_read_exactly() -> None:
    plan = read_manifest(GOOD).terms.earning[0]

    assert (plan.giving[0].rate, plan.scale) == (3, 20_000)


@pytest.mark.parametrize(
    ("old", "new", "line", "pointer", "said"),
    [
        ("code: shop", "cod: shop", 1, "", "code is missing."),
        ("zone: Europe/Moscow", "zone: Moscow", 4, "/zone", "There is no time zone Moscow."),
        ("currency: RUB", "currency: rub", 3, "/currency", "'rub' is not in the right form."),
        ("{kind: status}", "{kind: statis}", 7, "/accounts/status/kind", "Did you mean status?"),
        ("percent: 1.5", "percent: lots", 12, "/earning/0/give/percent", "not in the right form"),
        ("percent: 1.5", "percent: 0", 12, "/earning/0/give/percent", "less than the minimum"),
        ("percent: 1.5", "percent: 0.0", 12, "/earning/0/give/percent", "above zero"),
        ("percent: 1.5", "points: 3", 12, "/earning/0/give", "One of: percent; points with per"),
        ("account: points\n    r", "account: pints\n    r", 10, "/earning/0/account",
         "Did you mean points?"),
        ("burning:\n  account: points", "burning:\n  account: status", 14, "/burning/account",
         "cannot be spent"),
        ("value: 1", "value: 0.001", 15, "/burning/value", "Set step to a multiple of 10."),
        ("value: 1", "value: 1\n  max_percent: 101", 16, "/burning/max_percent", "whole receipt"),
        ("value: 1", "value: 1\n  step: 10\n  min_points: 25", 17, "/burning/min_points",
         "multiple of 10"),
        ("value: 1", "value: 1\n  min_payable: 0.001", 16, "/burning/min_payable", "more than 2"),
        ("value: 1", "value: 1\ncurrencies_accepted: [RUB, EUR]", 16, "/currencies_accepted",
         "its own currency only"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_what_to_do(
    old: str, new: str, line: int, pointer: str, said: str
) -> None:
    assert old in GOOD
    found = [p for p in problems_of(GOOD.replace(old, new)) if p.pointer == pointer]

    assert [p.line for p in found] == [line]
    assert said in f"{found[0].message} {found[0].hint}"


def test_an_unknown_setting_suggests_the_nearest() -> None:
    line, pointer, said = the_problem(GOOD + "  max_precent: 20\n")

    assert (line, pointer) == (16, "/burning/max_precent")
    assert said == "There is no setting max_precent here. Did you mean max_percent?"


def test_every_problem_is_told_at_once_in_the_order_of_lines() -> None:
    broken = GOOD.replace("RUB", "roubles").replace("kind: status", "kind: 7") + "  step: 0\n"

    assert [problem.line for problem in problems_of(broken)] == [3, 7, 16]


def test_a_refusal_carries_pointers_and_lines_for_the_wire() -> None:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(GOOD.replace("RUB", "roubles"))

    assert refused.value.errors[0].pointer == "/currency"
    assert refused.value.errors[0].message.startswith("line 3, /currency: 'roubles'")
    assert refused.value.detail.startswith("The manifest has 1 problem(s). The first: line 3")


@pytest.mark.parametrize(
    ("expiry", "said"),
    [
        ({"kind": "rolling"}, "needs months or days"),
        ({"kind": "calendar"}, "period is missing"),
        ({"kind": "end_of_nth_month"}, "n is missing"),
        ({"kind": "sliding", "months": 3, "n": 2}, "n does not belong to this kind"),
        ({"kind": "next_visit", "days": 3}, "days does not belong to this kind"),
        ({"kind": "none", "days": 3}, "days does not belong to this kind"),
        ({"months": 3}, "kind is missing"),
        ({"kind": "rolling", "months": 3, "moths": 1}, "moths does not belong to this kind"),
    ],
)
def test_each_kind_of_expiry_has_its_own_settings(expiry: dict[str, Any], said: str) -> None:
    found = problems_of(text_of(accounts={"points": {"kind": "points", "expiry": expiry}}))

    assert any(said in f"{problem.message} {problem.hint}" for problem in found), found


@pytest.mark.parametrize(
    ("give", "said"),
    [
        ({"multiplier": 1, "of": ["basic"]}, "must be more than 1"),
        ({"multiplier": 2, "of": ["nobody"]}, "There is no rule nobody"),
        ({"multiplier": 2, "of": ["again"]}, "itself a multiplier"),
        ({"multiplier": 2, "of": ["other"]}, "another account"),
        ({"multiplier": 2}, "of is missing."),
        ({"points": 2}, "do not go together"),
    ],
)
def test_a_multiplier_needs_rules_of_its_account(give: dict[str, Any], said: str) -> None:
    rules = [a_rule(), a_rule(id="other", account="status"), a_rule(id="again", give=give)]
    accounts = {"points": {"kind": "points"}, "status": {"kind": "status"}}

    assert said in str(problems_of(text_of(accounts=accounts, earning=rules))[0])


@pytest.mark.parametrize(
    ("tiers", "said"),
    [
        ({"account": "points", "ladder": [0]}, "cannot hang on points"),
        ({"account": "nothing", "ladder": [0]}, "There is no account nothing"),
        ({"account": "status", "ladder": [0, 100, 100]}, "This is not above 100"),
    ],
)
def test_tiers_climb_by_status_units(tiers: dict[str, Any], said: str) -> None:
    ladder = [{"code": f"t{n}", "name": "T", "threshold": t} for n, t in enumerate(tiers["ladder"])]
    accounts = {"points": {"kind": "points"}, "status": {"kind": "status"}}
    text = text_of(accounts=accounts, tiers=tiers | {"ladder": ladder})

    assert said in str(problems_of(text)[0])


def test_names_are_given_once() -> None:
    ladder = [{"code": "t", "name": "T", "threshold": n} for n in (0, 1)]
    text = text_of(
        accounts={"points": {"kind": "points"}, "status": {"kind": "status"}},
        earning=[a_rule(), a_rule(when={"tiers": ["gold"]})],
        tiers={"account": "status", "ladder": ladder},
    )

    assert [problem.message for problem in problems_of(text)] == [
        "Two rules are called basic.",
        "There is no tier gold in the ladder.",
        "Two tiers are called t.",
    ]


def test_grace_is_asked_for_by_its_kind_of_expiry() -> None:
    assert "grace_days is missing" in str(
        problems_of(text_of(returns={"restored_expiry": "original_or_grace"}))[0]
    )


def test_a_word_does_not_end_with_a_new_line() -> None:
    found = the_problem(GOOD.replace("currency: RUB", 'currency: "RUB\\n"'))

    assert found[:2] == (3, "/currency")
    assert found[2].startswith("'RUB\\n' is not in the right form.")


@pytest.mark.parametrize(
    ("section", "pointer"),
    [
        (
            {
                "rewards": [
                    {
                        "code": "coffee",
                        "name": "A free coffee",
                        "price": {"account": "points", "amount": 5},
                        "gives": [{"goods": "COFFEE"}],
                        "cost": "0.005",
                    }
                ]
            },
            "/rewards/0/cost",
        ),
        ({"membership": {"sku": "CLUB", "fee": "0.005", "term_months": 1}}, "/membership/fee"),
        (
            {
                "referral": {
                    "referrer": {"account": "points", "amount": 5},
                    "min_amount": "0.005",
                }
            },
            "/referral/min_amount",
        ),
        ({"card_price": {"most": "0.005", "regions": {"north": 0}}}, "/card_price/most"),
        ({"card_price": {"most": 1, "regions": {"north": "0.005"}}}, "/card_price/regions/north"),
        (
            {"burning": {"account": "points", "value": 1, "min_payable": "0.005"}},
            "/burning/min_payable",
        ),
    ],
)
def test_amounts_are_whole_in_the_smallest_unit(section: dict[str, Any], pointer: str) -> None:
    found = [(problem.pointer, problem.message) for problem in problems_of(text_of(**section))]

    assert found == [(pointer, "0.005 has more than 2 digits after the point.")]


def test_every_setting_says_what_it_is_for_those_who_write_in_an_editor() -> None:
    whole = schema()
    silent = [
        f"{place}/{name}"
        for place, block in _blocks(whole, "")
        for name, part in block.items()
        if part and "const" not in part and not _is_described(part, whole)
    ]

    assert silent == []


def test_every_definition_says_what_it_is() -> None:
    silent = [name for name, part in schema()["$defs"].items() if "description" not in part]

    assert silent == []


def _blocks(part: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the settings of every block, but for those that only narrow what is said elsewhere."""
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield place, part["properties"]
        for key in sorted(part.keys() - {"if", "then", "else", "not", "allOf", "oneOf"}):
            yield from _blocks(part[key], f"{place}/{key}")


def _is_described(part: dict[str, Any], whole: dict[str, Any]) -> bool:
    found = whole["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else {}
    return "description" in part or "description" in found
