"""What a member carries: accounts with a ledger of lots and holds, and cards.

A wallet is one journal per owner. Every change is one immutable entry, inserted once, with the
next number of a dense sequence: a sale that burns points, earns points and earns status units
is one entry, so it happens whole or not at all. Balances are what the entries sum to.
"""

from wallet import cards, events
from wallet.caches import CacheWrite, write_caches
from wallet.entries import Command, to_moment, to_ms
from wallet.errors import (
    AlreadyReversed,
    AmountInvalid,
    EntryNotFound,
    HoldConfirmed,
    HoldNotFound,
    HoldReleased,
    HoldTimedOut,
    IdempotencyKeyReused,
    InsufficientPoints,
    NotReversible,
    OutcomeUnknown,
    ReturnBlocked,
    WalletBusy,
    WalletNotFound,
)
from wallet.heads import WalletView
from wallet.holds import confirm, end_key, hold, hold_id_for, refusal_for_ended, release
from wallet.ledger import Decision, KeyTaken, Posting, SlotTaken, post, taken_slots
from wallet.queries import (
    HistoryPage,
    find_entry,
    find_wallets_due,
    get_entry,
    get_history,
    get_wallet,
    get_wallets,
    lots_expiring,
    walk_wallets,
)
from wallet.rehearsal import Rehearsal, Rehearsed
from wallet.service import adjust, burn, earn, open_wallet, reverse
from wallet.steps import (
    Burn,
    Claw,
    ConfirmHold,
    Earn,
    Mature,
    PlaceHold,
    Prolong,
    ReleaseHold,
    Restore,
    SetMark,
    Step,
)
from wallet.tasks import bring_head_up, on_entry_posted
from wallet.transfers import finish_transfer, transfer
from wallet.values import UNDATED_MS, Balance, Hold, Lot
from wallet.verification import (
    Audit,
    Violation,
    finish_audit,
    journal,
    rebuild_head,
    verify_wallet,
    wallet_ids,
    wallet_sizes,
)

__all__ = [
    "UNDATED_MS",
    "AlreadyReversed",
    "AmountInvalid",
    "Audit",
    "Balance",
    "Burn",
    "CacheWrite",
    "Claw",
    "Command",
    "ConfirmHold",
    "Decision",
    "Earn",
    "EntryNotFound",
    "HistoryPage",
    "Hold",
    "HoldConfirmed",
    "HoldNotFound",
    "HoldReleased",
    "HoldTimedOut",
    "IdempotencyKeyReused",
    "InsufficientPoints",
    "KeyTaken",
    "Lot",
    "Mature",
    "NotReversible",
    "OutcomeUnknown",
    "PlaceHold",
    "Posting",
    "Prolong",
    "Rehearsal",
    "Rehearsed",
    "ReleaseHold",
    "Restore",
    "ReturnBlocked",
    "SetMark",
    "SlotTaken",
    "Step",
    "Violation",
    "WalletBusy",
    "WalletNotFound",
    "WalletView",
    "adjust",
    "bring_head_up",
    "burn",
    "cards",
    "confirm",
    "earn",
    "end_key",
    "events",
    "find_entry",
    "find_wallets_due",
    "finish_audit",
    "finish_transfer",
    "get_entry",
    "get_history",
    "get_wallet",
    "get_wallets",
    "hold",
    "hold_id_for",
    "journal",
    "lots_expiring",
    "on_entry_posted",
    "open_wallet",
    "post",
    "rebuild_head",
    "refusal_for_ended",
    "release",
    "reverse",
    "taken_slots",
    "to_moment",
    "to_ms",
    "transfer",
    "verify_wallet",
    "walk_wallets",
    "wallet_ids",
    "wallet_sizes",
    "write_caches",
]
