"""The five kinds of refusal. Packages subclass one of them and give it a stable code.

    Refusal
    ├── Invalid       the request makes no sense as it stands
    ├── NotAllowed    the caller may not do this
    ├── NotFound      there is no such thing, or it is not the caller's
    ├── Conflict      the state of things does not permit it now
    └── Unavailable   we cannot answer at present; trying again may help

A refusal says what to do in words. Which HTTP status it wears is decided in `api/` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field: a JSON pointer, a code, and a message for people.

    `translate` gives the message in a language where there are any others than English.
    """

    pointer: str
    code: str
    message: str
    translate: Callable[[str], str] | None = None

    def text(self, locale: str) -> str:
        """Give the message in a language, else in English."""
        return self.translate(locale) if self.translate is not None else self.message


class Refusal(Exception):
    """A request that is understood and turned down.

    `message` is the English template; keyword values fill it and travel to translations.
    """

    code: ClassVar[str] = "REFUSED"
    message: ClassVar[str] = "The request is refused."

    def __init__(self, *, errors: Sequence[FieldError] = (), **values: Any) -> None:
        self.values = values
        self.errors = tuple(errors)
        super().__init__(self.detail)

    @property
    def detail(self) -> str:
        """The English text with the values filled in."""
        return self.message.format_map(self.values)


class Invalid(Refusal):
    """The request makes no sense as it stands."""

    code = "INVALID"
    message = "The request is not valid."


class NotAllowed(Refusal):
    """The caller may not do this."""

    code = "NOT_ALLOWED"
    message = "This is not allowed to you."


class NotFound(Refusal):
    """There is no such thing, or it is not the caller's."""

    code = "NOT_FOUND"
    message = "There is no such thing."


class Conflict(Refusal):
    """The state of things does not permit it now."""

    code = "CONFLICT"
    message = "The present state does not permit this."


class Unavailable(Refusal):
    """We cannot answer at present."""

    code = "UNAVAILABLE"
    message = "The service cannot answer at present. Try again in a few seconds."
    retry_after_seconds: ClassVar[int] = 2
