"""What members take from the configuration, and the hook that bootstrap fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pymongo.client_session import ClientSession

from foundation.config import Config


class OnJoined(Protocol):
    """What else happens in the transaction in which a member joins: a wallet, a first card."""

    def __call__(self, member_id: str, session: ClientSession) -> None: ...


@dataclass(frozen=True)
class Settings:
    """Country of phone numbers written without +, and the language of who names none."""

    region: str = "MD"
    locale: str = "en"


def _nothing_more(member_id: str, session: ClientSession) -> None:
    """Leave it at the member."""


_settings = Settings()
_on_joined: OnJoined = _nothing_more


def configure(config: Config) -> None:
    """Take region and locale from the configuration. Bootstrap calls this once."""
    global _settings
    _settings = Settings(region=config.default_region, locale=config.default_locale)


def settings() -> Settings:
    """Give the settings."""
    return _settings


def set_on_joined(hook: OnJoined) -> OnJoined:
    """Have a hook called in the transaction of each joining; give back the one before it.

    The hook must use the session for every command and be safe to run more than once.
    """
    global _on_joined
    before, _on_joined = _on_joined, hook
    return before


def on_joined(member_id: str, session: ClientSession) -> None:
    """Call the hook."""
    _on_joined(member_id, session)
