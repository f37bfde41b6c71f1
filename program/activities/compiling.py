"""From the section `activities` of a manifest to types of activity."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from program.activities.terms import (
    ActivityTerms,
    ActivityType,
    Cites,
    DataField,
    Effect,
    Happening,
    Once,
)
from program.conditions import Expression, compile_when, parse
from program.terms import Expiry

Contents = Mapping[str, Any]
UNITS = ("add", "grant", "deduct", "partner")
KINDS = (*UNITS, "set", "enter", "leave", "tier", "extend", "message", "code", "webhook")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERIODS = ("day", "week", "month", "year")
_MADE_UP_DAYS = 3


def compile_activities(contents: Contents) -> ActivityTerms | None:
    """Compile the types of activity of contents that passed the checks; None without any."""
    if "activities" not in contents and "attributes" not in contents:
        return None
    currency = contents["currency"]
    found = contents.get("activities", {})
    attributes = contents.get("attributes")
    return ActivityTerms(
        {code: _type(code, row, found, currency) for code, row in found.items()},
        None if attributes is None else {f.name: f for f in compile_fields(attributes)},
    )


def compile_fields(found: Contents) -> tuple[DataField, ...]:
    """Compile fields that come with an activity."""
    return tuple(
        DataField(
            name,
            row["type"],
            row.get("required", True),
            _decimal(row.get("min")),
            _decimal(row.get("max")),
            row.get("max_length", 200),
            tuple(row.get("choices", ())),
        )
        for name, row in found.items()
    )


def _decimal(value: str | int | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _type(code: str, found: Contents, every: Contents, currency: str) -> ActivityType:
    followed = every.get(found.get("follows", ""), {})
    name = found.get("name", code)
    cites = found.get("cites")
    return ActivityType(
        code=code,
        name={"en": name} if isinstance(name, str) else dict(name),
        fields=compile_fields(found.get("data", {})),
        cites=_cites(cites) if cites else None,
        once=_once(found.get("once_per") or followed.get("once_per")),
        needs_approval=found.get("approval", False),
        needs_fulfilment=found.get("fulfilment", False),
        happens=_happening(found.get("happens")),
        occasion=compile_when(found.get("when", {}), currency)[1],
        effects=tuple(_effect(row, currency) for row in found.get("then", ())),
        follows=found.get("follows"),
    )


def _cites(found: Contents) -> Cites:
    is_kept = found.get("on_return") == "keep"
    return Cites(found["receipt"] == "line", found.get("within_days"), is_kept)


def _once(found: str | Contents | None) -> Once | None:
    if found is None:
        return None
    if isinstance(found, str):
        return Once("period", found) if found in PERIODS else Once(found)
    if "days" in found:
        return Once("days", days=found["days"])
    return Once("data", fields=tuple(found["data"]))


def _happening(found: Contents | None) -> Happening | None:
    if found is None:
        return None
    weekly, yearly, tiers = found.get("weekly"), found.get("yearly"), found.get("tiers")
    made_up = 0 if found["on"] == "birthday" else _MADE_UP_DAYS
    return Happening(
        on=found["on"],
        before_days=found.get("before_days", 0),
        after_days=found.get("after_days", made_up),
        known_days=found.get("known_days", 0),
        leap_day=found.get("leap_day", "feb_28"),
        monthly=found.get("monthly"),
        weekly=WEEKDAYS.index(weekly) if weekly else None,
        yearly=(int(yearly[:2]), int(yearly[3:])) if yearly else None,
        tiers=frozenset(tiers) if tiers else None,
    )


def _effect(found: Contents, currency: str) -> Effect:
    kind = next(kind for kind in KINDS if kind in found)
    what = found[kind]
    occasion = compile_when(found.get("when", {}), currency)[1]
    if kind not in UNITS:
        settings = what if isinstance(what, Mapping) else {"names": what}
        return Effect(kind, occasion, settings.get("account", ""), settings=dict(settings))
    rest = {key: what[key] for key in what if key not in ("account", "amount", "expires")}
    expiry = Expiry(**what["expires"]) if "expires" in what else None
    amount = _amount(what["amount"])
    return Effect(kind, occasion, what.get("account", ""), amount, expiry, rest)


def _amount(found: int | str) -> int | Expression:
    return found if isinstance(found, int) else parse(found, wanted="number")
