"""What sales tell the house, besides the entries of wallets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CardUseDoubted:
    """A card was used in a way that somebody should look at; the sale stands."""

    receipt_id: str
    member_id: str
    flag: str
