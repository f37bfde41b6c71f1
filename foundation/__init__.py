"""What everything stands on: configuration, clock, database, errors, ids, money, texts.

Nothing here knows loyalty, and nothing here imports from the storeys above.
"""

from foundation import clock, database, ids, texts
from foundation.config import Config, ConfigInvalid
from foundation.errors import (
    Conflict,
    FieldError,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    Unavailable,
)

__all__ = [
    "Config",
    "ConfigInvalid",
    "Conflict",
    "FieldError",
    "Invalid",
    "NotAllowed",
    "NotFound",
    "Refusal",
    "Unavailable",
    "clock",
    "database",
    "ids",
    "texts",
]
