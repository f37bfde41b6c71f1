"""What backtests, margin reports and simulations look like over HTTP."""

from __future__ import annotations

import marshmallow as ma

from api.pos.quotes import QuoteSchema
from api.schemas import Moment, Schema


def _count() -> ma.fields.Integer:
    return ma.fields.Integer(required=True)


def _counts(described: str) -> ma.fields.Dict:
    return ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        required=True,
        metadata={"description": described},
    )


class MoveSchema(Schema):
    """What closing the receipt would move on an account."""

    type = ma.fields.String(required=True)
    account = ma.fields.String(required=True)
    amount = _count()


class SimulationSchema(QuoteSchema):
    """A quote, and what closing it would do."""

    moves = ma.fields.List(ma.fields.Nested(MoveSchema), required=True)
    tier_after = ma.fields.String(required=True, allow_none=True)
    balances_after = _counts("Available units by account")


class FlowSchema(Schema):
    """What came to an account and went; `cost_minor` is the worth of what was given."""

    earned = _count()
    burned = _count()
    expired = _count()
    clawed = _count()
    restored = _count()
    other = _count()
    outstanding = _count()
    unit_minor = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "None where it is no money"}
    )
    cost_minor = _count()
    outstanding_minor = _count()


class RuleCostSchema(Schema):
    """What a rule gave."""

    rule = ma.fields.String(required=True)
    account = ma.fields.String(required=True)
    points = _count()
    cost_minor = _count()


class MonthSchema(Schema):
    """A month of the program's zone."""

    month = ma.fields.String(required=True, metadata={"description": "As in 2026-03"})
    receipts = _count()
    returns = _count()
    activities = _count()
    turnover_minor = _count()
    payable_minor = _count()
    burned_minor = _count()
    refunded_minor = _count()
    discount_minor = _count()
    cost_minor = _count()
    earned = _counts("Units by account")
    burned = _counts("Units by account, negative")


class CreditedSchema(Schema):
    """What others than the buyer got, as a household or a company; part of what accounts earned."""

    account = ma.fields.String(required=True)
    role = ma.fields.String(required=True)
    units = _count()
    cost_minor = _count()


class ExpectedPrizeSchema(Schema):
    """What tickets in a draw come to by its published odds; part of no other sum."""

    draw = ma.fields.String(required=True)
    tickets = _count()
    prize = ma.fields.String(required=True)
    wins = ma.fields.String(required=True, metadata={"description": "To be expected, as in 2.5"})
    account = ma.fields.String(required=True, allow_none=True)
    cost_minor = _count()


class TestedProgramSchema(Schema):
    """What past receipts come to under one manifest."""

    label = ma.fields.String(required=True)
    program = ma.fields.String(required=True)
    version = _count()
    currency = ma.fields.String(required=True)
    receipts = _count()
    returns = _count()
    activities = _count()
    turnover_minor = _count()
    payable_minor = _count()
    burned_minor = _count()
    refunded_minor = _count()
    discount_minor = _count()
    cost_minor = _count()
    accounts = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Nested(FlowSchema), required=True
    )
    discounts = _counts("Minor units by rule")
    rules = ma.fields.List(ma.fields.Nested(RuleCostSchema), required=True)
    tiers = _counts("Members at the end")
    credited = ma.fields.List(ma.fields.Nested(CreditedSchema), required=True)
    draws = ma.fields.List(ma.fields.Nested(ExpectedPrizeSchema), required=True)
    refused = _counts("Events that these terms refuse, by code")
    months = ma.fields.List(ma.fields.Nested(MonthSchema), required=True)


class TierChangeSchema(Schema):
    """How many members end in another tier."""

    before = ma.fields.String(required=True)
    after = ma.fields.String(required=True)
    members = _count()


class TierExampleSchema(Schema):
    """A member who ends in another tier."""

    member_id = ma.fields.String(required=True)
    before = ma.fields.String(required=True)
    after = ma.fields.String(required=True)


class BacktestResultSchema(Schema):
    """Both manifests side by side."""

    members = _count()
    programs = ma.fields.List(ma.fields.Nested(TestedProgramSchema), required=True)
    tier_changes = ma.fields.List(ma.fields.Nested(TierChangeSchema), required=True)
    tier_examples = ma.fields.List(ma.fields.Nested(TierExampleSchema), required=True)


class TrialSchema(Schema):
    """Work on past receipts: how far it is."""

    id = ma.fields.String(required=True)
    program = ma.fields.String(required=True)
    state = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(
            ("waiting", "running", "interrupted", "done", "failed", "cancelled")
        ),
        metadata={
            "description": "interrupted: whoever was at it has ended; another worker begins again"
        },
    )
    percent = ma.fields.Integer(required=True)
    requested_by = ma.fields.String(required=True)
    requested_at = Moment(required=True)
    touched_at = Moment(required=True, metadata={"description": "When a worker last told of it"})
    error = ma.fields.String(required=True, allow_none=True)


class BacktestSchema(TrialSchema):
    """A backtest: how far it is, and its result when it is done."""

    result = ma.fields.Nested(BacktestResultSchema, required=True, allow_none=True)


def _percent() -> ma.fields.String:
    return ma.fields.String(required=True, allow_none=True, metadata={"description": "As in 28.57"})


class MarginRowSchema(Schema):
    """What a rule gave on its goods; profits are None where no margin was named."""

    rule = ma.fields.String(required=True)
    kind = ma.fields.String(
        required=True, validate=ma.validate.OneOf(("points", "discount", "all"))
    )
    receipts = _count()
    sales_minor = _count()
    given_minor = _count()
    given_percent = _percent()
    profit_before_minor = ma.fields.Integer(required=True, allow_none=True)
    profit_after_minor = ma.fields.Integer(required=True, allow_none=True)
    loss_percent = _percent()
    uplift_percent = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "How much more must be sold for the profit to be what it was"},
    )


class MarginResultSchema(Schema):
    """Every rule, the dearest first."""

    currency = ma.fields.String(required=True)
    all = ma.fields.Nested(MarginRowSchema, required=True)
    rules = ma.fields.List(ma.fields.Nested(MarginRowSchema), required=True)


class MarginReportSchema(TrialSchema):
    """A margin report: how far it is, and its result when it is done."""

    result = ma.fields.Nested(MarginResultSchema, required=True, allow_none=True)


TRIAL = {
    "id": "trl_7p3k9x2m4v8q1z5t6w0y3b2n",
    "program": "kopeck",
    "state": "running",
    "percent": 42,
    "requested_by": "opr_7p3k9x2m4v8q1z5t6w0y3b2n",
    "requested_at": "2026-03-02T10:00:00.000Z",
    "touched_at": "2026-03-02T10:00:07.000Z",
    "error": None,
    "result": None,
}
