from __future__ import annotations

from typing import Any

import pytest

from program.changes import changes_between


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["a: 1 -> 2"]),
        ({"a": [1, 2]}, {"a": [2]}, ["a: [1, 2] -> [2]"]),
        ({"a": {"b": 1}}, {"a": {}}, ["a.b is removed (was 1)"]),
        ({"a": {}}, {"a": {"b": {"c": "x"}}}, ["a.b is added: {c: x}"]),
        (
            {"rules": [{"id": "x", "n": 1}, {"id": "y"}]},
            {"rules": [{"id": "y"}, {"id": "x", "n": 2}]},
            ["rules.x.n: 1 -> 2", "rules are in another order: y, x"],
        ),
        ({"t": [{"code": "x"}]}, {"t": []}, ["t: [{code: x}] -> []"]),
    ],
)
def test_differences_are_told_place_by_place(
    before: dict[str, Any], after: dict[str, Any], changes: list[str]
) -> None:
    assert list(changes_between(before, after)) == changes
