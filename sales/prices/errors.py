"""Refusals about prices.

NotFound
├── PriceUnknown    PRICE_UNKNOWN
└── PricesNotKept   PRICES_NOT_KEPT
"""

from __future__ import annotations

from foundation import NotFound


class PriceUnknown(NotFound):
    """Nothing is known of what these goods have cost."""

    code = "PRICE_UNKNOWN"
    message = "No price of {sku} is known from the last {days} days."


class PricesNotKept(NotFound):
    """The program does not show prior prices."""

    code = "PRICES_NOT_KEPT"
    message = "The program {program} keeps no prices: its manifest has no section prior_price."
