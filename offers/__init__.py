"""What there is for a member: codes that give something, and rewards for their units.

A use of a code and a seat of a pool are numbered places, taken by the very entry that closes a
receipt or a redemption: there is never one too many, however many ask at once. Counts, lists and
records of redemptions are pictures of those entries.
"""

from offers.catalogue import Offered, catalogue, reward_of
from offers.claiming import CLAIMED_KINDS, claim, claimable, give_back_claim
from offers.drawing import draw_uses
from offers.ending import cancel, hand_over, undo
from offers.errors import (
    BatchNotFound,
    ClaimRefused,
    CodeNotFound,
    CodeRefused,
    CodeReserved,
    GuessesTooMany,
    HolderNotTaken,
    HolderRequired,
    RedemptionClosed,
    RedemptionNotFound,
    RewardNotFound,
    RewardRefused,
    SeriesNotFound,
    SeriesNotIssued,
)
from offers.guesses import count_guess, forgive_guess
from offers.issuing import (
    get_batch,
    issue,
    list_batches,
    make_batch,
    make_batches,
    plan_batch,
    read_batch,
    reserve,
    revoke,
    revoke_unused,
)
from offers.presenting import (
    Presentation,
    Presented,
    as_record,
    code_id,
    present,
    redemption_keys,
    release_keys,
    require_accepted,
    used_items,
    with_other_places,
    with_places,
)
from offers.queries import CodeUseView, CodeView, check, get_code, list_codes_of, list_uses
from offers.redeemed import Redeemed
from offers.redeeming import redeem
from offers.redemptions import get_redemption, list_redemptions, redemption_in
from offers.reports import CapacityReport, LeftOutReport, StrainReport, strain_report
from offers.slots import forget_cache
from offers.tasks import expire_redemptions, issue_due_batches, on_entry_posted

__all__ = [
    "CLAIMED_KINDS",
    "BatchNotFound",
    "CapacityReport",
    "ClaimRefused",
    "CodeNotFound",
    "CodeRefused",
    "CodeReserved",
    "CodeUseView",
    "CodeView",
    "GuessesTooMany",
    "HolderNotTaken",
    "HolderRequired",
    "LeftOutReport",
    "Offered",
    "Presentation",
    "Presented",
    "Redeemed",
    "RedemptionClosed",
    "RedemptionNotFound",
    "RewardNotFound",
    "RewardRefused",
    "SeriesNotFound",
    "SeriesNotIssued",
    "StrainReport",
    "as_record",
    "cancel",
    "catalogue",
    "check",
    "claim",
    "claimable",
    "code_id",
    "count_guess",
    "draw_uses",
    "expire_redemptions",
    "forget_cache",
    "forgive_guess",
    "get_batch",
    "get_code",
    "get_redemption",
    "give_back_claim",
    "hand_over",
    "issue",
    "issue_due_batches",
    "list_batches",
    "list_codes_of",
    "list_redemptions",
    "list_uses",
    "make_batch",
    "make_batches",
    "on_entry_posted",
    "plan_batch",
    "present",
    "read_batch",
    "redeem",
    "redemption_in",
    "redemption_keys",
    "release_keys",
    "require_accepted",
    "reserve",
    "revoke",
    "revoke_unused",
    "reward_of",
    "strain_report",
    "undo",
    "used_items",
    "with_other_places",
    "with_places",
]
