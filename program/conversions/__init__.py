"""Conversions: so many units of one account become units of another, as ten stamps a free cup."""

from program.conversions.checking import conversions_findings
from program.conversions.rules import Conversion, conversions, taken_apart
from program.conversions.terms import Converts, compile_converts

__all__ = [
    "Conversion",
    "Converts",
    "compile_converts",
    "conversions",
    "conversions_findings",
    "taken_apart",
]
