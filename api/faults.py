"""What is wrong with a field, in one dialect of three languages.

msgspec and marshmallow word the same faults differently. `READINGS` knows their words, `WORDS` has
ours; what neither knows is passed on as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from foundation import FieldError

LOCALES = ("en", "ru", "ro")
REQUIRED, UNKNOWN, TYPE, VALUE = "REQUIRED", "UNKNOWN_FIELD", "WRONG_TYPE", "WRONG_VALUE"

# name: code, then English, Russian, Romanian
WORDS: dict[str, tuple[str, str, str, str]] = {
    "required": (
        REQUIRED,
        "This field is required.",
        "Это поле обязательно.",
        "Acest câmp este obligatoriu.",
    ),
    "unknown": (
        UNKNOWN,
        "There is no such field.",
        "Такого поля нет.",
        "Nu există un astfel de câmp.",
    ),
    "null": (
        TYPE,
        "This field cannot be null.",
        "Это поле не может быть null.",
        "Acest câmp nu poate fi null.",
    ),
    "type": (TYPE, "Send {kind}.", "Пришлите {kind}.", "Trimiteți {kind}."),
    "at_least": (VALUE, "At least {min}.", "Не меньше {min}.", "Cel puțin {min}."),
    "at_most": (VALUE, "At most {max}.", "Не больше {max}.", "Cel mult {max}."),
    "between": (VALUE, "From {min} to {max}.", "От {min} до {max}.", "De la {min} la {max}."),
    "short": (
        VALUE,
        "The length is at least {min}.",
        "Длина не меньше {min}.",
        "Lungimea este de cel puțin {min}.",
    ),
    "long": (
        VALUE,
        "The length is at most {max}.",
        "Длина не больше {max}.",
        "Lungimea este de cel mult {max}.",
    ),
    "length": (
        VALUE,
        "The length is from {min} to {max}.",
        "Длина от {min} до {max}.",
        "Lungimea este de la {min} la {max}.",
    ),
    "pattern": (
        VALUE,
        "The text does not have the form {pattern}.",
        "Текст не вида {pattern}.",
        "Textul nu are forma {pattern}.",
    ),
    "control": (
        VALUE,
        "Control characters are not taken.",
        "Управляющие символы не принимаются.",
        "Caracterele de control nu sunt acceptate.",
    ),
    "one_of": (VALUE, "One of: {allowed}.", "Одно из: {allowed}.", "Una dintre: {allowed}."),
    "not_one_of": (
        VALUE,
        "This value is not one of those allowed.",
        "Такое значение здесь не допускается.",
        "Această valoare nu este permisă aici.",
    ),
    "moment": (
        TYPE,
        "A moment is written in RFC 3339, with its offset.",
        "Момент записывается по RFC 3339, со смещением.",
        "Momentul se scrie după RFC 3339, cu decalajul orar.",
    ),
    "lost_plus": (
        TYPE,
        "In a query, write + as %2B: 2026-04-01T00:00:00%2B02:00.",
        "В запросе пишите + как %2B: 2026-04-01T00:00:00%2B02:00.",
        "În adresă, scrieți + ca %2B: 2026-04-01T00:00:00%2B02:00.",
    ),
    "decimal": (
        VALUE,
        "A decimal number is written as 1.5.",
        "Десятичное число записывается как 1.5.",
        "Un număr zecimal se scrie ca 1.5.",
    ),
    "quantity": (
        VALUE,
        "A quantity is more than 0 and at most {max}.",
        "Количество больше 0 и не больше {max}.",
        "Cantitatea este mai mare ca 0 și cel mult {max}.",
    ),
    "decimals": (
        VALUE,
        "A quantity has at most {max} decimals.",
        "У количества не больше {max} знаков после запятой.",
        "Cantitatea are cel mult {max} zecimale.",
    ),
    "year": (
        VALUE,
        "The year is from {min} to {max}.",
        "Год от {min} до {max}.",
        "Anul este de la {min} la {max}.",
    ),
    "one_given": (
        VALUE,
        "Give one of {names}.",
        "Укажите одно из: {names}.",
        "Indicați una dintre: {names}.",
    ),
    "expiry": (
        VALUE,
        "Only added units expire, and later than now.",
        "Сгорают только начисленные единицы, и позже текущего момента.",
        "Expiră doar unitățile adăugate, și mai târziu de acum.",
    ),
}
KINDS: dict[str, tuple[str, str, str]] = {
    "text": ("a text", "текст", "un text"),
    "integer": ("a whole number", "целое число", "un număr întreg"),
    "number": ("a number", "число", "un număr"),
    "decimal": (
        "a decimal number, as a text or a number",
        "десятичное число, текстом или числом",
        "un număr zecimal, ca text sau ca număr",
    ),
    "boolean": ("true or false", "true или false", "true sau false"),
    "list": ("a list", "список", "o listă"),
    "object": ("an object", "объект", "un obiect"),
    "moment": ("a moment as text", "момент времени текстом", "un moment ca text"),
}
# What msgspec and marshmallow call these kinds.
_KINDS = {
    "str": "text",
    "string": "text",
    "int": "integer",
    "integer": "integer",
    "float": "number",
    "number": "number",
    "decimal": "decimal",
    "bool": "boolean",
    "boolean": "boolean",
    "array": "list",
    "list": "list",
    "object": "object",
    "mapping": "object",
    "datetime": "moment",
}
READINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said, re.DOTALL), name)
    for said, name in (
        (r"Missing data for required field|Object missing required field", "required"),
        (r"Unknown field|Object contains unknown field", "unknown"),
        (r"Field may not be null|Expected `.*`, got `null`", "null"),
        (r".*write \+ as %2B", "lost_plus"),
        (r"Not a valid (?:aware |naive )?datetime|Invalid RFC3339|.* timezone component", "moment"),
        (r"Expected `(?P<kind>\w+)(?: \| null)?`, got", "type"),
        (r"Not a valid (?P<kind>string|integer|number|boolean|list|mapping)", "type"),
        (r"Invalid (?:input )?type\.", "type"),
        (r"Expected `\w+(?: \| null)?` of length >= (?P<min>\d+)", "short"),
        (r"Expected `\w+(?: \| null)?` of length <= (?P<max>\d+)", "long"),
        (r"Shorter than minimum length (?P<min>\d+)", "short"),
        (r"Longer than maximum length (?P<max>\d+)", "long"),
        (r"Length must be between (?P<min>\d+) and (?P<max>\d+)", "length"),
        (r"Must be greater than or equal to (?P<min>-?\d+) and .* (?P<max>-?\d+)\.", "between"),
        (r"(?:Expected `.*` >=|Must be greater than or equal to) (?P<min>-?\d+)", "at_least"),
        (r"(?:Expected `.*` <=|Must be less than or equal to) (?P<max>-?\d+)", "at_most"),
        (r"Expected `str(?: \| null)?` matching regex '\^\[\^\\+x00", "control"),
        (r"Expected `str(?: \| null)?` matching regex '(?P<pattern>.*)'", "pattern"),
        (r"Control characters are not taken", "control"),
        (r"Must be one of: (?P<allowed>.*)\.", "one_of"),
        (r"Invalid enum value|Invalid input\.", "not_one_of"),
        (r"Invalid decimal string", "decimal"),
        (r"Only added units expire", "expiry"),
    )
)


@dataclass(frozen=True)
class Fault:
    """What is wrong: a name in `WORDS` and what fills its words."""

    name: str
    values: dict[str, Any]

    @property
    def code(self) -> str:
        """The code of the fault."""
        return WORDS[self.name][0]

    def text(self, locale: str) -> str:
        """Say what is wrong in a language."""
        place = LOCALES.index(locale)
        values = dict(self.values)
        if self.name == "type":
            values["kind"] = KINDS[_KINDS.get(values.get("kind") or "object", "object")][place]
        return WORDS[self.name][place + 1].format_map(values)


class FieldWrong(ValueError):
    """A Struct's own check found a field wrong; with no field the Struct as a whole."""

    def __init__(self, field: str | None, name: str, **values: Any) -> None:
        self.field = field
        self.fault = Fault(name, values)
        super().__init__(self.fault.text("en"))


def read(said: str) -> Fault | None:
    """Understand what msgspec or marshmallow says of a field; None if it is something else."""
    for pattern, name in READINGS:
        found = pattern.match(said)
        if found:
            return Fault(name, found.groupdict())
    return None


def field_error(pointer: str, said: str, locale: str) -> FieldError:
    """Word what msgspec or marshmallow says of a field."""
    fault = read(said)
    if fault is None:
        return FieldError(pointer, VALUE, said if said.endswith(".") else f"{said}.")
    return FieldError(pointer, fault.code, fault.text(locale))
