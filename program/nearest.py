"""Which name was probably meant by a word that is none."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHORTEST = 3
# Words that people write for one another: what is near by meaning comes first.
_ALIKE = (
    {"above", "from", "threshold", "at_least", "least", "min"},
    {"per", "every", "each"},
    {"stock", "pool", "budget", "total", "left"},
    {"amount", "points", "units", "count"},
    {"until", "to", "end", "ends", "till", "valid_until"},
    {"from", "start", "starts", "since", "begins", "valid_from"},
    {"percent", "rate", "percentage"},
    {"code", "series", "codes"},
    {"goods", "sku", "skus", "product", "products", "items"},
    {"limit", "cap", "caps", "most", "max", "maximum"},
    {"reason", "name", "title", "label", "description"},
    {"when", "if", "condition", "conditions", "where"},
    {"give", "gives", "reward", "then", "effects"},
    {"into", "to", "account", "target"},
    {"ladder", "steps", "levels", "tiers"},
    {"id", "code", "key"},
    {"sum", "add", "all", "total"},
)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the one of the names that is nearest to a word by spelling or meaning, or None."""
    names = {_plain(name): name for name in sorted(known, reverse=True)}
    plain = _plain(word)
    if plain in names:
        return names[plain]
    for group in _ALIKE:
        if plain in group:
            alike = sorted(group & names.keys())
            if alike:
                return names[alike[0]]
    for name in sorted(names, key=len, reverse=True):
        short, long = sorted((plain, name), key=len)
        if len(short) >= _SHORTEST and long.startswith(short):
            return names[name]
    close = get_close_matches(plain, sorted(names), n=1)
    return names[close[0]] if close else None


def _plain(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")
