"""What partners owe and get: settlements by day, for people and as a table."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import marshmallow as ma
from flask import Response

from api.answers import answer
from api.blueprint import Blueprint, refuses
from api.callers import operator
from api.refusals import RequestInvalid
from api.schemas import Schema, Text
from api.wallets import terms_in_force
from foundation import FieldError
from foundation.money import minor_digits
from program import ProgramNotEffective, ProgramNotFound, Terms, partners
from sales import clearing

blueprint = Blueprint(
    "marketing_partners",
    url_prefix="/v1/marketing/partners",
    tag="Marketing: partners",
    description="What is settled with the partners of a coalition",
)
_MOST_DAYS = 366


class SpanQuery(Schema):
    """From which day to which, both included, and of which partner."""

    since = ma.fields.Date(required=True, data_key="from", metadata={"example": "2026-03-01"})
    until = ma.fields.Date(required=True, metadata={"example": "2026-03-31"})
    partner = Text(longest=48, load_default=None)


class SettlementSchema(Schema):
    """What a partner has issued and accepted on a day. Amounts are money, exact."""

    number = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Null while the day is open"}
    )
    day = ma.fields.String(required=True, metadata={"format": "date"})
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["open", "closed"]))
    partner = ma.fields.String(required=True)
    issued = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)
    accepted = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)
    owes = ma.fields.String(required=True, metadata={"description": "For units issued"})
    gets = ma.fields.String(required=True, metadata={"description": "For units accepted"})
    commission = ma.fields.String(required=True, metadata={"description": "Paid to the operator"})
    net = ma.fields.String(
        required=True, metadata={"description": "To receive, below zero to pay; exact"}
    )
    payable = ma.fields.String(required=True, metadata={"description": "The net in whole money"})


class TotalsSchema(Schema):
    """The sums of all that is listed: partners and operator together come to zero."""

    partners = ma.fields.String(required=True)
    operator = ma.fields.String(required=True)
    total = ma.fields.String(required=True)


class SettlementsSchema(Schema):
    """Settlements, day by day."""

    currency = ma.fields.String(required=True)
    items = ma.fields.List(ma.fields.Nested(SettlementSchema), required=True)
    totals = ma.fields.Nested(TotalsSchema, required=True)


SETTLEMENT = {
    "number": "kopeck-000017",
    "day": "2026-03-02",
    "state": "closed",
    "partner": "bakery",
    "issued": {"points": 5000},
    "accepted": {"points": 1200},
    "owes": "50.00",
    "gets": "9.60",
    "commission": "2.50",
    "net": "-42.90",
    "payable": "-42.90",
}
TABLE = """\
number,day,state,partner,issued,accepted,owes,gets,commission,net,payable
kopeck-000017,2026-03-02,closed,bakery,points:5000,points:1200,50.00,9.60,2.50,-42.90,-42.90
,2026-03-02,closed,operator,,,,,,42.90,42.90
"""
TOTALS = {"partners": "-42.90", "operator": "42.90", "total": "0.00"}
_KNOWN = (ProgramNotFound, ProgramNotEffective)


@blueprint.route("/settlements", methods=["GET"])
@operator("programs.read")
@refuses(*_KNOWN)
@blueprint.arguments(SpanQuery, location="query")
@blueprint.response(
    200, SettlementsSchema, example={"currency": "EUR", "items": [SETTLEMENT], "totals": TOTALS}
)
def list_settlements(query: dict[str, Any]) -> Any:
    """List what partners owe and get, day by day.

    Closed days have numbers and never change; what comes late falls into the next open one.
    """
    terms = terms_in_force()
    days = _days(terms, query)
    items = [row for day in days for row in _rows(day, terms.currency)]
    return answer(
        {"currency": terms.currency, "items": items, "totals": _totals(days, terms.currency)}
    )


@blueprint.route("/settlements.csv", methods=["GET"])
@operator("programs.read")
@refuses(*_KNOWN)
@blueprint.arguments(SpanQuery, location="query")
@blueprint.response(200, {"type": "string"}, content_type="text/csv", example=TABLE)
def export_settlements(query: dict[str, Any]) -> Any:
    """Give the same as a table, with a line of the operator for every day."""
    terms, out = terms_in_force(), io.StringIO(newline="")
    writer = csv.DictWriter(out, list(SETTLEMENT), lineterminator="\r\n")
    writer.writeheader()
    for day in _days(terms, query):
        for row in [*_rows(day, terms.currency), *_operator_row(day, terms.currency)]:
            writer.writerow({key: _flat(value) for key, value in row.items()})
    return Response(out.getvalue(), content_type="text/csv; charset=utf-8")


def _days(terms: Terms, query: dict[str, Any]) -> list[clearing.Day]:
    since: date = query["since"]
    until: date = query["until"]
    if not 0 <= (until - since).days <= _MOST_DAYS:
        said = f"The last day lies from the first to {_MOST_DAYS} days after it."
        raise RequestInvalid(errors=[FieldError("/until", "WRONG_VALUE", said)])
    return clearing.list_settlements(
        terms.program, since=since, until=until, partner=query["partner"]
    )


def _rows(day: clearing.Day, currency: str) -> list[dict[str, Any]]:
    state = "closed" if day.is_closed else "open"
    return [
        {
            "number": found.number,
            "day": day.day,
            "state": state,
            "partner": found.partner,
            "issued": dict(found.issued),
            "accepted": dict(found.accepted),
            "owes": _exact(found.owes, currency),
            "gets": _exact(found.gets, currency),
            "commission": _exact(found.commission, currency),
            "net": _exact(found.net, currency),
            "payable": _whole(found.net_minor, currency),
        }
        for found in day.settlements
    ]


def _operator_row(day: clearing.Day, currency: str) -> list[dict[str, Any]]:
    net, payable = _exact(day.operator_net, currency), _whole(day.operator_net_minor, currency)
    state = "closed" if day.is_closed else "open"
    named = {"day": day.day, "state": state, "partner": partners.OPERATOR}
    return [{**named, "net": net, "payable": payable}]


def _totals(days: list[clearing.Day], currency: str) -> dict[str, str]:
    of_partners = sum(found.net_minor for day in days for found in day.settlements)
    of_operator = sum(day.operator_net_minor for day in days)
    return {
        "partners": _whole(of_partners, currency),
        "operator": _whole(of_operator, currency),
        "total": _whole(of_partners + of_operator, currency),
    }


def _exact(micro: int, currency: str) -> str:
    """Write millionths of the smallest unit as money, with as many digits as it takes."""
    digits = minor_digits(currency)
    amount = Decimal(micro).scaleb(-6 - digits).normalize()
    return f"{amount:f}" if -int(amount.as_tuple().exponent) > digits else f"{amount:.{digits}f}"


def _whole(minor: int, currency: str) -> str:
    digits = minor_digits(currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def _flat(value: Any) -> Any:
    if isinstance(value, dict):
        return " ".join(f"{name}:{units}" for name, units in sorted(value.items()))
    return value
