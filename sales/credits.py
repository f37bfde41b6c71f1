"""Post what sales and activities give to others than their member: a company, a household.

The member's own entry is the one commit point: the record in it names what others are credited,
and what a return takes back of that. It is posted to their wallets at once and, where that fails,
by the worker, each under a key made of the receipt or activity, the number of the change and the
owner: once, whatever is repeated, and a change never before those that it follows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import PyMongoError

import program
from foundation import Refusal, clock
from program import Terms, terms_of
from sales import receipts
from sales.crediting import Row
from wallet import (
    Claw,
    Command,
    Decision,
    Earn,
    Lot,
    Step,
    WalletView,
    find_entry,
    post,
    to_ms,
)

Record = dict[str, Any]
_OPERATION = "credit"


@dataclass(frozen=True)
class Source:
    """What gives credits: a receipt or an activity, whose, and under which terms.

    `why` says in every wallet what the entries have in common: the receipt or the activity. `tried`
    are terms that need not hold, in a trial.
    """

    id: str
    member_id: str
    program: str
    version: int
    occurred_at: datetime
    why: Mapping[str, Any]
    tried: Terms | None = None

    def key(self, n: int, owner_id: str) -> str:
        """Name what its n-th change does to a wallet: it can be done once."""
        return f"credit:{self.id}#{n}:{owner_id}"

    @property
    def terms(self) -> Terms:
        """The terms that it was judged by."""
        return self.tried or terms_of(self.program, self.version)


def give(source: Source, n: int, rows: Sequence[Row]) -> None:
    """Post what the n-th change of a source gives to others. Safe to run twice."""
    for owner_id in _owners(rows):
        steps = [_earn(source, row) for row in rows if row[0] == owner_id]
        _post(source, n, owner_id, steps)


def take_back(
    source: Source, n: int, rows: Sequence[Row], *, by: str, given_by: Iterable[int]
) -> None:
    """Post what the n-th change takes back: [owner, role, account, amount, …] each.

    `given_by` are the changes that may have given it, the last one first. What was not given to
    somebody kept out is not taken back. Safe to run twice.
    """
    changes = list(given_by)
    for owner_id in _owners(rows):
        lots = _lots_given(source, changes, owner_id)
        own = [row for row in rows if row[0] == owner_id]
        _post(source, n, owner_id, _claws(source, own, by, lots, to_ms(clock.now())))


def steps_given(source: Source, rows: Sequence[Row], view: WalletView) -> list[Step]:
    """Give what a source does to the wallet of one who is credited these rows."""
    return _admitted(source.terms, view, [_earn(source, row) for row in rows])


def steps_back(
    source: Source,
    rows: Sequence[Row],
    view: WalletView,
    *,
    by: str,
    lots: Mapping[str, tuple[Lot, ...]],
) -> list[Step]:
    """Give what taking these rows back does; `lots` are those given, by account."""
    return _admitted(source.terms, view, _claws(source, rows, by, lots, view.at_ms))


def on_entry_posted(entries: Sequence[Mapping[str, Any]]) -> None:
    """Post what receipts give to others. Safe to run twice."""
    for entry in entries:
        if receipts.is_receipt_entry(entry):
            post_credits(entry)


def try_credits(entry: Mapping[str, Any]) -> None:
    """Post at once what the worker would post in a moment; if it fails, the worker does it."""
    with contextlib.suppress(PyMongoError, Refusal):
        post_credits(entry)


def post_credits(entry: Mapping[str, Any]) -> None:
    """Post what a change of a receipt gives to others or takes back, and what came before it."""
    record = receipts.record_of(entry)
    if not record.get("credits"):
        return
    if entry["op"] == "sale":
        give(source_of(record), record["n"], record["credits"])
        return
    for n in range(record["n"]):
        before = find_entry(receipts.change_key(record["_id"], n))
        if before is not None:
            _repeat(before)
    _take_back(record)


def _repeat(entry: Mapping[str, Any]) -> None:
    record = receipts.record_of(entry)
    if not record.get("credits"):
        return
    if entry["op"] == "sale":
        give(source_of(record), record["n"], record["credits"])
    else:
        _take_back(record)


def _take_back(record: Record) -> None:
    if not record["returns"]:
        return
    last, changes = record["returns"][-1], range(record["n"] - 1, -1, -1)
    rows = last.get("credits", [])
    take_back(source_of(record), record["n"], rows, by=last["by"], given_by=changes)


def source_of(record: Record) -> Source:
    """Give the source that a receipt is."""
    return Source(
        record["_id"],
        record["member_id"],
        record["program"],
        record["version"],
        record["occurred_at"],
        {"receipt": record["_id"], "no": record["receipt_no"]},
    )


def _post(source: Source, n: int, owner_id: str, steps: Sequence[Step]) -> None:
    def decide(view: WalletView) -> Decision:
        return Decision(_admitted(source.terms, view, steps))

    keys = (source.key(n, owner_id),)
    post(owner_id, Command(_OPERATION, keys, effective_at=source.occurred_at), decide)


def _admitted(terms: Terms, view: WalletView, steps: Sequence[Step]) -> list[Step]:
    """Give what is posted to another's wallet; to one who is kept out nothing is given."""
    taken = [step for step in steps if isinstance(step, Claw) or not view.mark("barred")]
    return program.moments.with_moments(terms, view, [*taken, *_tier_steps(terms, view, taken)])


def _tier_steps(terms: Terms, view: WalletView, steps: Sequence[Step]) -> list[Step]:
    """Raise the owner's tier if the units that are credited reach the next one."""
    if terms.ladder is None or not steps:
        return []
    standing = program.standing_of(terms, view)
    gained: dict[str, int] = {}
    for step in steps:
        if isinstance(step, Earn) and (step.available_ms or 0) <= view.at_ms:
            gained[step.account] = gained.get(step.account, 0) + step.amount
    return [*standing.steps, *program.risen_tier(terms, view, standing.tier, gained)[1]]


def _earn(source: Source, row: Row) -> Earn:
    _, role, account, amount, expires, available, rules = row
    why = {**_why(source, role), "rules": rules, "version": source.version}
    return Earn(account, amount, expires, available, why)


def _claws(
    source: Source,
    rows: Sequence[Row],
    by: str,
    lots: Mapping[str, tuple[Lot, ...]],
    now_ms: int,
) -> list[Step]:
    """Give the steps that take rows back: not what was not given, nor what is bygone."""
    return [
        _claw(source, row, by, lots[row[2]])
        for row in rows
        if row[2] in lots and not _is_bygone(source, row[2], lots[row[2]], now_ms)
    ]


def _is_bygone(source: Source, account: str, lots: Sequence[Lot], now_ms: int) -> bool:
    ends = [lot.expires_ms for lot in lots]
    return source.terms.accounts[account].is_bygone(ends, now_ms)


def _claw(source: Source, row: Row, by: str, lots: tuple[Lot, ...]) -> Claw:
    _, role, account, amount, *_ = row
    policy = source.terms.accounts[account].negative
    own = tuple(lot.id for lot in lots)
    return Claw(account, amount, own, policy, {**_why(source, role), "by": by})


def _why(source: Source, role: str) -> Record:
    return {**source.why, "from": source.member_id, "as": role}


def _lots_given(
    source: Source, changes: Iterable[int], owner_id: str
) -> dict[str, tuple[Lot, ...]]:
    """Give, per account, the lots that the last giving change opened in a wallet."""
    found: dict[str, tuple[Lot, ...]] = {}
    for n in changes:
        entry = find_entry(source.key(n, owner_id))
        moves = [move for move in entry["m"] if move["t"] == "earn"] if entry else []
        for move in moves:
            found[move["u"]] = (*found.get(move["u"], ()), *(Lot(*row) for row in move["l"]))
        if moves:
            break
    return found


def _owners(rows: Iterable[Row]) -> list[str]:
    return sorted({row[0] for row in rows})
