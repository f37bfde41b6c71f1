"""Whether a member may earn and spend: a mark in the wallet that follows the member's status.

The mark is read with the balance, so a sale needs no look at the member; and since it stands in
an entry, no sale that was decided before it can be posted after it.
"""

from __future__ import annotations

import members
from sales.errors import MemberSuspended
from wallet import Command, Decision, SetMark, WalletView, post

_MARK = "barred"


def require_admitted(view: WalletView) -> None:
    """Refuse a wallet whose member is kept out. Raises `MemberSuspended`."""
    status = view.mark(_MARK)
    if status is not None:
        raise MemberSuspended(status=status)


def follow_status(member_id: str, *, event_id: str) -> None:
    """Write a member's present status into the wallet. Safe to run twice.

    The status is read anew at every attempt: of two changes that meet here, the last one stays.
    """

    def decide(_: WalletView) -> Decision:
        status = members.get_member(member_id)["status"]
        return Decision([SetMark(_MARK, None if status == "active" else status)])

    post(member_id, Command("status", (event_id,)), decide)
