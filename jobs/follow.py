"""Follow a source of events by the time of their writing, and hand them to subscribers.

A row may appear a little after the time that stands in it, so the last seconds are always read
again; rows handed on before are remembered in this process. A quarter of an hour later everything
is looked over a second time, for rows that a slow majority or a slow clock kept back. After a
restart those minutes are handed on twice: at least once, never not.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from foundation import clock, database
from jobs.retries import keep_for_later
from jobs.values import Record, Source, Subscriber

OVERLAP = timedelta(seconds=30)
SECOND_LOOK = timedelta(minutes=15)
_FIRST_WIDTH = timedelta(seconds=10)
_LEAST_WIDTH = timedelta(seconds=1)
_MOST_WIDTH = timedelta(days=30)
_FEW_ROWS, _MANY_ROWS = 1000, 5000
_FETCHED = 500
_SECOND_LOOK_EVERY = timedelta(minutes=1)
_LONGEST_SECOND_LOOK = timedelta(days=1)
_REMEMBERED = 100_000
_log = structlog.get_logger(__name__)


@dataclass
class Follower:
    """Hands the rows of sources to subscribers, batch by batch."""

    sources: Sequence[Source]
    subscribers: Sequence[Subscriber]
    _seen: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _tails: dict[str, datetime] = field(default_factory=dict)
    _second_tails: dict[str, datetime] = field(default_factory=dict)

    def run_once(self) -> int:
        """Hand on all that has been written until now; gives the number of rows."""
        return sum(self._follow(source) + self._look_again(source) for source in self.sources)

    def _follow(self, source: Source) -> int:
        now = clock.wall() + timedelta(milliseconds=1)
        at = self._start_of(source)
        if at is None:
            return 0
        handed, width = 0, _FIRST_WIDTH
        while at < now:
            upto = min(at + width, now)
            rows = self._fresh_rows(source, at, upto)
            self._hand_on(source, rows)
            handed += len(rows)
            width = _next_width(width, len(rows))
            at = upto
            if rows:
                self._keep(source, at)
        self._tails[source.collection] = at
        return handed

    def _look_again(self, source: Source) -> int:
        """Look over what was read a quarter of an hour ago for rows that appeared since."""
        name = source.collection
        until = clock.wall() - SECOND_LOOK
        since = self._second_tails.get(name) or self._second_start(name)
        if since is None or until - since < _SECOND_LOOK_EVERY:
            return 0
        rows = self._unseen(source, {"$gte": since, "$lt": until})
        self._hand_on(source, rows)
        self._second_tails[name] = until
        cursors = database.collection("cursors")
        cursors.update_one({"_id": name}, {"$max": {"looked_again_at": until}})
        return len(rows)

    def _second_start(self, name: str) -> datetime | None:
        """Begin where an earlier process stopped looking, but a day back at the most."""
        kept = database.collection("cursors").find_one({"_id": name})
        if kept is None:
            return None
        begun = kept.get("looked_again_at") or kept["at"]
        return max(begun, clock.wall() - _LONGEST_SECOND_LOOK)

    def _start_of(self, source: Source) -> datetime | None:
        at = self._tails.get(source.collection)
        if at is not None:
            return at
        cursor = database.collection("cursors").find_one({"_id": source.collection})
        if cursor is not None:
            return cursor["at"]
        # The very first run: begin where the collection begins.
        return next(iter(_oldest(source.collection)), None)

    def _fresh_rows(self, source: Source, since: datetime, upto: datetime) -> list[Record]:
        rows = database.collection(source.collection)
        late = self._unseen(source, {"$gte": since - OVERLAP, "$lt": since})
        found = late + list(rows.find({"rec": {"$gte": since, "$lt": upto}}))
        fresh = [row for row in found if str(row["_id"]) not in self._seen]
        return sorted(fresh, key=lambda row: (row["rec"], row.get("s", 0)))

    def _unseen(self, source: Source, bounds: Mapping[str, datetime]) -> list[Record]:
        """Read the rows of a span of time that this process has not handed on."""
        rows = database.collection(source.collection)
        found = rows.find({"rec": bounds}, {"_id": 1})
        missing = [row["_id"] for row in found if str(row["_id"]) not in self._seen]
        chunks = range(0, len(missing), _FETCHED)
        return [
            row
            for start in chunks
            for row in rows.find({"_id": {"$in": missing[start : start + _FETCHED]}})
        ]

    def _hand_on(self, source: Source, rows: Sequence[Record]) -> None:
        by_name: dict[str, list[Record]] = {}
        for row in rows:
            by_name.setdefault(source.name_of(row), []).append(row)
        for name, batch in by_name.items():
            for subscriber in self.subscribers:
                if subscriber.event == name:
                    self._deliver(subscriber, source, batch)
        self._remember(str(row["_id"]) for row in rows)

    def _deliver(self, subscriber: Subscriber, source: Source, batch: Sequence[Record]) -> None:
        try:
            subscriber.take(batch)
        except Exception as error:
            _log.warning("subscriber_failed", subscriber=subscriber.name, error=repr(error))
            keep_for_later(subscriber.name, source.collection, batch, error)

    def _remember(self, row_ids: Iterable[str]) -> None:
        for row_id in row_ids:
            self._seen[row_id] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def _keep(self, source: Source, at: datetime) -> None:
        cursors = database.collection("cursors")
        cursors.update_one({"_id": source.collection}, {"$max": {"at": at}}, upsert=True)


def _next_width(width: timedelta, rows: int) -> timedelta:
    """Read wide where little is written, narrow where much is."""
    if rows < _FEW_ROWS:
        return min(width * 2, _MOST_WIDTH)
    return max(width / 2, _LEAST_WIDTH) if rows > _MANY_ROWS else width


def _oldest(collection: str) -> Iterable[datetime]:
    pipeline: list[Mapping[str, Any]] = [
        {"$match": {"rec": {"$gt": datetime.fromtimestamp(0, tz=clock.wall().tzinfo)}}},
        {"$group": {"_id": None, "first": {"$min": "$rec"}}},
    ]
    for row in database.collection(collection).aggregate(pipeline):
        yield row["first"]
