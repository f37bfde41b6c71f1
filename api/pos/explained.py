"""Why a basket costs what it costs: discounts, what does not count, what is near, gifts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

import program
from api.schemas import Schema

Record = dict[str, Any]


class DiscountSchema(Schema):
    """What one rule takes off."""

    rule = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True, metadata={"description": "Of the program"})
    amount_minor = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True, metadata={"description": "In your language"})
    code = ma.fields.String(required=True, allow_none=True, metadata={"description": "Presented"})


class RejectedSchema(Schema):
    """A rule or a code that does not count, and why."""

    subject = ma.fields.String(required=True, metadata={"description": "rule:<id> or code:<text>"})
    code = ma.fields.String(required=True, metadata={"description": "See the list of rejections"})
    details = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True, metadata={"description": "In your language"})


class NudgeSchema(Schema):
    """What is near: so much more in the basket gives the reward."""

    kind = ma.fields.String(required=True)
    rule = ma.fields.String(required=True)
    missing_minor = ma.fields.Integer(required=True)
    reward = ma.fields.String(required=True)
    pay_if_reached_minor = ma.fields.Integer(required=True)


class GiftSchema(Schema):
    """Goods that cost nothing once they are in the basket."""

    rule = ma.fields.String(required=True)
    sku = ma.fields.String(required=True)
    quantity = ma.fields.String(required=True, metadata={"description": "Decimal"})
    with_line = ma.fields.Integer(required=True, allow_none=True)


DISCOUNT = {
    "rule": "coffee-tenth",
    "version": 1,
    "amount_minor": 64,
    "reason": "10 % off coffee",
    "code": None,
}


def discounts_by_line(
    found: program.Evaluation, reasons: Mapping[str, str]
) -> dict[int, list[Record]]:
    """Show what came off each line and why."""
    told: dict[int, list[Record]] = {line.no: [] for line in found.lines}
    for discount in found.discounts:
        told[discount.line_no].append(
            {
                "rule": discount.rule_id,
                "version": found.version,
                "amount_minor": discount.amount_minor,
                "reason": reasons.get(discount.rule_id, discount.reason),
                "code": discount.code,
            }
        )
    return told


def rejected(found: program.Evaluation, locale: str) -> list[Record]:
    """Show what does not count."""
    return [
        {
            "subject": turned.subject,
            "code": turned.rejection.code,
            "details": {name: str(value) for name, value in turned.rejection.details},
            "text": turned.rejection.text(locale),
        }
        for turned in found.rejected
    ]


def nudges(found: program.Evaluation) -> list[Record]:
    """Show what is near."""
    return [
        {
            "kind": nudge.kind,
            "rule": nudge.rule_id,
            "missing_minor": nudge.missing_minor,
            "reward": nudge.reward,
            "pay_if_reached_minor": nudge.pay_if_reached_minor,
        }
        for nudge in found.nudges
    ]


def gifts(found: program.Evaluation) -> list[Record]:
    """Show what could be taken along for nothing."""
    return [
        {
            "rule": gift.rule_id,
            "sku": gift.sku,
            "quantity": format(gift.quantity.normalize(), "f"),
            "with_line": gift.with_line,
        }
        for gift in found.gifts
    ]
