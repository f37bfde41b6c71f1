"""Visits: which cheques belong to one visit, so that it counts once."""

from program.visits.checking import visits_findings
from program.visits.rules import at_visit, compile_visits, is_new_visit, visit_key
from program.visits.terms import VisitTerms

__all__ = [
    "VisitTerms",
    "at_visit",
    "compile_visits",
    "is_new_visit",
    "visit_key",
    "visits_findings",
]
