"""Rights that tiers and paid memberships give: counted on accounts of kind entitlement.

A right is a unit of an account: reserved, claimed and given back as points are. What is due is
compared with what has been given, in the entry of whatever changes it; the daily work renews.
"""

from program.entitlements.checking import gives_findings
from program.entitlements.compiling import compile_gives
from program.entitlements.rules import Due, Settlement, Source, due_now, period_of, settle
from program.entitlements.terms import Give

__all__ = [
    "Due",
    "Give",
    "Settlement",
    "Source",
    "compile_gives",
    "due_now",
    "gives_findings",
    "period_of",
    "settle",
]
