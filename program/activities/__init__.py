"""What members do besides buying: what is told of it, how often it counts, and what it gives."""

from program.activities.checking import OF_RECEIPT, activity_findings
from program.activities.compiling import compile_activities
from program.activities.happening import (
    dates_kept_on,
    days_in_window,
    is_known_in_time,
    is_scheduled,
    today_in,
)
from program.activities.reading import Fault, as_json, read_fields, read_value
from program.activities.rules import (
    Cited,
    Given,
    effects_of,
    extended_until,
    lapses_at,
    place_of,
    rejection_of,
    situation_of,
    types_happening,
)
from program.activities.terms import ActivityTerms, ActivityType, DataField, Happening

__all__ = [
    "OF_RECEIPT",
    "ActivityTerms",
    "ActivityType",
    "Cited",
    "DataField",
    "Fault",
    "Given",
    "Happening",
    "activity_findings",
    "as_json",
    "compile_activities",
    "dates_kept_on",
    "days_in_window",
    "effects_of",
    "extended_until",
    "is_known_in_time",
    "is_scheduled",
    "lapses_at",
    "place_of",
    "read_fields",
    "read_value",
    "rejection_of",
    "situation_of",
    "today_in",
    "types_happening",
]
