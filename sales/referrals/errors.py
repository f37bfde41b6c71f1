"""Refusals of referrals.

NotFound  ├── ReferralCodeUnknown   REFERRAL_CODE_NOT_FOUND
          └── ReferralUnavailable   REFERRAL_NOT_OFFERED
Conflict  ├── SelfReferral          SELF_REFERRAL
          ├── AlreadyReferred       ALREADY_REFERRED
          └── NotNew                REFERRAL_NOT_NEW
"""

from __future__ import annotations

from foundation.errors import Conflict, NotFound


class ReferralUnavailable(NotFound):
    """The program rewards no referrals."""

    code = "REFERRAL_NOT_OFFERED"
    message = "This program does not reward bringing friends."


class ReferralCodeUnknown(NotFound):
    """No member has this code."""

    code = "REFERRAL_CODE_NOT_FOUND"
    message = "This code is not known."


class SelfReferral(Conflict):
    """Friend and referrer are the same person, as far as device, card and contacts tell."""

    code = "SELF_REFERRAL"
    message = "Nobody can refer themselves."


class AlreadyReferred(Conflict):
    """The friend has entered somebody's code before."""

    code = "ALREADY_REFERRED"
    message = "A code has been entered before."


class NotNew(Conflict):
    """The friend has bought before and is nobody's find."""

    code = "REFERRAL_NOT_NEW"
    message = "Only who has not bought yet can be referred."
