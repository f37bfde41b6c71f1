"""Read the fields that come with an activity: each of its type, or refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.money import minor_digits
from program.activities.terms import DataField

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that is not as it should be."""

    field: str
    code: str
    message: str


class _Wrong(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_fields(
    fields: Iterable[DataField], raw: Mapping[str, Any], *, currency: str
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Give the fields as formulas want them, and everything that is wrong with them.

    Numbers and money become decimals, dates become dates; unknown fields are faults.
    """
    known = {field.name: field for field in fields}
    found: dict[str, Any] = {}
    faults = [
        Fault(name, "UNKNOWN_FIELD", "There is no such field.") for name in raw if name not in known
    ]
    for name, field in known.items():
        value = raw.get(name)
        if value is None:
            if field.is_required:
                faults.append(Fault(name, "REQUIRED", "This field is missing."))
            continue
        try:
            found[name] = read_value(field, value, currency=currency)
        except _Wrong as wrong:
            faults.append(Fault(name, wrong.code, str(wrong)))
    return found, tuple(sorted(faults, key=lambda fault: fault.field))


def read_value(field: DataField, value: Any, *, currency: str) -> Any:
    """Read one value by its field. Raises ValueError."""
    if field.kind == "flag":
        return _typed(value, bool, "true or false")
    if field.kind == "text":
        return _text(field, _typed(value, str, "a text"))
    if field.kind == "date":
        return _date(_typed(value, str, "a date, as in 2026-03-01"))
    return _number(field, value, currency)


def _typed(value: Any, kind: type, words: str) -> Any:
    if type(value) is not kind:
        raise _Wrong("WRONG_TYPE", f"Expected {words}.")
    return value


def _text(field: DataField, text: str) -> str:
    if not 0 < len(text) <= field.longest or any(ord(letter) < 32 for letter in text):
        raise _Wrong("WRONG_LENGTH", f"A text of 1 to {field.longest} printable characters.")
    if field.choices and text not in field.choices:
        raise _Wrong("WRONG_VALUE", f"One of: {', '.join(field.choices)}.")
    return text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Wrong("WRONG_VALUE", "A date is written as 2026-03-01.") from None


def _number(field: DataField, value: Any, currency: str) -> Decimal:
    text = value if isinstance(value, str) else repr(value)
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise _Wrong("WRONG_TYPE", "Expected a number, as in 12.50.")
    number = Decimal(text)
    if field.kind == "money" and number != round(number, minor_digits(currency)):
        raise _Wrong("WRONG_VALUE", f"At most {minor_digits(currency)} digits after the point.")
    if field.least is not None and number < field.least:
        raise _Wrong("TOO_SMALL", f"At least {field.least}.")
    if field.most is not None and number > field.most:
        raise _Wrong("TOO_LARGE", f"At most {field.most}.")
    return number


def as_json(found: Mapping[str, Any]) -> dict[str, Any]:
    """Give read fields as JSON values that `read_fields` reads to the same."""
    return {
        name: format(value, "f")
        if isinstance(value, Decimal)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in sorted(found.items())
    }
