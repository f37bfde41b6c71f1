"""What the next tier still takes, as everybody sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import marshmallow as ma

from api.schemas import Schema

STAGES = (
    "none", "joined", "upgraded", "prolonged", "at_risk", "grace", "downgraded", "decayed",
    "granted", "paused", "resumed",
)  # fmt: skip


class NeedSchema(Schema):
    """One thing that the next tier still takes."""

    kind = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(("units", "tenure", "attribute", "segment")),
        metadata={"description": "tenure counts months"},
    )
    code = ma.fields.String(required=True, metadata={"description": "Of the account, as in status"})
    missing = ma.fields.Integer(required=True)
    is_either = ma.fields.Boolean(
        required=True, metadata={"description": "Of all that are marked so, one is enough"}
    )


NEED = {"kind": "units", "code": "status", "missing": 640, "is_either": False}


def needs_of(needs: Sequence[Any]) -> list[dict[str, Any]]:
    """Show what is missing, metric by metric."""
    return [
        {
            "kind": need.kind,
            "code": need.code,
            "missing": need.missing,
            "is_either": need.is_either,
        }
        for need in needs
    ]
