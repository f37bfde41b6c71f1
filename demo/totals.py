"""Add up a replayed database from its ledger, verifying every wallet on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import wallet
from demo.receipts import CURRENCY
from demo.replay import PROGRAM
from demo.report import DemoSummary
from foundation import clock, database
from program import standings, terms_at

POINTS = "points"


def verify_all(*, on_each: Callable[[], None]) -> tuple[wallet.Audit, Counter[str]]:
    """Verify every wallet; gives the audit and the members per tier."""
    audit, keys, tiers = wallet.Audit(), set[str](), Counter[str]()
    terms = terms_at(PROGRAM, clock.now())
    for owner_id in wallet.wallet_ids():
        wallet.verify_wallet(owner_id, audit, keys)
        tier = standings.reviewed_tier(terms, wallet.get_wallet(owner_id))
        tiers[tier.code if tier else "none"] += 1
        on_each()
    ladder = [tier.code for tier in terms.ladder.tiers] if terms.ladder else []
    return wallet.finish_audit(audit), Counter({code: tiers[code] for code in ladder})


def summarise(
    audit: wallet.Audit, tiers: Counter[str], *, weeks: int, first_day: date, last_day: date
) -> DemoSummary:
    """Put the audit and the receipts into one summary."""
    moved = audit.moved
    receipts, returns, turnover = _receipts()
    return DemoSummary(
        weeks=weeks,
        first_day=first_day,
        last_day=last_day,
        members=audit.wallets,
        receipts=receipts,
        returns=returns,
        turnover_minor=turnover,
        currency=CURRENCY,
        points_issued=moved[(POINTS, "earn")],
        points_burned=-moved[(POINTS, "burn")],
        points_revoked=-moved[(POINTS, "earn_reverse")],
        points_restored=moved[(POINTS, "burn_reverse")],
        points_expired=-moved[(POINTS, "expire")],
        points_outstanding=audit.outstanding[POINTS],
        members_per_tier=dict(tiers),
        violations=len(audit.violations),
    )


def _receipts() -> tuple[int, int, int]:
    """Count receipts and returns and sum up the turnover, wallet by wallet."""
    receipts = returns = turnover = 0
    found = database.collection("receipts")
    fields = {"total_minor": 1, "returns.refund_minor": 1}
    for owner_id in wallet.wallet_ids():
        for row in found.find({"member_id": owner_id}, fields):
            receipts += 1
            returns += len(row["returns"])
            turnover += row["total_minor"]
    return receipts, returns, turnover
