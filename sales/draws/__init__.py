"""Draws at work: seeds kept secret until their period is over, tickets, and proofs.

A ticket needs no writing of its own: what an order wins, and which numbered prizes it takes,
stands in the entry of its sale. So the budget holds whoever races, and a process that dies leaves
either the whole sale with its prize or neither.
"""

from sales.draws.codes import on_entry_posted
from sales.draws.errors import DrawNotFound, DrawPeriodUnknown
from sales.draws.queries import DrawView, PrizeView, Proof, SpanView, list_draws, prove
from sales.draws.seeds import forget_cache, publish_all_seeds, publish_for, publish_seeds
from sales.draws.tickets import (
    OPEN,
    POOLS,
    Chance,
    Tickets,
    chances_for,
    forget_steps,
    kept_prizes,
    open_chances,
    places_back,
    tickets_for,
)

__all__ = [
    "OPEN",
    "POOLS",
    "Chance",
    "DrawNotFound",
    "DrawPeriodUnknown",
    "DrawView",
    "PrizeView",
    "Proof",
    "SpanView",
    "Tickets",
    "chances_for",
    "forget_cache",
    "forget_steps",
    "kept_prizes",
    "list_draws",
    "open_chances",
    "places_back",
    "on_entry_posted",
    "prove",
    "publish_all_seeds",
    "publish_for",
    "publish_seeds",
    "tickets_for",
]
