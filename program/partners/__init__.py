"""Partners of a coalition: who may issue and accept units, and at which dated rates.

A sale or an activity belongs to the partner that it names, else to the partner of its store, else
to that of its channel. What a partner owes and gets is reckoned per unit, in whole millionths of
the smallest money unit, so that no sequence of sales and returns leaves a remainder.
"""

from program.partners.checking import partners_advice, partners_findings
from program.partners.compiling import compile_partners
from program.partners.rules import (
    OPERATOR,
    PER_MINOR,
    Leg,
    at_partner,
    legs_of,
    may_accept,
    may_issue,
    partner_of,
    rate_on,
    round_micro,
    with_partner,
)
from program.partners.terms import Partner, PartnersTerms, Rate

__all__ = [
    "OPERATOR",
    "PER_MINOR",
    "Leg",
    "Partner",
    "PartnersTerms",
    "Rate",
    "at_partner",
    "compile_partners",
    "legs_of",
    "may_accept",
    "may_issue",
    "partner_of",
    "partners_advice",
    "partners_findings",
    "rate_on",
    "round_micro",
    "with_partner",
]
