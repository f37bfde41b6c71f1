"""Contest: credit points to a member, once per key, with a journal that says why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

from pymongo.client_session import ClientSession

import wallet
from bench import stage
from bench.contest import Contender, Contest, repeat
from bench.stage import Stage
from foundation import clock, database

MEMBERS = 100
TILLS = 4
RECENT = 20
AMOUNT = 7
_ACTOR = {"kind": "terminal", "id": "trm_bench"}
_ASCENDING = 1
_NOTES = (
    "Only Kopilka keeps lots with an expiry, a chain of hashes and balances after each entry.",
    f"The guarded update knows a repeat among the last {RECENT} only, and is not atomic: a crash",
    "between its writes loses the line of the journal.",
)
_CROWD = "The transactions meet at the one account that issues points, and start again."


@contextmanager
def contests(_: Stage) -> Iterator[Sequence[Contest]]:
    """Put the wallet beside a classic transaction and beside a guarded update with a journal."""
    owners = stage.enroll(MEMBERS)
    _open_classic(owners)
    _open_guarded(owners)
    ways = [
        ("Kopilka, wallet.earn", "2+1", _Wallet(owners).post, count()),
        ("transaction, double entry", "5", _Classic(owners).post, count()),
        ("guarded update, journal", "3", _Guarded(owners).post, count()),
    ]

    def contest(title: str, threads: int, *notes: str) -> Contest:
        contenders = [
            Contender(name, trips, repeat(post, numbers=numbers, threads=threads))
            for name, trips, post, numbers in ways
        ]
        return Contest(title, contenders, notes)

    yield (
        contest("Earn points: one till, 100 members in turn", 1, *_NOTES),
        contest(f"Earn points: {TILLS} tills at once, the same 100 members", TILLS, _CROWD),
    )


class _Wallet:
    """The house's own way: lots that expire at the end of one of twelve months."""

    def __init__(self, owners: list[str]) -> None:
        self._owners = owners
        year = clock.now().year + 1
        self._ends = [datetime(year, month, 1, tzinfo=UTC) for month in range(1, 13)]

    def post(self, number: int) -> None:
        wallet.earn(
            self._owners[number % MEMBERS],
            account="points",
            amount=AMOUNT,
            key=f"earn-{number}",
            expires_at=self._ends[number // MEMBERS % 12],
            why={"reason": "bench"},
            actor=_ACTOR,
        )


def _open_classic(owners: list[str]) -> None:
    stage.make_collection("bench_transactions", [("member", _ASCENDING), ("at", _ASCENDING)])
    stage.make_collection("bench_postings", [("account", _ASCENDING), ("at", _ASCENDING)])
    stage.make_collection("bench_members")
    stage.make_collection("bench_house")
    balances = database.collection("bench_members")
    balances.insert_many([{"_id": owner, "points": 0} for owner in owners])
    database.collection("bench_house").insert_one({"_id": "issued", "points": 0})


class _Classic:
    """Double entry in one transaction; its id, the caller's key, makes it safe to repeat."""

    def __init__(self, owners: list[str]) -> None:
        self._owners = owners

    def post(self, number: int) -> None:
        owner, at, key = self._owners[number % MEMBERS], clock.now(), f"earn-{number}"
        row = {"_id": key, "member": owner, "at": at, "amount": AMOUNT, "by": _ACTOR}
        sides = [("member", owner, AMOUNT), ("house", "issued", -AMOUNT)]

        def write(session: ClientSession) -> None:
            found = database.database()
            found["bench_transactions"].insert_one(row | {"why": "bench"}, session=session)
            found["bench_postings"].insert_many(
                [
                    {"_id": f"{key}/{side}", "account": account, "at": at, "amount": amount}
                    for side, account, amount in sides
                ],
                session=session,
            )
            change = {"$inc": {"points": AMOUNT}}
            found["bench_members"].update_one({"_id": owner}, change, session=session)
            change = {"$inc": {"points": -AMOUNT}}
            found["bench_house"].update_one({"_id": "issued"}, change, session=session)

        database.in_transaction(write)


def _open_guarded(owners: list[str]) -> None:
    stage.make_collection("bench_accounts")
    stage.make_collection(
        "bench_journal", [("account", _ASCENDING), ("seq", _ASCENDING)], unique=True
    )
    accounts = database.collection("bench_accounts")
    accounts.insert_many([{"_id": owner, "points": 0, "seq": 0, "recent": []} for owner in owners])


class _Guarded:
    """Read, write if nobody else has, tell the journal; a repeat is known by the latest keys."""

    def __init__(self, owners: list[str]) -> None:
        self._owners = owners

    def post(self, number: int) -> None:
        owner, found = self._owners[number % MEMBERS], database.database()
        key = f"earn-{number}"
        while True:
            kept = found["bench_accounts"].find_one({"_id": owner})
            assert kept is not None
            if key in kept["recent"]:
                return
            after = {"points": kept["points"] + AMOUNT, "seq": kept["seq"] + 1}
            guard = {"_id": owner, "seq": kept["seq"]}
            change = {"$set": after, "$push": {"recent": {"$each": [key], "$slice": -RECENT}}}
            if found["bench_accounts"].update_one(guard, change).modified_count:
                break
        line = {"_id": key, "account": owner, "at": clock.now(), "amount": AMOUNT}
        found["bench_journal"].insert_one(line | after | {"by": _ACTOR, "why": "bench"})
