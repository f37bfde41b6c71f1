"""What the checks of a manifest find, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from foundation.money import minor_digits
from program.nearest import nearest


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, at a pointer."""

    pointer: str
    message: str
    hint: str = ""


def amount_findings(amount: str | int | None, pointer: str, currency: str) -> Iterator[Finding]:
    """Want an amount that the currency can express; None is no amount."""
    digits = minor_digits(currency)
    if amount is not None and (Fraction(str(amount)) * 10**digits).denominator != 1:
        yield Finding(pointer, f"{amount} has more than {digits} digits after the point.")


def unknown(
    pointer: str, what: str, word: str, known: Iterable[str], *, called: str = "Known"
) -> Finding:
    """Find that nothing has a name: what it was to be, and what is meant or known instead."""
    return Finding(pointer, f"There is no {what} {word}.", hint_at(word, known, called=called))


def hint_at(word: str, known: Iterable[str], *, called: str = "Known") -> str:
    """Ask for the name that is nearest to a word, or list those that there are."""
    names = list(known)
    near = nearest(word, names)
    if near is not None:
        return f"Did you mean {near}?"
    return f"{called}: {', '.join(names) or 'none yet'}."
