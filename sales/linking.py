"""Links between members under a program's limits, and their mirror in the wallets.

The mark `links` {role: [member ids]} is read with the balance, so a sale needs no look at the
links; it is written at once when a link changes and again by the worker.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.errors import PyMongoError

import program
from foundation import Refusal, clock
from members import links
from program import terms_at
from sales.errors import LinkKindUnknown
from wallet import Command, Decision, SetMark, WalletView, get_wallet, post

Record = dict[str, Any]
_MARK = "links"


def offer_link(
    code: str,
    kind: str,
    from_id: str,
    to_id: str | None = None,
    *,
    by: str,
    is_operator: bool = False,
) -> Record:
    """Offer a link of a kind that the program knows; without `to_id` to whoever gets its id.

    Raises LinkKindUnknown and the refusals of `links.invite`.
    """
    limits = limits_of(code, kind)
    return links.invite(kind, from_id, to_id, by=by, limits=limits, is_operator=is_operator)


def accept_link(code: str, link_id: str, *, by: str) -> Record:
    """Consent to a link. Raises LinkKindUnknown and the refusals of `links.accept`."""
    limits = limits_of(code, links.kind_for(link_id, by=by))
    return _mirrored(links.accept(link_id, by=by, limits=limits))


def end_link(link_id: str, *, by: str, reason: str, is_operator: bool = False) -> Record:
    """End a link or refuse an invitation: the next receipt knows nothing of it."""
    return _mirrored(links.end(link_id, by=by, reason=reason, is_operator=is_operator))


def found_household(code: str, member_id: str, *, name: str) -> Record:
    """Found a household with a wallet of its own and be the first in it; gives the link."""
    limits = limits_of(code, "household")
    return _mirrored(links.found_household(member_id, name=name, limits=limits))


def limits_of(code: str, kind: str) -> links.Limits:
    """Give what a program allows of a kind now. Raises LinkKindUnknown."""
    terms = terms_at(code, clock.now())
    found = program.links.allowance(terms.links, kind, clock.now(), terms.zone)
    if found is None:
        raise LinkKindUnknown(kind=kind)
    return links.Limits(found.most, found.most_of, found.changes, found.changes_since)


def follow_links(member_id: str, *, event_id: str | None = None) -> None:
    """Write the links of a member that hold into the wallet. Safe to run twice.

    They are read anew at every attempt: of two changes that meet here, the last one stays.
    """
    if _known(get_wallet(member_id)) == links.relations_of(member_id):
        return

    def decide(_: WalletView) -> Decision:
        return Decision([SetMark(_MARK, links.relations_of(member_id) or None)])

    post(
        member_id, Command("links", (f"links:{event_id}:{member_id}",) if event_id else ()), decide
    )


def on_links_changed(events: Sequence[Mapping[str, Any]]) -> None:
    """Mirror links that began or ended in the wallets of both."""
    for event in events:
        for side in ("from_id", "to_id"):
            if event["body"][side]:
                follow_links(event["body"][side], event_id=event["_id"])


def on_member_status_changed(events: Sequence[Mapping[str, Any]]) -> None:
    """End the links of members who are gone for good."""
    for event in events:
        if event["body"]["after"] == "closed":
            links.end_all(event["body"]["member_id"], reason="closed")


def _mirrored(link: Record) -> Record:
    """Write both wallets at once; what fails here the worker does."""
    for member_id in (link["from_id"], link["to_id"]):
        if member_id is not None:
            with contextlib.suppress(PyMongoError, Refusal):
                follow_links(member_id)
    return link


def _known(view: WalletView) -> Record:
    return view.mark(_MARK) or {}
