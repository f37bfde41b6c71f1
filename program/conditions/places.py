"""Conditions of place: by which way, in which store, with which partner, with which app."""

from __future__ import annotations

from dataclasses import dataclass

from program.rejections import Rejection
from program.values import Situation


@dataclass(frozen=True, slots=True)
class Stores:
    """In one of these stores."""

    ids: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether it happens in one of them."""
        return situation.store_id in self.ids

    def rejection(self, situation: Situation) -> Rejection:
        """Say that the store is another."""
        return Rejection.of("WRONG_STORE")


@dataclass(frozen=True, slots=True)
class Channels:
    """By one of these channels."""

    names: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether it comes by one of them."""
        return situation.channel in self.names

    def rejection(self, situation: Situation) -> Rejection:
        """Name the channels."""
        detail = f"channels {', '.join(sorted(self.names))}"
        return Rejection.of("CONDITION_FAILED", detail=detail)


@dataclass(frozen=True, slots=True)
class Partners:
    """With one of these partners."""

    codes: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        """Tell whether it happens with one of them."""
        return situation.partner in self.codes

    def rejection(self, situation: Situation) -> Rejection:
        """Name the partners."""
        detail = f"partners {', '.join(sorted(self.codes))}"
        return Rejection.of("CONDITION_FAILED", detail=detail)


@dataclass(frozen=True, slots=True)
class AppVersion:
    """With this version of the app or a later one: 5.10 comes after 5.9."""

    least: tuple[int, ...]
    spelled: str

    def holds(self, situation: Situation) -> bool:
        """Tell whether the app is new enough; without an app it is not."""
        source = situation.basket or situation.activity
        version = version_of(source.app_version if source else None)
        return version is not None and version >= self.least

    def rejection(self, situation: Situation) -> Rejection:
        """Say which version is needed."""
        return Rejection.of("APP_TOO_OLD", version=self.spelled)


def version_of(text: str | None) -> tuple[int, ...] | None:
    """Read a version as numbers, without trailing noughts: 5.0 is 5, and 5.1-beta is 5.1."""
    parts: list[int] = []
    for part in (text or "").partition("-")[0].split("."):
        if not (part.isascii() and part.isdigit()) or len(part) > 9:
            return None
        parts.append(int(part))
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)
