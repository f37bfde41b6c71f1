"""Refusals of activities.

NotFound  └── ActivityNotFound
Conflict  ├── ActivityRejected
          ├── ActivityExists, ActivityDecided
Invalid   └── ActivityUnknown, ActivityInvalid, AttributesInvalid
"""

from __future__ import annotations

from foundation.errors import Conflict, FieldError, Invalid, NotFound
from program import Rejection


class ActivityNotFound(NotFound):
    """There is no such activity."""

    code = "ACTIVITY_NOT_FOUND"
    message = "There is no such activity."


class ActivityUnknown(Invalid):
    """The program declares no activity of this type, or one that nobody may send."""

    code = "ACTIVITY_UNKNOWN"
    message = "The program takes no activity {type}."


class ActivityInvalid(Invalid):
    """Fields of the activity are not as the program declares them."""

    code = "ACTIVITY_INVALID"
    message = "These fields of the activity are not as declared: {fields}."


class AttributesInvalid(Invalid):
    """Attributes are not as the program declares them."""

    code = "ATTRIBUTES_INVALID"
    message = "These attributes are not as the program declares them: {fields}."


class ActivityExists(Conflict):
    """An activity of this number was recorded before with another content."""

    code = "ACTIVITY_ALREADY_RECORDED"
    message = "Activity {id} is already recorded with another content; different: {fields}."


class ActivityDecided(Conflict):
    """Somebody has decided on the activity before."""

    code = "ACTIVITY_ALREADY_DECIDED"
    message = "The activity is {state}; this does not go with it any more."


class ActivityRejected(Conflict):
    """The activity does not count: `errors` says why, by a code of rejections."""

    code = "ACTIVITY_REJECTED"
    message = "The activity does not count: {reason}."

    def __init__(self, rejection: Rejection) -> None:
        self.rejection = rejection
        why = FieldError("/type", rejection.code, rejection.text(), rejection.text)
        super().__init__(errors=[why], reason=rejection.code)
