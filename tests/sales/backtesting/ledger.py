"""What the ledger holds, to compare backtests with."""

from __future__ import annotations

from collections import Counter

import wallet
from sales.backtesting import Tally

_NAMES = {
    "earn": "earned",
    "burn": "burned",
    "expire": "expired",
    "earn_reverse": "clawed",
    "burn_reverse": "restored",
}


def moved(tally: Tally) -> dict[tuple[str, str], int]:
    """Sum up what was moved over all months."""
    sums: Counter[tuple[str, str]] = Counter()
    for (_, account, kind), amount in tally.moved.items():
        sums[account, kind] += amount
    return dict(sums)


def in_the_ledger() -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Sum up what the ledger moved and what is outstanding."""
    audit = wallet.Audit()
    for owner_id in wallet.wallet_ids():
        wallet.verify_wallet(owner_id, audit)
    sums: Counter[tuple[str, str]] = Counter()
    for (account, kind), amount in audit.moved.items():
        sums[account, _NAMES.get(kind, "other")] += amount
    return {key: n for key, n in sums.items() if n}, +audit.outstanding
