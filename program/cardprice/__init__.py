"""What a plastic card is sold for in each region, held to the most that is allowed."""

from program.cardprice.checking import card_price_findings

__all__ = ["card_price_findings"]
