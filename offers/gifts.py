"""Codes that a redeemed reward gives: the same ones however often, withdrawn when it is undone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from offers import issuing
from offers.catalogue import reward_of
from offers.errors import CodeNotFound
from program import terms_of

_AUTHOR = "kopilka"
_HAD = frozenset({"confirmed", "handed_over"})
Record = Mapping[str, Any]


def follow_codes(record: Record) -> None:
    """Issue the codes of a redemption that is had, withdraw those of one undone. Safe to run twice.

    Of one that only waited there are none to withdraw.
    """
    for series, key in _given(record):
        if record["state"] in _HAD:
            issuing.issue(record["program"], series, member_id=record["member_id"], key=key)
        elif record["state"] == "cancelled":
            with contextlib.suppress(CodeNotFound):
                text = issuing.text_of(record["program"], series, key=key)
                issuing.revoke_unused(record["program"], text, author=_AUTHOR)


def is_any_code_used(record: Record) -> bool:
    """Tell whether a code that a redemption has given is used."""
    texts = [issuing.text_of(record["program"], series, key=key) for series, key in _given(record)]
    return any(issuing.is_used(record["program"], text) for text in texts)


def _given(record: Record) -> Iterator[tuple[str, str]]:
    """Give series and key of every code of a redemption."""
    reward = reward_of(terms_of(record["program"], record["version"]), record["reward"])
    for place, gift in enumerate(reward.gives):
        if gift.series is not None:
            yield gift.series, f"{record['_id']}/{place}"
