"""The order of a sale: identify → quote → hold → commit → return.

A till asks who stands before it, what the basket costs and earns, sets points aside, and closes
the receipt. Closing is one entry in the member's wallet, which carries the receipt: what was
burned, what was earned, the tier reached and the receipt itself stand or fall together.
"""

from sales import (
    activities,
    backtesting,
    clearing,
    credits,
    draws,
    holders,
    importing,
    linking,
    prices,
    referrals,
)
from sales.admission import set_earn_only
from sales.attendance import Attendance, count_active
from sales.draws import forget_cache
from sales.errors import (
    EarnOnly,
    EmptyReceipt,
    IdentifierInvalid,
    LineUnknown,
    LinkKindUnknown,
    MemberSuspended,
    NobodyIdentified,
    OtpRequired,
    ReceiptCancelled,
    ReceiptClosed,
    ReceiptNotClosed,
    ReceiptNotFound,
    ReceiptReturned,
    ReturnExceeds,
    ReturnExists,
    TendersDoNotAddUp,
    TimeInvalid,
    TotalDiffers,
    WrongHolder,
)
from sales.holding import Held, hold, release_hold
from sales.identifying import Identified, identify, member_for_card, whose_card
from sales.memberships import membership_worth
from sales.queries import find_receipt, get_receipt, receipt_in
from sales.quoting import Quote, quote
from sales.receipts import receipt_id
from sales.regulars import Regulars, count_regulars
from sales.returns import reopen, return_lines, void
from sales.service import Closed, commit
from sales.simulating import (
    ActivitySimulation,
    Assumed,
    Simulation,
    simulate,
    simulate_activity,
)
from sales.tasks import on_entry_posted, on_member_status_changed
from sales.values import Return, ReturnedLine, Sale, Tender

__all__ = [
    "ActivitySimulation",
    "Assumed",
    "Simulation",
    "simulate",
    "simulate_activity",
    "Attendance",
    "Closed",
    "EmptyReceipt",
    "Held",
    "IdentifierInvalid",
    "Identified",
    "LineUnknown",
    "LinkKindUnknown",
    "EarnOnly",
    "MemberSuspended",
    "OtpRequired",
    "NobodyIdentified",
    "Quote",
    "ReceiptCancelled",
    "ReceiptClosed",
    "ReceiptNotClosed",
    "ReceiptNotFound",
    "ReceiptReturned",
    "Regulars",
    "Return",
    "ReturnExceeds",
    "ReturnExists",
    "ReturnedLine",
    "Sale",
    "Tender",
    "TendersDoNotAddUp",
    "TimeInvalid",
    "TotalDiffers",
    "WrongHolder",
    "activities",
    "backtesting",
    "clearing",
    "commit",
    "count_active",
    "count_regulars",
    "credits",
    "draws",
    "find_receipt",
    "forget_cache",
    "get_receipt",
    "hold",
    "holders",
    "identify",
    "importing",
    "linking",
    "member_for_card",
    "membership_worth",
    "on_entry_posted",
    "on_member_status_changed",
    "prices",
    "quote",
    "receipt_id",
    "receipt_in",
    "referrals",
    "release_hold",
    "reopen",
    "return_lines",
    "set_earn_only",
    "void",
    "whose_card",
]
