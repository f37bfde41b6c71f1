"""From the manifest's section to terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from program.prior_price.terms import PriorPriceTerms


def compile_prior_price(contents: Mapping[str, Any]) -> PriorPriceTerms | None:
    """Make the terms of the section, None where prior prices are not shown."""
    found = contents.get("prior_price")
    return None if found is None else PriorPriceTerms(**found)
