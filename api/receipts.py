"""How a receipt looks on the wire, to the till and to its member alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import marshmallow as ma

from api.draws import TicketSchema, tickets
from api.schemas import Moment, Schema
from api.wallets import rule_reasons, spell
from program import Terms, terms_of

Record = dict[str, Any]
STATES = ("closed", "partially_returned", "returned", "cancelled", "open")


class PointsSchema(Schema):
    """What one rule gives, and why."""

    rule = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True, metadata={"description": "Of the program"})
    account = ma.fields.String(required=True)
    points = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True, metadata={"description": "In your language"})


class ReceiptLineSchema(Schema):
    """A line; `no` counts from 1 in the order in which the till sent them."""

    no = ma.fields.Integer(required=True)
    sku = ma.fields.String(required=True)
    quantity = ma.fields.String(required=True, metadata={"description": "Decimal"})
    amount_minor = ma.fields.Integer(
        required=True, metadata={"description": "After the program's discounts"}
    )
    discount_minor = ma.fields.Integer(
        required=True, metadata={"description": "What the program's discounts took off"}
    )
    gross_minor = ma.fields.Integer(required=True, allow_none=True)
    category = ma.fields.String(required=True, allow_none=True)
    brand = ma.fields.String(required=True, allow_none=True)
    burned_minor = ma.fields.Integer(
        required=True, metadata={"description": "What points paid of it"}
    )
    returned_quantity = ma.fields.String(required=True)
    returned_minor = ma.fields.Integer(required=True)
    points = ma.fields.List(ma.fields.Nested(PointsSchema), required=True)


class TakenOffSchema(Schema):
    """What one rule took off one line."""

    rule = ma.fields.String(required=True)
    line = ma.fields.Integer(required=True)
    amount_minor = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True, metadata={"description": "In your language"})
    code = ma.fields.String(required=True, allow_none=True)


class BurnedSchema(Schema):
    """Points that paid for a part."""

    account = ma.fields.String(required=True)
    points = ma.fields.Integer(required=True)
    value_minor = ma.fields.Integer(required=True)


class EarnedSchema(Schema):
    """What an account earned."""

    account = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)
    cap = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "The cap that bit"}
    )
    rules = ma.fields.List(ma.fields.Nested(PointsSchema), required=True)


class TenderSchema(Schema):
    """Money given."""

    kind = ma.fields.String(required=True)
    amount_minor = ma.fields.Integer(required=True)


class ClawedSchema(Schema):
    """Units taken back."""

    account = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)


class ReturnSchema(Schema):
    """Something that came back."""

    return_no = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["return", "void", "reopen"]))
    occurred_at = Moment(required=True)
    refund_minor = ma.fields.Integer(required=True, metadata={"description": "Money to give back"})
    restored_points = ma.fields.Integer(
        required=True, metadata={"description": "Spent points given back"}
    )
    clawed = ma.fields.List(ma.fields.Nested(ClawedSchema), required=True)


class CreditSchema(Schema):
    """Units of a receipt that are not its member's."""

    to = ma.fields.String(
        required=True, metadata={"description": "Who: company, household, companion …"}
    )
    account = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)


class ReceiptSchema(Schema):
    """A receipt, as it stands after all that came back."""

    id = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    receipt_no = ma.fields.String(required=True)
    terminal_id = ma.fields.String(required=True)
    store_id = ma.fields.String(required=True, allow_none=True)
    channel = ma.fields.String(required=True, allow_none=True)
    member_id = ma.fields.String(required=True)
    occurred_at = Moment(required=True)
    recorded_at = Moment(required=True)
    currency = ma.fields.String(required=True)
    program = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True, metadata={"description": "Of the program"})
    tier = ma.fields.String(required=True, allow_none=True, metadata={"description": "At the sale"})
    total_minor = ma.fields.Integer(
        required=True, metadata={"description": "Of the lines, as sent"}
    )
    discount_minor = ma.fields.Integer(required=True)
    payable_minor = ma.fields.Integer(
        required=True, metadata={"description": "Total less discounts and points"}
    )
    discounts = ma.fields.List(ma.fields.Nested(TakenOffSchema), required=True)
    codes = ma.fields.List(ma.fields.String(), required=True)
    burned = ma.fields.Nested(BurnedSchema, required=True, allow_none=True)
    earned = ma.fields.List(ma.fields.Nested(EarnedSchema), required=True)
    credits = ma.fields.List(
        ma.fields.Nested(CreditSchema), required=True, metadata={"description": "At the sale"}
    )
    flags = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(["presented_by_other", "two_cities"])),
        required=True,
        metadata={"description": "What is odd about the use of the card"},
    )
    draws = ma.fields.List(
        ma.fields.Nested(TicketSchema), required=True, metadata={"description": "Its tickets"}
    )
    lines = ma.fields.List(ma.fields.Nested(ReceiptLineSchema), required=True)
    tenders = ma.fields.List(ma.fields.Nested(TenderSchema), required=True)
    returns = ma.fields.List(ma.fields.Nested(ReturnSchema), required=True)


POINTS = {
    "rule": "purchase",
    "version": 1,
    "account": "points",
    "points": 11,
    "reason": "2 % of the purchase",
}
RECEIPT = {
    "id": "rcp_7p3k9x2m4v8q1z5t6w0y3b2n",
    "state": "closed",
    "receipt_no": "000123",
    "terminal_id": "trm_7p3k9x2m4v8q1z5t6w0y3b2n",
    "store_id": "sto_centre",
    "channel": None,
    "member_id": "mem_7p3k9x2m4v8q1z5t6w0y3b2n",
    "occurred_at": "2026-03-02T10:00:00.000Z",
    "recorded_at": "2026-03-02T10:00:00.412Z",
    "currency": "EUR",
    "program": "kopeck",
    "version": 1,
    "tier": "bronze",
    "total_minor": 640,
    "discount_minor": 0,
    "payable_minor": 590,
    "discounts": [],
    "codes": [],
    "burned": {"account": "points", "points": 50, "value_minor": 50},
    "earned": [{"account": "points", "amount": 11, "cap": None, "rules": [POINTS]}],
    "credits": [],
    "flags": [],
    "draws": [],
    "lines": [
        {
            "no": 1,
            "sku": "beans-250",
            "quantity": "2",
            "amount_minor": 640,
            "discount_minor": 0,
            "gross_minor": 700,
            "category": "coffee",
            "brand": None,
            "burned_minor": 50,
            "returned_quantity": "0",
            "returned_minor": 0,
            "points": [POINTS],
        }
    ],
    "tenders": [{"kind": "card", "amount_minor": 590}],
    "returns": [],
}
RETURN = {
    "return_no": "R-7",
    "kind": "return",
    "occurred_at": "2026-03-03T09:00:00.000Z",
    "refund_minor": 295,
    "restored_points": 25,
    "clawed": [{"account": "points", "amount": 6}],
}


def receipt(record: Mapping[str, Any], locale: str) -> Record:
    """Show a receipt, its reasons in a language."""
    terms = terms_of(record["program"], record["version"])
    points = _Points(terms, locale)
    burned = record["burn"]
    return {
        "id": record["_id"],
        "state": record["state"],
        "receipt_no": record["receipt_no"],
        "terminal_id": record["terminal_id"],
        "store_id": record["store_id"],
        "channel": record["channel"],
        "member_id": record["member_id"],
        "occurred_at": spell(record["occurred_at"]),
        "recorded_at": spell(record["recorded_at"]),
        "currency": record["currency"],
        "program": record["program"],
        "version": record["version"],
        "tier": record["tier"],
        "total_minor": record["total_minor"],
        "discount_minor": sum(row[2] for row in record.get("discounts", ())),
        "payable_minor": record["payable_minor"],
        "discounts": [points.taken_off(row) for row in record.get("discounts", ())],
        "codes": list(record.get("codes", ())),
        "burned": {key: burned[key] for key in ("account", "points", "value_minor")}
        if burned["points"]
        else None,
        "earned": [points.of_account(row) for row in record["earned"]],
        "credits": [
            {"to": role, "account": account, "amount": amount}
            for _, role, account, amount, *_ in record.get("credits", ())
        ],
        "flags": list(record.get("flags", ())),
        "draws": tickets(record, terms, locale),
        "lines": [
            _line(row, points.of_line(record["earned"], row["no"])) for row in record["lines"]
        ],
        "tenders": [{"kind": kind, "amount_minor": amount} for kind, amount in record["tenders"]],
        "returns": [returned(row) for row in record["returns"]],
    }


def returned(made: Mapping[str, Any]) -> Record:
    """Show something that came back."""
    return {
        "return_no": made["no"],
        "kind": made["by"],
        "occurred_at": spell(datetime.fromisoformat(made["at"])),
        "refund_minor": made["refund_minor"],
        "restored_points": made["restored"],
        "clawed": [
            {"account": account, "amount": amount} for account, amount in made["clawed"].items()
        ],
    }


class _Points:
    """What rules gave, worded by the terms of the sale."""

    def __init__(self, terms: Terms, locale: str) -> None:
        self.version = terms.version
        self.reasons = rule_reasons(terms, locale)

    def of_account(self, earned: Mapping[str, Any]) -> Record:
        """Sum up by rule what an account earned."""
        sums: dict[str, int] = {}
        for rule, _, points in earned["hits"]:
            sums[rule] = sums.get(rule, 0) + points
        account = earned["account"]
        return {
            "account": account,
            "amount": earned["amount"],
            "cap": earned["cap"],
            "rules": [self.told(rule, account, points) for rule, points in sums.items()],
        }

    def of_line(self, earned: list[Mapping[str, Any]], no: int) -> list[Record]:
        """List what rules gave for one line."""
        return [
            self.told(rule, row["account"], points)
            for row in earned
            for rule, line, points in row["hits"]
            if line == no
        ]

    def taken_off(self, row: Sequence[Any]) -> Record:
        """Tell what a rule took off a line, and why."""
        rule, line, amount, code = row
        reason = self.reasons.get(rule, rule)
        return {
            "rule": rule,
            "line": line,
            "amount_minor": amount,
            "reason": reason,
            "code": code,
        }

    def told(self, rule: str, account: str, points: int) -> Record:
        """Tell what a rule gave, and why."""
        return {
            "rule": rule,
            "version": self.version,
            "account": account,
            "points": points,
            "reason": self.reasons.get(rule, rule),
        }


def _line(row: Mapping[str, Any], points: list[Record]) -> Record:
    return {
        "no": row["no"],
        "sku": row["sku"],
        "quantity": row["q"],
        "amount_minor": row["amt"],
        "discount_minor": row.get("disc", 0),
        "gross_minor": row.get("gross"),
        "category": row.get("cat"),
        "brand": row.get("brand"),
        "burned_minor": row.get("burn", 0),
        "returned_quantity": row.get("rq", "0"),
        "returned_minor": row.get("ra", 0),
        "points": points,
    }
