"""What a member does with rewards in the tests of programs."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import offers
import wallet
from tests.programs.shop import Counter

_keys = count(1)
TERMINAL = {"kind": "terminal", "id": "trm_centre"}


def redeem(till: Counter, reward: str, key: str | None = None) -> offers.Redeemed:
    """Take a reward as the member whom a till serves."""
    actor = {"kind": "member", "id": till.member_id}
    key = key or f"redeem {next(_keys)}"
    return offers.redeem(till.member_id, reward, program=till.program, key=key, actor=actor)


def hand_over(redeemed: offers.Redeemed) -> offers.Redeemed:
    """Hand a reward over at a till."""
    redemption = redeemed.redemption
    return offers.hand_over(redemption["_id"], key=f"over {next(_keys)}", actor=TERMINAL)


def offered(till: Counter, reward: str) -> offers.Offered:
    """Give a reward as the member sees it in the catalogue."""
    found = offers.catalogue(till.member_id, program=till.program)
    return next(one for one in found if one.reward.code == reward)


def give(till: Counter, amount: int, account: str) -> None:
    """Put units into the member's wallet."""
    wallet.earn(till.member_id, account=account, amount=amount, key=f"gift {next(_keys)}")


def claim(till: Counter, account: str, amount: int, *goods: tuple[str, int]) -> wallet.Posting:
    """Claim units at the till for goods handed over."""
    rows = [(sku, Decimal(quantity)) for sku, quantity in goods]
    key = f"claim {next(_keys)}"
    return offers.claim(
        till.member_id, account, amount, program=till.program, goods=rows, key=key, actor=TERMINAL
    )
