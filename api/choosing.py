"""Which program a request is about: the one that `?program=` names, else the installation's.

A till's key names its program. Members and operators belong to the house, so operations that go
by terms take the program as a parameter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, request

from program import ProgramNotEffective

PARAMETER = "program"
DESCRIBED = {
    "in": "query",
    "name": PARAMETER,
    "description": "Code of the program that is meant; the installation's own unless given",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64},
}


def program_asked() -> str:
    """Give the code of the program that the request is about; it need not exist."""
    return request.args.get(PARAMETER) or str(current_app.config["PROGRAM"])


def is_choosing(view: Callable[..., Any]) -> bool:
    """Tell whether a view takes the program as a parameter: if it goes by terms of now.

    What a till asks goes by the program of its key.
    """
    access = getattr(view, "access", None)
    goes_by_terms = ProgramNotEffective in getattr(view, "refusals", ())
    return goes_by_terms and access is not None and access.audience != "terminal"
