"""What goods have cost, day by day: kept from receipts and price lists, for prior prices.

Only programs with a section `prior_price` keep any. All of it can be made again from the journal
and the lists; what is too old to matter is forgotten.
"""

from sales.prices.errors import PricesNotKept, PriceUnknown
from sales.prices.queries import PriorPrice, get_prior_price, prior_prices
from sales.prices.service import forget_old_prices, note_price_list, on_entry_posted

__all__ = [
    "PriceUnknown",
    "PricesNotKept",
    "PriorPrice",
    "forget_old_prices",
    "get_prior_price",
    "note_price_list",
    "on_entry_posted",
    "prior_prices",
]
