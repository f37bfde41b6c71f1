"""The terms of a loyalty program: data in, decisions out.

A program is a YAML manifest, applied as an immutable version with the moment from which it
holds. Its terms are asked by pure functions: what a basket earns, how much points may pay, when
units lapse, which tier a member holds. Standings read what rules ask about from a wallet, and the
daily work writes down in it what has come true. Nothing here knows members or receipts.
"""

from program import daily, standings
from program.errors import (
    BurnCapExceeded,
    CurrencyMismatch,
    EffectiveTooEarly,
    InvalidBasket,
    LineRepeated,
    ManifestInvalid,
    ManifestWarning,
    Problem,
    ProgramNotEffective,
    ProgramNotFound,
    VersionUnchanged,
)
from program.manifest import Manifest, read_manifest, schema
from program.queries import (
    VersionView,
    find_latest,
    forget_cache,
    get_version,
    list_programs,
    list_versions,
    terms_at,
    terms_of,
)
from program.rules import (
    available_at,
    cap_keys,
    evaluate,
    expires_at,
    local_date,
    next_review,
    next_tier,
    prolonged_until,
    restored_expires_at,
    spread,
    tier_for,
)
from program.service import Plan, apply, plan
from program.standings import MemberStanding, caps_step, risen_tier, standing_of
from program.terms import Account, Expiry, Ladder, Returns, Rule, Terms, Tier
from program.values import (
    Basket,
    BurnOffer,
    Earned,
    Evaluation,
    Line,
    NextStep,
    RuleHit,
    Standing,
    TierState,
)

__all__ = [
    "Account",
    "Basket",
    "BurnCapExceeded",
    "BurnOffer",
    "CurrencyMismatch",
    "Earned",
    "EffectiveTooEarly",
    "Evaluation",
    "Expiry",
    "InvalidBasket",
    "Ladder",
    "Line",
    "LineRepeated",
    "Manifest",
    "ManifestInvalid",
    "ManifestWarning",
    "MemberStanding",
    "NextStep",
    "Plan",
    "Problem",
    "ProgramNotEffective",
    "ProgramNotFound",
    "Returns",
    "Rule",
    "RuleHit",
    "Standing",
    "Terms",
    "Tier",
    "TierState",
    "VersionUnchanged",
    "VersionView",
    "apply",
    "available_at",
    "cap_keys",
    "caps_step",
    "daily",
    "evaluate",
    "expires_at",
    "find_latest",
    "forget_cache",
    "get_version",
    "list_programs",
    "list_versions",
    "local_date",
    "next_review",
    "next_tier",
    "plan",
    "prolonged_until",
    "read_manifest",
    "restored_expires_at",
    "schema",
    "risen_tier",
    "spread",
    "standing_of",
    "standings",
    "terms_at",
    "terms_of",
    "tier_for",
]
