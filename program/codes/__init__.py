"""Series of codes: what their texts look like, when they hold, how often they may be used.

A series says nothing of what a code gives: pricing and earning rules ask for the series.
"""

from program.codes.checking import codes_findings
from program.codes.compiling import compile_codes
from program.codes.rules import (
    batch_days,
    check_character,
    counter_of,
    is_misread,
    normalise,
    untimely,
    valid_from,
    valid_until,
    within_member_limits,
    write_text,
)
from program.codes.terms import BatchPlan, CodesTerms, Series, Validity
from program.codes.using import codes_used, with_uses, without_used

__all__ = [
    "BatchPlan",
    "CodesTerms",
    "Series",
    "Validity",
    "batch_days",
    "check_character",
    "codes_findings",
    "codes_used",
    "compile_codes",
    "counter_of",
    "is_misread",
    "normalise",
    "untimely",
    "valid_from",
    "valid_until",
    "with_uses",
    "within_member_limits",
    "without_used",
    "write_text",
]
