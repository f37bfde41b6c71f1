"""Bring balances over, row by row: find the member, post the opening lot, say what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import members
from foundation import Refusal, clock, ids
from foundation.money import minor_digits
from program import Terms, local_date, terms_at
from sales.importing.columns import Columns, columns_for
from sales.importing.errors import ImportColumnsMissing
from sales.importing.rows import BalanceRow, RowInvalid, balance_row
from wallet import Command, Decision, Earn, KeyTaken, WalletView, cards, post, to_ms

Row = tuple[int, Mapping[str, str]]


@dataclass(frozen=True)
class Outcome:
    """What became of a row: created, already (by an earlier run), duplicate, or bad with why."""

    line: int
    status: str
    row: str = ""
    member_id: str = ""
    amount: str = ""
    reason: str = ""


@dataclass
class Importing:
    """One run: from which source into which program, and which rows it has seen.

    `account` is where units go if a row does not say. With `creates_members`, whoever is not known
    becomes a member by the phone or e-mail address of the row; with `is_trial` nothing is written.
    """

    program: str
    source: str
    account: str
    creates_members: bool = False
    is_trial: bool = False
    actor: Mapping[str, str] = field(default_factory=lambda: {"kind": "system", "id": "import"})
    _seen: set[str] = field(default_factory=set)

    def bring(self, line: int, row: BalanceRow) -> Outcome:
        """Bring one row over."""
        if row.row in self._seen:
            reason = "the file has this row already"
            return Outcome(line, "duplicate", row.row, amount=str(row.amount), reason=reason)
        self._seen.add(row.row)
        terms = terms_at(self.program, clock.now())
        step = self._step(terms, row)
        member_id = self._member(row)
        outcome = Outcome(line, "created", row.row, member_id, str(row.amount))
        if self.is_trial:
            return outcome
        return self._post(outcome, step, row)

    def _post(self, outcome: Outcome, step: Earn, row: BalanceRow) -> Outcome:
        key = ids.derived("imp", self.source, row.row)
        body = {
            "account": step.account,
            "amount": step.amount,
            "expires": step.expires_ms,
            "source": self.source,
            "row": row.row,
        }
        command = Command("import", (key,), None, body, self.actor)

        def decide(_: WalletView) -> Decision:
            return Decision([step])

        try:
            posting = post(outcome.member_id, command, decide)
        except KeyTaken as taken:
            why = f"it was brought over before with another {taken.values['fields']}"
            raise RowInvalid(why) from taken
        status = "already" if posting.replayed else "created"
        return Outcome(outcome.line, status, outcome.row, outcome.member_id, outcome.amount)

    def _step(self, terms: Terms, row: BalanceRow) -> Earn:
        code = row.account or self.account
        account = terms.accounts.get(code)
        if account is None:
            raise RowInvalid(f"the program has no account {code}")
        scale = 10 ** minor_digits(terms.currency) if account.kind == "money" else 1
        units = row.amount * scale
        if units != units.to_integral_value():
            raise RowInvalid(f"{row.amount} has a fraction of a unit of {code}")
        why = {"reason": "Opening balance", "source": self.source, "row": row.row}
        expires = _expiry(terms, row)
        return Earn(
            code,
            int(units),
            None if expires is None else to_ms(expires),
            None,
            why,
            "adjust_credit",
            "adjust",
        )

    def _member(self, row: BalanceRow) -> str:
        known = next((one for one in self._known(row) if one is not None), None)
        if known is not None:
            return known
        contact = {name: row.whose[name] for name in ("phone", "email") if name in row.whose}
        if not self.creates_members or not contact:
            raise RowInvalid("no member is known by " + ", ".join(sorted(row.whose.values())))
        if self.is_trial:
            return ""
        key = row.whose.get("external_id") or "|".join(contact.values())
        made = members.enroll(profile=contact, member_id=self._derived(key))
        return str(made["id"])

    def _known(self, row: BalanceRow) -> Iterator[str | None]:
        """Look a member up in every way that the row gives, the surest first."""
        for name in ("member_id", "phone", "email"):
            if name in row.whose:
                found = members.find_member(row.whose[name])
                yield None if found is None else str(found["id"])
        if "card" in row.whose:
            card = cards.find_card(row.whose["card"])
            yield None if card is None else card.member_id
        if "external_id" in row.whose:
            found = members.find_member(self._derived(row.whose["external_id"]))
            yield None if found is None else str(found["id"])

    def _derived(self, external_id: str) -> str:
        return ids.derived("mem", self.source, external_id)


def import_rows(
    importing: Importing, rows: Iterable[Row], *, chosen: Mapping[str, str] | None = None
) -> Iterator[Outcome]:
    """Bring rows over one by one; one that cannot be keeps none of the others.

    `chosen` maps fields of ours to heads of the file. Raises `ImportColumnsMissing` if already the
    first row has no columns that say whose it is and how much.
    """
    known: dict[tuple[str, ...], Columns] = {}
    for line, row in rows:
        heads = tuple(row)
        try:
            if heads not in known:
                known[heads] = columns_for(heads, source=importing.source, chosen=chosen)
            yield importing.bring(line, balance_row(row, known[heads]))
        except ImportColumnsMissing as refusal:
            if not known:
                raise
            yield Outcome(line, "bad", reason=refusal.detail)
        except RowInvalid as invalid:
            yield Outcome(line, "bad", known[heads].get(row, "row"), reason=invalid.reason)
        except Refusal as refusal:
            yield Outcome(line, "bad", known[heads].get(row, "row"), reason=refusal.detail)


def _expiry(terms: Terms, row: BalanceRow) -> datetime | None:
    """Give the midnight after the last day. Raises `RowInvalid` for one that has passed."""
    if row.expires_on is None:
        return None
    if row.expires_on < local_date(terms, clock.now()):
        raise RowInvalid(f"it expired on {row.expires_on}")
    after = row.expires_on + timedelta(days=1)
    return datetime.combine(after, time.min, tzinfo=terms.zone)
