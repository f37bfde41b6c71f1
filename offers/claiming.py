"""Units claimed at a till: a free coffee, twenty litres, a repair. A claim burns units once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation import clock
from offers.errors import ClaimRefused
from program import Account, Terms, terms_at
from wallet import Burn, Command, Decision, Posting, WalletView, post, reverse

CLAIMED_KINDS = frozenset({"entitlement", "product"})
Goods = tuple[str, Decimal]


def claim(
    member_id: str,
    account: str,
    amount: int,
    *,
    program: str,
    goods: Sequence[Goods] = (),
    key: str,
    actor: Mapping[str, str],
) -> Posting:
    """Claim units of an entitlement or a product for goods (SKU, quantity) handed over.

    Units that are for certain goods need them named: as many units as goods at the most. Raises
    `ClaimRefused`, `InsufficientPoints`.
    """
    terms = terms_at(program, clock.now())
    _check(terms, account, amount, goods)
    why = {"claim": [[sku, str(quantity)] for sku, quantity in goods], "program": program}
    body = {"account": account, "amount": amount, "goods": why["claim"]}

    def decide(view: WalletView) -> Decision:
        status = view.mark("barred")
        if status is not None:
            raise ClaimRefused(account=account, why=f"the member is {status}")
        return Decision([Burn(account, amount, why)])

    # The operation is a burn of the ledger, so that it can be undone as one.
    return post(member_id, Command("burn", idempotency_key=key, body=body, actor=actor), decide)


def give_back_claim(
    member_id: str, entry_id: str, *, reason: str, key: str, actor: Mapping[str, str]
) -> Posting:
    """Undo a claim, once: its units come back with their expiry."""
    return reverse(member_id, entry_id, reason=reason, key=key, actor=actor)


def _check(terms: Terms, code: str, amount: int, goods: Sequence[Goods]) -> None:
    account = terms.accounts.get(code)
    if account is None:
        raise ClaimRefused(account=code, why="the program has no such account")
    if account.kind not in CLAIMED_KINDS:
        raise ClaimRefused(account=code, why=f"it is an account of {account.kind}")
    if account.goods is not None and _usable_for(account, goods) < amount:
        raise ClaimRefused(account=code, why=f"it is for {', '.join(sorted(account.goods))}")


def _usable_for(account: Account, goods: Sequence[Goods]) -> Decimal:
    listed = account.goods or frozenset()
    return sum((quantity for sku, quantity in goods if sku in listed), Decimal(0))


def claimable(terms: Terms, view: WalletView) -> dict[str, int]:
    """Give what a member can claim now: units by account of entitlements and products."""
    units: dict[str, Any] = {
        code: view.balance(code).available
        for code, account in terms.accounts.items()
        if account.kind in CLAIMED_KINDS
    }
    return {code: n for code, n in units.items() if n > 0}
