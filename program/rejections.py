"""Why a code, a rule or a claim does not count: stable codes with texts in three languages.

A rejection is a value, not a refusal: a quote still answers, and says beside its price what did
not count and why. Translations stand with those of the refusals in `foundation/locales`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from foundation.texts import render

TEXTS = {
    "NOT_FOUND": "This code is not known.",
    "NOT_STARTED": "This begins at {starts_at}.",
    "EXPIRED": "This ended at {ended_at}.",
    "CAMPAIGN_INACTIVE": "This is not running at present.",
    "CAMPAIGN_LIMIT": "All of these have been given out.",
    "CODE_LIMIT": "This code has been used as often as it may be.",
    "MEMBER_LIMIT": "You have used this as often as one member may.",
    "BUDGET_EXHAUSTED": "The budget of this is used up.",
    "WRONG_HOLDER": "This belongs to somebody else.",
    "MEMBER_REQUIRED": "This is for members with a card or membership that fits.",
    "RESERVATION_REQUIRED": "This must be reserved first.",
    "RESERVED_BY_OTHER": "This is reserved for another purchase.",
    "CONDITION_FAILED": "A condition is not met: {detail}.",
    "MIN_AMOUNT": "{missing} more is needed.",
    "EXCLUDED_ITEMS": "The goods in this basket are excluded.",
    "EXCLUDED_OFFER_IN_CART": "This does not go together with {offer} in the basket.",
    "NOT_STACKABLE_WITH": "This does not go together with {code}, which saves more.",
    "NO_EFFECT": "This would change nothing in this basket.",
    "WRONG_STORE": "This is not valid in this store.",
    "OUTSIDE_AREA": "This is not valid in this area.",
    "LOCATION_REQUIRED": "This needs to know where you are.",
    "CURRENCY_MISMATCH": "This is in another currency.",
    "ALREADY_APPLIED": "This is already in the basket.",
    "ALREADY_CLAIMED": "This has been claimed before.",
    "INSUFFICIENT_POINTS": "{missing} more units are needed.",
    "BURN_CAP": "No more points can be spent here (limit: {which}).",
    "CARD_BLOCKED": "This card is blocked.",
    "CARD_REPLACED": "This card has been replaced by another.",
    "EARN_ONLY": "This membership can earn and not spend.",
    "OTP_REQUIRED": "Spending so much needs a one-time code.",
    "OUT_OF_STOCK": "There is none left.",
    "APP_TOO_OLD": "This needs version {version} of the app.",
    "NOT_ELIGIBLE": "This is for others: {segment}.",
    "SELF_REFERRAL": "Nobody can refer themselves.",
    "ALREADY_REFERRED": "This person has been referred before.",
    "OFFLINE_LIMIT": "Without a connection no more can be given.",
}
# Codes whose meaning is settled and that nothing gives yet: budgets and areas are still to come.
RESERVED = frozenset(
    {
        "BUDGET_EXHAUSTED",
        "CAMPAIGN_LIMIT",
        "LOCATION_REQUIRED",
        "OFFLINE_LIMIT",
        "OUTSIDE_AREA",
        "RESERVATION_REQUIRED",
    }
)


class _Gaps(dict[str, Any]):
    """Values of a text, of which some may be missing."""

    def __missing__(self, name: str) -> str:
        return "–"


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why something does not count. `code` is a key of TEXTS, `details` fill its text."""

    code: str
    details: tuple[tuple[str, Any], ...] = field(default=())

    @classmethod
    def of(cls, code: str, /, **details: Any) -> Rejection:
        """Make a rejection; an unknown code is a bug."""
        if code not in TEXTS:
            raise ValueError(f"no rejection {code}")
        return cls(code, tuple(sorted(details.items())))

    def __str__(self) -> str:
        return self.text()

    def text(self, locale: str = "en") -> str:
        """Say it in a language."""
        name = f"REJECTION_{self.code}"
        return render(name, locale, _Gaps(self.details), english=TEXTS[self.code])
