"""Refusals of programs.

Invalid
├── ManifestInvalid      the YAML cannot be a program; each problem with line and hint
├── InvalidBasket        a line that no receipt can have
│   └── LineRepeated     two lines with one number
├── CurrencyMismatch     a currency that the program does not take
├── TierUnknown          a tier that the ladder does not have
└── PartnerUnknown       a partner that the program does not have
Conflict
├── BurnCapExceeded      more points than this receipt may be paid with
├── EffectiveTooEarly    a version may not begin before the one it follows
├── VersionUnchanged     this text is in force already, from another date
├── VersionBegun         a version that has begun is not withdrawn
├── TierNotHeld          there is no tier to pause or take away
├── MembershipRuns       a paid membership is not sold again while it runs
├── MembershipKept       the fee of a paid membership does not come back
├── CurrencyFixed        a program keeps its currency
├── AccountRemoved       a program keeps the accounts that members hold
├── AccountKindTaken     another program has the account as another kind
└── AccountKindFixed     an account keeps its kind
NotFound
├── ProgramNotFound      no such program
│   └── VersionNotFound  no such version of it
└── ProgramNotEffective  the program had not begun at that time
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.errors import Conflict, FieldError, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a manifest: where (pointer, line from 1), what, and what to do."""

    pointer: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}, {self.pointer or 'the manifest'}"
        return f"{where}: {self.message}" + (f" {self.hint}" if self.hint else "")


@dataclass(frozen=True, slots=True)
class ManifestWarning:
    """Something in a manifest that is allowed and probably not meant."""

    code: str
    pointer: str
    message: str


class ManifestInvalid(Invalid):
    """The manifest cannot be a program; `problems` tells everything that is wrong with it."""

    code = "MANIFEST_INVALID"
    message = "The manifest has {count} problem(s). The first: {first}"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [FieldError(p.pointer, "MANIFEST_INVALID", str(p)) for p in problems]
        super().__init__(errors=errors, count=len(problems), first=str(problems[0]))


class InvalidBasket(Invalid):
    """A line with a negative amount or quantity; `line` is its number."""

    code = "INVALID_BASKET"
    message = (
        "Line {line} is negative. Take discounts off the lines that they reduce, "
        "and send goods that come back as a return."
    )


class LineRepeated(InvalidBasket):
    """Two lines with one number."""

    code = "LINE_REPEATED"
    message = "Two lines have the number {line}. Number the lines of a receipt differently."


class CurrencyMismatch(Invalid):
    """The program does not take this currency."""

    code = "CURRENCY_MISMATCH"
    message = "This program takes {accepted}, not {currency}."


class PartnerUnknown(Invalid):
    """A sale or an activity names a partner that the program does not have."""

    code = "PARTNER_UNKNOWN"
    message = "The program has no partner {partner}."


class BurnCapExceeded(Conflict):
    """More points than this receipt may be paid with; `cap` says which limit."""

    code = "BURN_CAP"
    message = (
        "{asked} points cannot be spent on this receipt (limit: {cap}). "
        "At most {max_points}, at least {min_points}, in steps of {step}."
    )


class EffectiveTooEarly(Conflict):
    """A version may not begin before the one it follows."""

    code = "PROGRAM_EFFECTIVE_TOO_EARLY"
    message = (
        "Version {version} begins at {latest}; a new one cannot begin before it, at {at}. "
        "Withdraw version {version} if it has not begun and was a mistake."
    )


class VersionUnchanged(Conflict):
    """The same text is in force already, from another date."""

    code = "PROGRAM_VERSION_UNCHANGED"
    message = "This text is version {version} already, in force from {effective_at}."


class VersionBegun(Conflict):
    """A version that has begun is not withdrawn."""

    code = "PROGRAM_VERSION_BEGUN"
    message = (
        "Version {version} began at {effective_at} and cannot be withdrawn. "
        "Apply the terms that should hold from now on as a new version."
    )


class MembershipRuns(Conflict):
    """A paid membership that runs is bought again, and the program does not extend it."""

    code = "MEMBERSHIP_RUNS"
    message = "The membership runs until {until}; it can be bought again after that."


class MembershipKept(Conflict):
    """The fee of a paid membership is returned later or after more use than the terms allow."""

    code = "MEMBERSHIP_NOT_REFUNDABLE"
    message = "The fee of this membership is not given back any more."


class TierUnknown(Invalid):
    """The program's ladder has no such tier."""

    code = "TIER_UNKNOWN"
    message = "The program has no tier {tier}. It has: {known}."


class TierNotHeld(Conflict):
    """There is no tier to pause or to take away."""

    code = "TIER_NOT_HELD"
    message = "The member holds no tier."


class CurrencyFixed(Conflict):
    """The currency differs from that of the version before."""

    code = "PROGRAM_CURRENCY_FIXED"
    message = (
        "Version {version} is in {currency}, and so is what members hold: it cannot become "
        "{wanted}. For {wanted}, begin another program."
    )


class AccountRemoved(Conflict):
    """An account of an earlier version, on which members may hold units, is missing."""

    code = "PROGRAM_ACCOUNT_REMOVED"
    message = (
        "The account {account} of version {version} is missing; members may hold units on it. "
        "Keep it under its code, and let no rule earn on it."
    )


class AccountKindTaken(Conflict):
    """Another program keeps an account of this code as another kind."""

    code = "PROGRAM_ACCOUNT_KIND_TAKEN"
    message = (
        "The program {program} keeps {account} as {kind}, and a member has one balance by that "
        "name. Give this account, of kind {wanted}, another code."
    )


class AccountKindFixed(Conflict):
    """The kind of an account differs from that of the versions before."""

    code = "PROGRAM_ACCOUNT_KIND_FIXED"
    message = (
        "The account {account} is of kind {kind} and cannot become {wanted}. "
        "Keep it, and add an account of kind {wanted}."
    )


class ProgramNotFound(NotFound):
    """No such program."""

    code = "PROGRAM_NOT_FOUND"
    message = "There is no program {program}."


class VersionNotFound(ProgramNotFound):
    """The program is there, and has no such version."""

    code = "PROGRAM_VERSION_NOT_FOUND"
    message = "The program {program} has no version {version}."


class ProgramNotEffective(NotFound):
    """The program had not begun at that time."""

    code = "PROGRAM_NOT_EFFECTIVE"
    message = "The program {program} begins at {begins_at}; there are no terms for {at}."
