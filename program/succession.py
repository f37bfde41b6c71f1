"""What a version owes to those before it: members hold units under them.

A currency or an account cannot go away beneath what is held; a changed worth of a unit is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foundation.errors import Conflict, FieldError
from foundation.money import minor_digits
from program.errors import AccountKindFixed, AccountRemoved, CurrencyFixed, ManifestWarning
from program.terms import Burning, Terms


def objections(before: Sequence[Terms], after: Terms) -> Iterator[Conflict]:
    """Give the refusals of terms that would strand what members hold under those before."""
    if before and before[-1].currency != after.currency:
        last = before[-1]
        refusal = CurrencyFixed(version=last.version, currency=last.currency, wanted=after.currency)
        yield _at("/currency", refusal)
    known = {
        code: (account, terms.version)
        for terms in before
        for code, account in terms.accounts.items()
    }
    for code, (account, version) in known.items():
        found = after.accounts.get(code)
        if found is None:
            yield _at("/accounts", AccountRemoved(account=code, version=version))
        elif found.kind != account.kind:
            fixed = AccountKindFixed(account=code, kind=account.kind, wanted=found.kind)
            yield _at(f"/accounts/{code}/kind", fixed)


def revaluations(before: Terms, after: Terms) -> Iterator[ManifestWarning]:
    """Warn when what members hold will pay for more or less than it does, or for nothing."""
    old, new = before.burning, after.burning
    if old is None:
        return
    if new is None or new.account != old.account:
        message = f"What members hold on {old.account} can no longer be spent."
        place = "" if new is None else "/burning/account"
        yield ManifestWarning("UNIT_VALUE_CHANGED", place, message)
    elif new.unit_minor != old.unit_minor:
        now, then = _worth(new, after.currency), _worth(old, before.currency)
        message = f"A unit of {new.account} pays {now} instead of {then}"
        message += ": this revalues what members hold."
        yield ManifestWarning("UNIT_VALUE_CHANGED", "/burning/value", message)


def _worth(burning: Burning, currency: str) -> str:
    return f"{burning.unit_decimal.scaleb(-minor_digits(currency)).normalize():f} {currency}"


def _at(pointer: str, refusal: Conflict) -> Conflict:
    """Say where in the manifest a refusal has its reason."""
    refusal.errors = (FieldError(pointer, refusal.code, refusal.detail),)
    return refusal
