"""Refusals of the wallet.

NotFound  ├── WalletNotFound, HoldNotFound, EntryNotFound
Conflict  ├── InsufficientPoints, ReturnBlocked
          ├── HoldPlaced, HoldConfirmed, HoldReleased, HoldTimedOut
          ├── AlreadyReversed, NotReversible
Invalid   ├── AmountInvalid, IdempotencyKeyReused
Unavail.  ├── WalletBusy, OutcomeUnknown
"""

from __future__ import annotations

from foundation.errors import Conflict, Invalid, NotFound, Unavailable


class WalletNotFound(NotFound):
    """There is no wallet of this owner."""

    code = "WALLET_NOT_FOUND"
    message = "There is no such wallet."


class HoldNotFound(NotFound):
    """There is no such hold in this wallet."""

    code = "HOLD_NOT_FOUND"
    message = "There is no hold {hold_id}."


class EntryNotFound(NotFound):
    """There is no such entry in this wallet."""

    code = "ENTRY_NOT_FOUND"
    message = "There is no entry {entry_id}."


class InsufficientPoints(Conflict):
    """The account has less than is to be spent."""

    code = "INSUFFICIENT_POINTS"
    message = "The balance of {account} is {balance}; {needed} are needed."


class ReturnBlocked(Conflict):
    """The program blocks a return whose points are already spent."""

    code = "RETURN_BLOCKED"
    message = "{needed} of {account} must be taken back, but only {balance} are left."


class HoldPlaced(Conflict):
    """A hold of this id is open already."""

    code = "HOLD_ALREADY_PLACED"
    message = "The hold {hold_id} is already placed."


class HoldConfirmed(Conflict):
    """The hold has been confirmed before."""

    code = "HOLD_ALREADY_CONFIRMED"
    message = "The hold {hold_id} is already confirmed."


class HoldReleased(Conflict):
    """The hold has been released before."""

    code = "HOLD_ALREADY_RELEASED"
    message = "The hold {hold_id} is already released."


class HoldTimedOut(Conflict):
    """The hold has run out; its units are back in the balance."""

    code = "HOLD_TIMED_OUT"
    message = "The hold {hold_id} has timed out; place a new one."


class AlreadyReversed(Conflict):
    """An entry can be reversed once."""

    code = "ALREADY_REVERSED"
    message = "The entry {entry_id} is already reversed."


class NotReversible(Conflict):
    """This entry is undone in another way: a receipt by a return, a hold by a release."""

    code = "NOT_REVERSIBLE"
    message = "The entry {entry_id} cannot be reversed; undo what it came from."


class AmountInvalid(Invalid):
    """Amounts are whole and positive."""

    code = "AMOUNT_INVALID"
    message = "An amount must be a whole number from 1 to {most}."


class IdempotencyKeyReused(Invalid):
    """The key was used before with another request."""

    code = "IDEMPOTENCY_KEY_REUSED"
    message = "This key was used before with another request; different: {fields}."


class WalletBusy(Unavailable):
    """Too many changes of one wallet at once."""

    code = "WALLET_BUSY"
    message = "Too many changes of this wallet at once. Try again with the same key."


class OutcomeUnknown(Unavailable):
    """The database did not say whether the change was kept."""

    code = "OUTCOME_UNKNOWN"
    message = "It is not known whether the change was kept. Try again with the same key."
