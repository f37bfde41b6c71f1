"""That no region sells the card for more than the terms allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from program.findings import Finding, amount_findings


def card_price_findings(contents: Mapping[str, Any]) -> Iterator[Finding]:
    """Give prices that the currency cannot express, and regions whose price is above the most."""
    found = contents.get("card_price", {})
    currency = contents["currency"]
    yield from amount_findings(found.get("most"), "/card_price/most", currency)
    for region, price in found.get("regions", {}).items():
        yield from amount_findings(price, f"/card_price/regions/{region}", currency)
        if Decimal(str(price)) > Decimal(str(found["most"])):
            message = f"{price} is more than {found['most']}, the most that a card may cost."
            yield Finding(f"/card_price/regions/{region}", message)
