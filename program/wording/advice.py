"""Terms that nobody will read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.errors import ManifestWarning

MOST_WORDS = 50


def wording_advice(contents: Mapping[str, Any]) -> Iterator[ManifestWarning]:
    """Warn of terms of more than fifty words, in any language."""
    found = contents.get("terms", {})
    texts = {"": found} if isinstance(found, str) else {f"/{k}": v for k, v in found.items()}
    for place, text in texts.items():
        words = len(text.split())
        if words > MOST_WORDS:
            message = f"The terms have {words} words; up to {MOST_WORDS} are read."
            yield ManifestWarning("TERMS_TOO_LONG", f"/terms{place}", message)
