"""Texts in the languages of shoppers: English, Russian and Romanian.

English lives in the code beside what it describes; translations of refusals lie in
`foundation/locales/*.<locale>.yaml`, one line a code, with the same placeholders.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LOCALES = ("en", "ru", "ro")
DEFAULT_LOCALE = "en"
_FOLDER = Path(__file__).parent / "locales"


@cache
def translations(locale: str) -> Mapping[str, str]:
    """Give all translated refusals of a locale as code → template."""
    found: dict[str, str] = {}
    for path in sorted(_FOLDER.glob(f"*.{locale}.yaml")):
        found.update(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    return found


def render(code: str, locale: str, values: Mapping[str, Any], *, english: str) -> str:
    """Fill a refusal's text in a locale, falling back to the English template."""
    template = translations(locale).get(code, english) if locale != "en" else english
    return template.format_map(_Said(values, locale))


class _Said(dict[str, Any]):
    """Values of a text; one that can say itself in a language does."""

    def __init__(self, values: Mapping[str, Any], locale: str) -> None:
        super().__init__(values)
        self._values = values
        self._locale = locale

    def __getitem__(self, name: str) -> Any:
        value = self._values[name]
        say = getattr(value, "text", None)
        return say(self._locale) if callable(say) else value


def pick_locale(accept_language: str | None, default: str = DEFAULT_LOCALE) -> str:
    """Choose the best of our locales for an Accept-Language header, by its quality values."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate((accept_language or "").split(",")[:20]):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        quality = _quality(parameter)
        if language in LOCALES and quality > 0:
            wanted.append((-quality, place, language))
    return min(wanted)[2] if wanted else default


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def pick(text: Mapping[str, str] | str | None, locale: str) -> str:
    """Choose from a localised text `{en: …, ru: …}`; a plain string is the same everywhere."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.get(locale) or text.get(DEFAULT_LOCALE) or next(iter(text.values()), "")
