"""Named reads of wallets: balances, lots that expire soon, history over the dense sequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation import database, shapes
from wallet.entries import Record, to_moment, to_ms
from wallet.errors import EntryNotFound
from wallet.heads import Head, WalletView, entries_between, read_wallet, read_wallet_at_least
from wallet.ledger import find_entry

MOST_PER_PAGE = 100
__all__ = [
    "HistoryPage",
    "find_entry",
    "find_wallets_due",
    "get_entry",
    "get_history",
    "get_wallet",
    "get_wallets",
    "lots_expiring",
    "walk_wallets",
]


@dataclass(frozen=True)
class HistoryPage:
    """A page of entries, newest first; `before` starts the next page, None at the end."""

    entries: Sequence[Record]
    before: int | None


def get_wallet(owner_id: str, *, at_least_seq: int | None = None) -> WalletView:
    """Look at a wallet now; `at_least_seq` makes sure to see one's own last write."""
    if at_least_seq is None:
        return read_wallet(owner_id)
    return read_wallet_at_least(owner_id, at_least_seq)


def get_wallets(owner_ids: Sequence[str]) -> list[WalletView]:
    """Look at several wallets by their cached heads: one round trip, in the order asked for."""
    found = database.collection("heads").find({"_id": {"$in": list(owner_ids)}})
    heads = {str(kept["_id"]): Head.of(kept) for kept in found}
    return [heads[id].view(id, heads[id].now()) for id in owner_ids if id in heads]


def get_history(owner_id: str, *, before: int | None = None, limit: int = 50) -> HistoryPage:
    """Read entries newest first, below a sequence number: gapless, stable under new entries."""
    size = max(1, min(limit, MOST_PER_PAGE))
    top = before if before is not None else get_wallet(owner_id).seq + 1
    # A head may lag a little behind its entries; the first page shows those too.
    ahead = MOST_PER_PAGE if before is None else 0
    page = entries_between(owner_id, max(1, top - size), top - 1 + ahead)[-size:]
    first = int(page[0]["s"]) if page else 1
    return HistoryPage(page[::-1], first if first > 1 else None)


def get_entry(owner_id: str, entry_id: str) -> Record:
    """Get one entry of a wallet by its id."""
    entry = database.collection("entries").find_one({"_id": entry_id, "a": owner_id})
    if entry is None:
        raise EntryNotFound(entry_id=entry_id)
    return entry


def walk_wallets(*, most: int = 0) -> Iterator[WalletView]:
    """Look at every wallet as it is now, or at so many, in no order: for reports."""
    with shapes.whole_walks():
        for kept in database.collection("heads").find({}).limit(most):
            head = Head.of(kept)
            yield head.view(str(kept["_id"]), head.now())


def lots_expiring(view: WalletView, account: str, *, until: datetime) -> list[tuple[datetime, int]]:
    """List (moment, amount) of live lots that expire until a moment, nearest first."""
    kept = view.state.accounts.get(account)
    if kept is None:
        return []
    sums: dict[int, int] = {}
    for lot in kept.live(view.at_ms):
        if lot.expires_ms is not None and lot.expires_ms <= to_ms(until):
            sums[lot.expires_ms] = sums.get(lot.expires_ms, 0) + lot.amount
    return [(to_moment(ms), amount) for ms, amount in sorted(sums.items())]


def find_wallets_due(*, after: datetime, until: datetime) -> list[str]:
    """List wallets in which something fell due in a span of time: an expiry, a hold, a mark."""
    bounds = {"next": {"$gt": after, "$lte": until}}
    found = database.collection("heads").find(bounds, {"_id": 1})
    return sorted(head["_id"] for head in found)
