"""The lowest price before a reduction, which shoppers in the European Union must be shown."""

from program.prior_price.compiling import compile_prior_price
from program.prior_price.rules import prior_price, unit_price
from program.prior_price.terms import PriorPriceTerms

__all__ = ["PriorPriceTerms", "compile_prior_price", "prior_price", "unit_price"]
