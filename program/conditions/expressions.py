"""Formulas and conditions written out: typed, exact, bounded, and safe to take from strangers.

The library rule-engine parses and reckons with decimals of 34 digits. Before it sees a formula,
every word of it is held against a short list: names, numbers, plain texts and harmless operators.
So there are no powers, patterns, loops, clocks or chance, and no formula can take long.

What cannot be reckoned at run time (a division by nought, something that is not known, a text where
a number is needed) makes a condition false and a formula nought. `name ?? 0` says what to take
instead of something that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context as DecimalContext
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from functools import lru_cache
from typing import Any

import rule_engine
from rule_engine import DataType

from program.conditions.names import LINE_NAMES, Name, Scope, all_names, find_name
from program.nearest import nearest

MAX_CHARACTERS = 500
MAX_TOKENS = 120
MAX_DEPTH = 12
MOST_UNITS = Decimal(1_000_000_000)
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>[0-9]{1,12}(?:\.[0-9]{1,9})?(?![\w.]))
      | (?P<text>"[^"\\\n]{0,100}"|'[^'\\\n]{0,100}')
      | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_][\w-]*)?(?!\w*\.))
      | (?P<sign>\?\?|//|==|!=|>=|<=|[-+*/%()<>?:,\[\]])
    )""",
    re.VERBOSE | re.ASCII,
)
_WORDS = frozenset({"and", "or", "not", "in", "true", "false"})
_EXACT = DecimalContext(
    prec=34, traps=[InvalidOperation, DivisionByZero, Overflow], Emax=999, Emin=-999
)


class BadExpression(ValueError):
    """A formula that cannot be used: why, and what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula, parsed. Two with the same text are equal."""

    text: str
    names: frozenset[str]
    kind: str = field(compare=False)
    evaluate: Callable[[Scope], Any] = field(compare=False, repr=False)

    @property
    def is_by_line(self) -> bool:
        """Tell whether it is reckoned for each line."""
        return not self.names.isdisjoint(LINE_NAMES)

    def truth(self, scope: Scope) -> bool:
        """Tell whether it is true; what cannot be reckoned is not."""
        try:
            return self.evaluate(scope) is True
        except (rule_engine.EngineError, ArithmeticError, TypeError):
            return False

    def number(self, scope: Scope) -> Decimal:
        """Reckon a number from nought to a billion; what cannot be reckoned is nought."""
        try:
            value = self.evaluate(scope)
        except (rule_engine.EngineError, ArithmeticError, TypeError):
            return Decimal(0)
        if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
            return Decimal(0)
        return min(value, MOST_UNITS)


@lru_cache(maxsize=4096)
def parse(text: str, *, wanted: str | None = None) -> Expression:
    """Parse a formula; `wanted` is `number` or `truth`. Raises BadExpression."""
    words, symbols = _read(text)
    context = rule_engine.Context(
        type_resolver=lambda symbol: symbols[symbol][1].type,
        resolver=lambda scope, symbol: _value(scope, *symbols[symbol]),
        decimal_context=_EXACT,
    )
    try:
        # Parsing reckons constants already: in the same arithmetic as all else, whoever calls.
        with localcontext(_EXACT):
            rule = rule_engine.Rule(words, context)
    except rule_engine.EngineError as error:
        raise _explained(error) from error
    except (ArithmeticError, RecursionError, TypeError, ValueError) as error:
        raise BadExpression("This cannot be reckoned.") from error
    kind = _kind(rule.statement.expression.result_type)
    if wanted is not None and kind not in (wanted, "any"):
        meant = "true or false, as in amount >= 100" if wanted == "truth" else "a number"
        raise BadExpression(f"This does not give {meant}.")
    names = frozenset(name for name, _, _ in symbols.values())
    return Expression(text, names, kind, rule.evaluate)


def _value(scope: Any, name: str, found: Name, is_optional: bool) -> Any:
    value = found.value(scope)
    if value is None and not is_optional:
        raise rule_engine.SymbolResolutionError(name)
    return value


def _read(text: str) -> tuple[str, Mapping[str, tuple[str, Name, bool]]]:
    """Hold every word against what is allowed; give the text with symbols for its names."""
    tokens = list(_tokens(text))
    symbols: dict[str, tuple[str, Name, bool]] = {}
    words: list[str] = []
    for place, (kind, word) in enumerate(tokens):
        if kind != "name" or word in _WORDS:
            words.append(word)
            continue
        following = tokens[place + 1][1] if place + 1 < len(tokens) else ""
        found = find_name(word)
        if found is None:
            raise BadExpression(f"There is no {word} in formulas.", _nearest(word))
        if (following == "(") is not DataType.is_type(found.type, DataType.FUNCTION):
            what = "a function" if following != "(" else "no function"
            raise BadExpression(f"{word} is {what}.", "As in floor(amount / 100).")
        symbol = f"v{len(symbols)}"
        is_optional = following == "??"
        optional = Name(DataType.UNDEFINED, found.value) if is_optional else found
        symbols[symbol] = (word, optional, is_optional)
        words.append(symbol)
    return " ".join(words), symbols


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > MAX_CHARACTERS:
        raise BadExpression(f"A formula has at most {MAX_CHARACTERS} characters.")
    found: list[tuple[str, str]] = []
    place, depth, text = 0, 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise BadExpression(*_strange(text[place:].lstrip()))
        word = match[match.lastgroup]
        found.append((match.lastgroup, word))
        depth += (word in ("(", "[")) - (word in (")", "]"))
        place = match.end()
        if depth > MAX_DEPTH or len(found) > MAX_TOKENS:
            raise BadExpression("This formula is too long or too deep.", "Write several rules.")
        if word in ("-", "not") and [each for _, each in found[-3:]] == [word] * 3:
            raise BadExpression(f"There are too many {word} in a row.")
        if [each for _, each in found[-2:]] == ["*", "*"]:
            raise BadExpression("There are no powers in formulas.", "Multiply instead.")
    if not found:
        raise BadExpression("This formula is empty.")
    return found


def _strange(rest: str) -> tuple[str, str]:
    """Say what is wrong with the beginning of the rest, and what to write instead."""
    if rest.startswith("="):
        return "= is not a sign of formulas.", "Use == to compare."
    if rest.startswith(("&", "|", "!")):
        return f"{rest[0]} is not a sign of formulas.", "Write and, or, not."
    if rest.startswith(("'", '"')):
        return "A text is not closed, too long, or has a backslash.", ""
    return f"{rest[:12]} cannot stand in a formula.", "Numbers are written as 1.5."


def _nearest(word: str) -> str:
    names = all_names()
    near = nearest(word, names)
    return f"Did you mean {near}?" if near else f"Known: {', '.join(names)}."


def _explained(error: rule_engine.EngineError) -> BadExpression:
    if isinstance(error, rule_engine.RuleSyntaxError):
        return BadExpression("This is not a formula.", "As in floor(amount / 100) * 2.")
    if "division" in str(error.message) or "arithmetic" in str(error.message):
        return BadExpression("This divides by nought.")
    hint = "Texts are compared with == and in; numbers are written without quotes."
    return BadExpression("The parts of this formula do not go together.", hint)


def _kind(found: Any) -> str:
    if DataType.is_type(found, DataType.BOOLEAN):
        return "truth"
    if DataType.is_type(found, DataType.FLOAT):
        return "number"
    return "any" if DataType.is_type(found, DataType.UNDEFINED) else "text"


def compared(text: str) -> list[tuple[str, str]]:
    """List (name, text) for every name of a formula that is held against a text written out."""
    tokens = list(_tokens(text))
    found: list[tuple[str, str]] = []
    for place, (kind, word) in enumerate(tokens):
        if kind != "name" or word in _WORDS:
            continue
        after, before = tokens[place + 1 : place + 3], tokens[max(place - 2, 0) : place][::-1]
        for pair in (after, before):
            if len(pair) == 2 and pair[0][1] in ("==", "!=") and pair[1][0] == "text":
                found.append((word, pair[1][1][1:-1]))
        if [each for _, each in after] == ["in", "["]:
            for each, inner in tokens[place + 3 :]:
                if inner == "]":
                    break
                found += [(word, inner[1:-1])] if each == "text" else []
    return found
