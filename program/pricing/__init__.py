"""Discounts: what a basket costs under the rules of a program, and why.

`pricing` lists rules, `stacking` says how they stand together. `price` takes off what holds, in the
combination that is best for the shopper, tells why the rest does not count, and what is near.
`margin` reckons what a discount costs the shop.
"""

from program.pricing.advising import pricing_advice
from program.pricing.checking import pricing_findings
from program.pricing.compiling import compile_pricing
from program.pricing.gifts import gifts_back
from program.pricing.margin import Margin, cost_at_markup, margin, percent_of
from program.pricing.rules import price
from program.pricing.solving import MOST_COMBINATIONS
from program.pricing.terms import PricingTerms

__all__ = [
    "MOST_COMBINATIONS",
    "Margin",
    "PricingTerms",
    "compile_pricing",
    "cost_at_markup",
    "gifts_back",
    "margin",
    "percent_of",
    "price",
    "pricing_advice",
    "pricing_findings",
]
