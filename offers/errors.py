"""Refusals of offers.

NotFound  ├── CodeNotFound, SeriesNotFound, BatchNotFound, RewardNotFound, RedemptionNotFound
Conflict  ├── CodeRefused          a code that does not count, with its rejection
          ├── RewardRefused        a reward that the member cannot have, with its rejection
          ├── RedemptionClosed, SeriesNotIssued, CodeReserved
          └── ClaimRefused         units that are not claimed, or not for these goods
Invalid   └── HolderRequired, HolderNotTaken
Unavail.  └── GuessesTooMany
"""

from __future__ import annotations

from foundation.errors import Conflict, FieldError, Invalid, NotFound, Unavailable
from program import Rejection


def _why(rejection: Rejection) -> FieldError:
    return FieldError("", rejection.code, rejection.text(), rejection.text)


class CodeNotFound(NotFound):
    """There is no such code among those issued."""

    code = "CODE_NOT_FOUND"
    message = "There is no such code."


class SeriesNotFound(NotFound):
    """The program has no such series of codes."""

    code = "CODE_SERIES_NOT_FOUND"
    message = "The program has no series of codes {series}."


class BatchNotFound(NotFound):
    """There is no such batch."""

    code = "CODE_BATCH_NOT_FOUND"
    message = "There is no such batch of codes."


class RewardNotFound(NotFound):
    """The catalogue has no such reward."""

    code = "REWARD_NOT_FOUND"
    message = "The catalogue has no reward {reward}."


class RedemptionNotFound(NotFound):
    """There is no such redemption, or it is another's."""

    code = "REDEMPTION_NOT_FOUND"
    message = "There is no such redemption."


class CodeRefused(Conflict):
    """A code of a receipt does not count; `rejection` says why."""

    code = "CODE_REFUSED"
    message = "The code {text} is not accepted. {why} Quote again without it."

    def __init__(self, *, text: str, rejection: Rejection) -> None:
        super().__init__(
            errors=[_why(rejection)], text=text, rejection=rejection.code, why=rejection
        )


class SeriesNotIssued(Conflict):
    """Codes of a generic series stand in the manifest."""

    code = "CODE_SERIES_NOT_ISSUED"
    message = "The code of {series} stands in the manifest; nothing is issued of it."


class CodeReserved(Conflict):
    """The code is set aside for another."""

    code = "CODE_RESERVED"
    message = "This code is set aside for another member."


class HolderRequired(Invalid):
    """Codes of this series belong to somebody."""

    code = "CODE_HOLDER_REQUIRED"
    message = "Codes of {series} belong to members: say whose it is."


class HolderNotTaken(Invalid):
    """Codes of this series belong to nobody."""

    code = "CODE_HOLDER_NOT_TAKEN"
    message = "Codes of {series} are for anybody: issue them without a member."


class GuessesTooMany(Unavailable):
    """The caller named too many codes that are not accepted."""

    code = "CODE_GUESSES_TOO_MANY"
    message = "Too many codes were not accepted. Try again in {minutes} minutes."


class RewardRefused(Conflict):
    """The member cannot have the reward; `rejection` says why."""

    code = "REWARD_REFUSED"
    message = "The reward {reward} cannot be had now. {why}"

    def __init__(self, *, reward: str, rejection: Rejection) -> None:
        super().__init__(
            errors=[_why(rejection)], reward=reward, rejection=rejection.code, why=rejection
        )


class RedemptionClosed(Conflict):
    """The redemption has come to its end."""

    code = "REDEMPTION_CLOSED"
    message = "The redemption is {state} and cannot become {wanted}."


class ClaimRefused(Conflict):
    """These units are not claimed, or not for these goods."""

    code = "CLAIM_REFUSED"
    message = "{account} cannot be claimed for this: {why}."
