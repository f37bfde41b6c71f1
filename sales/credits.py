"""Post what sales give to others than their member: a company, a household, a companion.

The member's own entry is the one commit point: the receipt in it names what others are credited,
and what a return takes back of that. It is posted to their wallets at once and, where that fails,
by the worker, each under a key made of the receipt, the number of the change and the owner: once,
whatever is repeated, and a change never before those that it follows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo.errors import PyMongoError

import program
from foundation import Refusal
from program import Terms, terms_of
from sales import receipts
from sales.crediting import Row
from wallet import Claw, Command, Decision, Earn, Step, WalletView, find_entry, post

Record = dict[str, Any]
_OPERATION = "credit"


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
        _credit(record)
        return
    for n in range(record["n"]):
        before = find_entry(receipts.change_key(record["_id"], n))
        if before is not None and (earlier := receipts.record_of(before)).get("credits"):
            _credit(earlier) if before["op"] == "sale" else _take_back(earlier)
    _take_back(record)


def _credit(record: Record) -> None:
    for owner_id in _owners(record["credits"]):
        rows = [row for row in record["credits"] if row[0] == owner_id]
        _post(record, owner_id, [_earn(record, row) for row in rows])


def _take_back(record: Record) -> None:
    rows = record["returns"][-1].get("credits", []) if record["returns"] else []
    terms = terms_of(record["program"], record["version"])
    for owner_id in _owners(rows):
        lots = _lots_given(record, owner_id)
        steps = [
            _claw(record, row, terms, lots[row[2]])
            for row in rows
            if row[0] == owner_id and row[2] in lots
        ]
        _post(record, owner_id, steps)


def _post(record: Record, owner_id: str, steps: Sequence[Step]) -> None:
    """Post to another's wallet; to one who is kept out nothing is given, and it stays so."""
    terms = terms_of(record["program"], record["version"])

    def decide(view: WalletView) -> Decision:
        taken = [step for step in steps if isinstance(step, Claw) or not view.mark("barred")]
        return Decision([*taken, *_tier_steps(terms, view, taken)])

    key = _key(record["_id"], record["n"], owner_id)
    post(owner_id, Command(_OPERATION, (key,), effective_at=record["occurred_at"]), decide)


def _tier_steps(terms: Terms, view: WalletView, steps: Sequence[Step]) -> list[Step]:
    """Raise the owner's tier if the status units that are credited reach the next one."""
    if terms.ladder is None or not steps:
        return []
    standing = program.standing_of(terms, view)
    gained: dict[str, int] = {}
    for step in steps:
        if isinstance(step, Earn) and (step.available_ms or 0) <= view.at_ms:
            gained[step.account] = gained.get(step.account, 0) + step.amount
    return [*standing.steps, *program.risen_tier(terms, view, standing.tier, gained)[1]]


def _earn(record: Record, row: Row) -> Earn:
    _, role, account, amount, expires, available, rules = row
    why = {**_why(record, role), "rules": rules, "version": record["version"]}
    return Earn(account, amount, expires, available, why)


def _claw(record: Record, row: Row, terms: Terms, lots: tuple[str, ...]) -> Claw:
    _, role, account, amount = row
    why = {**_why(record, role), "by": record["returns"][-1]["by"]}
    return Claw(account, amount, lots, terms.accounts[account].negative, why)


def _why(record: Record, role: str) -> Record:
    """Say what an entry has in common with the member's own: the receipt."""
    receipt, number = record["_id"], record["receipt_no"]
    return {"receipt": receipt, "no": number, "from": record["member_id"], "as": role}


def _lots_given(record: Record, owner_id: str) -> dict[str, tuple[str, ...]]:
    """Give, per account, the lots that the last sale of this receipt opened in a wallet."""
    found: dict[str, tuple[str, ...]] = {}
    for n in reversed(range(record["n"])):
        entry = find_entry(_key(record["_id"], n, owner_id))
        moves = [move for move in entry["m"] if move["t"] == "earn"] if entry else []
        for move in moves:
            found[move["u"]] = (*found.get(move["u"], ()), *(row[0] for row in move["l"]))
        if moves:
            break
    return found


def _key(receipt: str, n: int, owner_id: str) -> str:
    return f"credit:{receipt}#{n}:{owner_id}"


def _owners(rows: Iterable[Row]) -> list[str]:
    return sorted({row[0] for row in rows})
