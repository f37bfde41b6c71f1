"""Members who do things besides buying, in a shop under test: record, decide, take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import members
import wallet
import worker
from foundation import clock, database
from jobs import Follower
from program.rejections import Rejection
from sales import activities
from sales.activities import Occurrence, Recorded
from tests.programs.shop import Shop

SYSTEM = {"kind": "system", "id": "kopilka"}
SENDER = {"kind": "terminal", "id": "trm_partner"}
_numbers = count(1)


@dataclass
class Doer:
    """One member of a shop who does things."""

    shop: Shop
    member_id: str
    source: str = "app"
    _followers: list[Follower] = field(default_factory=list)

    def do(self, type: str, id: str | None = None, **what: Any) -> Recorded:
        """Record an activity; `what` are its fields, but for those of an occurrence."""
        own = {name: what.pop(name) for name in _OWN & what.keys()}
        number = id or f"A{next(_numbers)}"
        occurrence = Occurrence(
            self.member_id, self.shop.code, type, number, self.source, clock.now(), what, **own
        )
        return activities.record(occurrence, key=f"key {number} {type}", actor=SENDER)

    def refusal(self, type: str, **what: Any) -> str:
        """Try an activity that does not count, and give why not."""
        try:
            self.do(type, **what)
        except activities.ActivityRejected as refusal:
            found: Rejection = refusal.rejection
            return found.code
        return ""

    def decide(self, what: str, done: Recorded) -> Recorded:
        """Approve, decline, fulfil or reverse."""
        verb = getattr(activities, what)
        number = f"{what} {next(_numbers)}"
        made: Recorded = verb(done.activity["_id"], key=number, actor=SENDER, reason="as agreed")
        return made

    def balance(self, account: str) -> tuple[int, int]:
        """Give what is available and what is pending."""
        found = wallet.get_wallet(self.member_id).balance(account)
        return (found.available, found.pending)

    def has(self, account: str) -> int:
        """Give what can be used."""
        return self.balance(account)[0]

    def put(self, **attributes: Any) -> None:
        """Set attributes of the member."""
        key = f"attributes {next(_numbers)}"
        changes: Mapping[str, Any] = attributes
        found = {"program": self.shop.code, "key": key, "actor": SENDER}
        activities.set_attributes(self.member_id, changes, **found)


_OWN = frozenset({"receipt", "line_no", "partner", "channel", "store_id", "app_version"})


def a_doer(shop: Shop, **profile: Any) -> Doer:
    """Let somebody join the shop."""
    found = members.enroll(profile=profile)
    wallet.open_wallet(found["id"])
    follow()
    return Doer(shop, found["id"])


def follow(times: int = 1) -> None:
    """Hand every event to its subscribers, from the beginning: safe to do again and again."""
    for _ in range(times):
        database.collection("cursors").delete_many({})
        Follower(worker.SOURCES, worker.SUBSCRIBERS).run_once()


def put_into(doer: Doer, *segments: str) -> None:
    """Put a member into segments."""
    step = wallet.SetMark("segments", sorted(segments))
    wallet.post(doer.member_id, wallet.Command("segments"), lambda _: wallet.Decision([step]))


def outbox(name: str = "MessageDue") -> list[dict[str, Any]]:
    """List the events of a name that were written."""
    return list(database.collection("outbox").find({"name": name}))
