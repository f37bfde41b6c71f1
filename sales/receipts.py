"""The record of a receipt: drawn from an entry, so that it can always be drawn again.

An entry carries the receipt as its payload (JSON, compressed); which lots were touched stands in
the entry's moves. `record_of` puts the two together.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from foundation import ids
from program import Evaluation, Line, Standing, Terms, dump_standing, lapsed_by
from sales.crediting import credits_of
from sales.rules import SoldLine
from sales.values import Sale
from wallet import CacheWrite

Record = dict[str, Any]
COLLECTION = "receipts"
_OPERATIONS = frozenset({"sale", "return", "void", "reopen"})


def receipt_id(terminal_id: str, receipt_no: str) -> str:
    """Give the id of the receipt with this number of this terminal."""
    return ids.derived("rcp", terminal_id, receipt_no)


def change_key(receipt: str, n: int) -> str:
    """Give the key of a receipt's n-th change: it can be made once."""
    return f"{receipt}#{n}"


def change_of(keys: Sequence[str]) -> tuple[str, int]:
    """Read from an entry's keys which receipt it changes, and the number of the change."""
    key = next(key for key in keys if key.startswith("rcp_") and "#" in key)
    receipt, _, n = key.partition("#")
    return receipt, int(n)


def pack(record: Mapping[str, Any]) -> bytes:
    """Compress a record for an entry's payload."""
    return zlib.compress(orjson.dumps(record), 1)


def of_sale(
    sale: Sale, receipt: str, evaluation: Evaluation, terms: Terms, standing: Standing
) -> Record:
    """Draw a closed receipt from a sale and what the program said of it."""
    burned = evaluation.burn_by_line
    record: Record = {
        "_id": receipt,
        "n": 0,
        "member_id": sale.member_id,
        "state": "closed",
        "receipt_no": sale.receipt_no,
        "terminal_id": sale.terminal_id,
        "store_id": sale.store_id,
        "channel": sale.channel,
        "occurred_at": sale.occurred_at.isoformat(),
        "currency": sale.currency,
        "program": evaluation.program,
        "version": evaluation.version,
        "tier": standing.tier,
        "total_minor": evaluation.total_minor,
        "payable_minor": evaluation.payable_minor,
        "burn": {
            "account": evaluation.burn.account,
            "points": evaluation.burn_points,
            "value_minor": evaluation.burn_value_minor,
        },
        "caps": dict(standing.caps_used),
        "counted": dict(evaluation.caps_used_delta),
        "tenders": [[tender.kind, tender.amount_minor] for tender in sale.tenders or ()],
        "lines": [
            _line(line, paid, burned.get(line.no, 0))
            for line, paid in zip(sale.lines, evaluation.lines, strict=True)
        ],
        "earned": [
            {
                "account": found.account,
                "amount": found.amount,
                "cap": found.cap,
                "hits": [[hit.rule_id, hit.line_no, hit.points] for hit in found.hits],
            }
            for found in evaluation.earned
            if found.to == "member"
        ],
        "returns": [],
    }
    besides = {
        "discounts": [
            [found.rule_id, found.line_no, found.amount_minor, found.code]
            for found in evaluation.discounts
        ],
        "codes": list(sale.codes),
        "partner": sale.partner,
        "app": sale.app_version,
        "attributes": dict(sale.attributes),
        "standing": dump_standing(terms, standing),
        "counters": dict(evaluation.counters_delta),
        "credits": credits_of(evaluation.earned, standing.facts.links, sale.occurred_at),
    }
    return record | {key: value for key, value in besides.items() if value}


def _line(line: Line, paid: Line, burned_minor: int) -> Record:
    """Write a line: `amt` is what it costs after the program's discounts, `disc` what came off."""
    row: Record = {
        "no": line.no,
        "sku": line.sku,
        "q": format(line.quantity.normalize(), "f"),
        "amt": paid.amount_minor,
    }
    extra = {
        "gross": line.gross_minor,
        "cat": line.category,
        "brand": line.brand,
        "flags": sorted(line.flags) or None,
        "disc": line.amount_minor - paid.amount_minor or None,
        "burn": burned_minor or None,
    }
    return row | {key: value for key, value in extra.items() if value is not None}


def sold_lines(record: Mapping[str, Any]) -> list[SoldLine]:
    """Read the lines of a record, with what has come back of them."""
    return [
        SoldLine(
            Line(
                row["no"],
                row["sku"],
                Decimal(row["q"]),
                row["amt"],
                row.get("cat"),
                row.get("brand"),
                row.get("gross"),
                frozenset(row.get("flags", ())),
            ),
            row.get("burn", 0),
            Decimal(row.get("rq", "0")),
            row.get("ra", 0),
            row.get("disc", 0),
        )
        for row in record["lines"]
    ]


def with_returned(record: Mapping[str, Any], sold: Sequence[SoldLine]) -> list[Record]:
    """Write into the lines of a record what has come back of them."""
    rows = []
    for row, line in zip(record["lines"], sold, strict=True):
        rq = format(line.returned_quantity.normalize(), "f")
        back = (
            {"rq": rq, "ra": line.returned_minor}
            if line.returned_quantity or (line.returned_minor)
            else {}
        )
        rows.append(row | back)
    return rows


def is_receipt_entry(entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry changes a receipt."""
    return entry["op"] in _OPERATIONS


def record_of(entry: Mapping[str, Any]) -> Record:
    """Draw the receipt as it is after an entry."""
    record: Record = orjson.loads(zlib.decompress(entry["x"]))
    record["occurred_at"] = datetime.fromisoformat(record["occurred_at"])
    record["recorded_at"] = entry["rec"]
    record["seq"] = entry["s"]
    if entry["op"] != "sale":
        return record
    return with_lots(record, entry["m"])


def with_lots(record: Record, moves: Sequence[Mapping[str, Any]]) -> Record:
    """Write into the record of a sale which lots its moves have touched."""
    record["burn"]["slices"] = [row for move in moves if move["t"] == "burn" for row in move["l"]]
    for earned in record["earned"]:
        earned["lots"] = sorted(
            {
                row[0]
                for move in moves
                if move["t"] == "earn" and move["u"] == earned["account"]
                for row in move["l"]
            }
        )
    if lapsed := lapsed_by(moves):
        record["lapsed"] = lapsed
    return record


def cache_write(entry: Mapping[str, Any]) -> CacheWrite:
    """Give the write that brings the picture of a receipt to an entry, never backwards."""
    record = record_of(entry)
    if record["n"] == 0:
        return CacheWrite(COLLECTION, record)
    guard = {"_id": record["_id"], "n": {"$lt": record["n"]}}
    return CacheWrite(COLLECTION, record, guard)


def as_payload(record: Mapping[str, Any]) -> Record:
    """Make a record ready to be packed again."""
    plain = {key: value for key, value in record.items() if key not in {"recorded_at", "seq"}}
    plain["occurred_at"] = record["occurred_at"].isoformat()
    return plain
