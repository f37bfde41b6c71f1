"""What a row says, read strictly: whose balance, how much, until when. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from foundation import ids
from sales.importing.columns import WHOSE, Columns

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?: .*)?")
_MOST = 10**15
# Systems write 31 December 2999 or 9999 for units that never expire.
_NEVER = 2999


@dataclass(frozen=True)
class BalanceRow:
    """A balance to bring over: `whose` maps the ways to know the member to what the row says.

    `amount` is in units of the account; `expires_on` is the last day on which they can be used,
    None for units that never expire.
    """

    row: str
    whose: Mapping[str, str]
    amount: Decimal
    expires_on: date | None
    account: str | None


class RowInvalid(Exception):
    """A row that cannot be brought over: `reason` is told in the report."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def balance_row(row: Mapping[str, str], columns: Columns) -> BalanceRow:
    """Read a row. Raises `RowInvalid`.

    A row without a number of its own is known by what it says: the same row again is a repetition.
    """
    whose = {field: value for field in WHOSE if (value := columns.get(row, field))}
    if not whose:
        raise RowInvalid("it does not say whose balance it is")
    amount = _amount(columns.get(row, "amount"))
    expires_on = _day(columns.get(row, "expires_on"))
    account = columns.get(row, "account") or None
    said = [*sorted(whose.items()), str(amount), str(expires_on), account or ""]
    number = columns.get(row, "row") or ids.derived("row", *map(str, said))
    return BalanceRow(number, whose, amount, expires_on, account)


def _amount(text: str) -> Decimal:
    """Read an amount as people write it: 1 234,50 or 1,234.50."""
    spelled = re.sub(r"[\s\u00a0']", "", text)
    if spelled.count(",") == 1 and "." not in spelled:
        spelled = spelled.replace(",", ".")
    try:
        amount = Decimal(spelled.replace(",", ""))
    except InvalidOperation:
        raise RowInvalid(f"{text or 'nothing'} is not an amount") from None
    if not amount.is_finite() or abs(amount) > _MOST:
        raise RowInvalid(f"{text} is not an amount")
    if amount <= 0:
        raise RowInvalid(f"{text} is not above zero: there is nothing to bring over")
    return amount


def _day(text: str) -> date | None:
    if not text:
        return None
    iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
    parts = iso.groups() if iso else dotted.groups()[::-1] if dotted else ()
    try:
        day = date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        raise RowInvalid(f"{text} is not a day") from None
    return None if day.year >= _NEVER else day
