"""Whether a member may earn and spend: a mark in the wallet that follows the member's status.

The mark is read with the balance, so a sale needs no look at the member; and since it stands in
an entry, no sale that was decided before it can be posted after it.
"""

from __future__ import annotations

from collections.abc import Mapping

import members
from program import Terms, capabilities
from sales.errors import EarnOnly, MemberSuspended, OtpRequired
from sales.values import Sale
from wallet import Command, Decision, Posting, SetMark, WalletView, post

_MARK = "barred"


def require_admitted(view: WalletView) -> None:
    """Refuse a wallet whose member is kept out. Raises `MemberSuspended`."""
    status = view.mark(_MARK)
    if status is not None:
        raise MemberSuspended(status=status)


def require_may_burn(sale: Sale, terms: Terms, view: WalletView, points: int) -> None:
    """Refuse to spend for who only earns, or much without a one-time code.

    What a hold set aside was looked at when it was placed. Raises `EarnOnly`, `OtpRequired`.
    """
    if not points:
        return
    if capabilities.is_earn_only(view):
        raise EarnOnly
    limit = terms.burning.otp_above if terms.burning else None
    is_checked = sale.is_otp_verified or sale.hold_id is not None
    if limit is not None and points > limit and not is_checked:
        raise OtpRequired(limit=limit)


def set_earn_only(
    member_id: str, is_earn_only: bool, *, reason: str, key: str, actor: Mapping[str, str]
) -> Posting:
    """Let a member only earn, or spend again; the entry keeps who said so."""
    step = capabilities.earn_only_step(is_earn_only)
    body = {"earn_only": is_earn_only, "reason": reason}
    command = Command("capabilities", idempotency_key=key, body=body, actor=actor)
    return post(member_id, command, lambda _: Decision([step]))


def follow_status(member_id: str, *, event_id: str) -> None:
    """Write a member's present status into the wallet. Safe to run twice.

    The status is read anew at every attempt: of two changes that meet here, the last one stays.
    """

    def decide(_: WalletView) -> Decision:
        status = members.get_member(member_id)["status"]
        return Decision([SetMark(_MARK, None if status == "active" else status)])

    post(member_id, Command("status", (event_id,)), decide)
