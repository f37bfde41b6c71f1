"""What activities tell the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MessageDue:
    """A member is to be told something: whoever keeps channels picks it up and sends it once."""

    member_id: str
    template: str
    channel: str
    text: Mapping[str, str]
    activity: str
    values: Mapping[str, Any]
