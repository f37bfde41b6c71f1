"""Paid membership: sold as a line of a receipt, for a term, with what it gives and what it costs.

Rules ask for it with `when: {paid: true}`; a return of the fee ends it by the program's terms.
"""

from program.paid.checking import membership_advice, membership_findings
from program.paid.compiling import compile_membership
from program.paid.reporting import Worth, worth_of
from program.paid.rules import (
    Term,
    Use,
    bought,
    ended,
    first_day_after,
    refundable,
    running,
    span,
    use_of,
    used,
    with_membership,
)
from program.paid.terms import PaidTerms, Refund

__all__ = [
    "PaidTerms",
    "Refund",
    "Term",
    "Use",
    "Worth",
    "bought",
    "compile_membership",
    "ended",
    "first_day_after",
    "membership_advice",
    "membership_findings",
    "refundable",
    "running",
    "span",
    "use_of",
    "used",
    "with_membership",
    "worth_of",
]
