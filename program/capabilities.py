"""Whether a member may spend: a mark in the wallet, read with the balance."""

from __future__ import annotations

from wallet import SetMark, WalletView

_MARK = "earn_only"


def is_earn_only(view: WalletView) -> bool:
    """Tell whether a member earns and cannot spend."""
    return bool(view.mark(_MARK))


def earn_only_step(is_earn_only: bool) -> SetMark:
    """Write down that a member cannot spend, or can again."""
    return SetMark(_MARK, True if is_earn_only else None)
