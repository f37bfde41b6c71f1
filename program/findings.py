"""What the checks of a manifest find, section by section."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, at a pointer."""

    pointer: str
    message: str
    hint: str = ""
