"""What rules know of a member besides balances: marks of the wallet, read and written with it.

`profile` {j: joined, b: birth, a: attributes}, `segments` [..] and `links` {kind: [ids]} mirror
what members says; `visits@<program>` {n, t} and `counters@<program>` are kept by receipts in
their own entries. Moments are milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from program.terms import Terms
from program.values import Basket, Facts, Standing
from program.visits import is_new_visit, visit_key
from wallet import SetMark, WalletView, to_moment, to_ms

PROFILE = "profile"
SEGMENTS = "segments"
LINKS = "links"
Dump = dict[str, Any]


def paid_mark(program: str) -> str:
    """Name the mark of a paid membership: {s: since, u: until, …}."""
    return f"paid@{program}"


def visits_mark(program: str) -> str:
    """Name the mark that counts receipts."""
    return f"visits@{program}"


def counters_mark(program: str) -> str:
    """Name the mark of the numbers that rules keep."""
    return f"counters@{program}"


def facts_of(terms: Terms, view: WalletView) -> Facts:
    """Read what is known of a member from the marks of the wallet."""
    profile = view.mark(PROFILE) or {}
    visits = view.mark(visits_mark(terms.program)) or {}
    paid = view.mark(paid_mark(terms.program)) or {}
    links = view.mark(LINKS) or {}
    return Facts(
        joined_at=_moment(profile.get("j")),
        birth_date=_date(profile.get("b")),
        visits=visits.get("n", 0),
        last_visit_at=_moment(visits.get("t")),
        segments=frozenset(view.mark(SEGMENTS) or ()),
        attributes=profile.get("a", {}),
        paid_since=_moment(paid.get("s")),
        paid_until=_moment(paid.get("u")),
        links={kind: tuple(ids) for kind, ids in links.items()},
        counters=view.mark(counters_mark(terms.program)) or {},
        visit_key=visits.get("k"),
    )


def facts_steps(terms: Terms, facts: Facts) -> tuple[SetMark, ...]:
    """Write down what is assumed of a member, for trying rules out."""
    program = terms.program
    birth = facts.birth_date.isoformat() if facts.birth_date else None
    profile = {"j": _ms(facts.joined_at), "b": birth, "a": dict(facts.attributes)}
    visits = {"n": facts.visits, "t": _ms(facts.last_visit_at)}
    paid = {"s": _ms(facts.paid_since), "u": _ms(facts.paid_until)}
    links = {kind: list(ids) for kind, ids in facts.links.items()}
    marks = {
        PROFILE: {key: value for key, value in profile.items() if value},
        SEGMENTS: sorted(facts.segments),
        LINKS: links,
        visits_mark(program): visits if any(visits.values()) else None,
        counters_mark(program): dict(facts.counters),
        paid_mark(program): paid if any(paid.values()) else None,
    }
    return tuple(SetMark(key, value) for key, value in marks.items() if value)


def visit_step(terms: Terms, facts: Facts, basket: Basket) -> tuple[SetMark, ...]:
    """Count a visit and remember when it was; a cheque of the same visit only moves the time."""
    if not terms.looks_at_member:
        return ()
    last, at = facts.last_visit_at, basket.occurred_at
    latest = at if last is None or at > last else last
    mark: Dump = {"n": facts.visits + is_new_visit(terms.visits, facts, basket), "t": to_ms(latest)}
    key = visit_key(terms.visits, basket)
    if key is not None:
        mark["k"] = key
    return (SetMark(visits_mark(terms.program), mark),)


def visit_back_step(
    terms: Terms, view: WalletView, facts: Facts, basket: Basket
) -> tuple[SetMark, ...]:
    """Take a visit back whose receipt came back whole; if none came later, the one before is last.

    Facts and basket are those of the sale: a cheque that went on with a visit had counted none.
    """
    mark = view.mark(visits_mark(terms.program))
    if not mark or mark["n"] < 1 or not is_new_visit(terms.visits, facts, basket):
        return ()
    last = mark["t"] if mark["t"] != to_ms(basket.occurred_at) else _ms(facts.last_visit_at)
    return (SetMark(visits_mark(terms.program), mark | {"n": mark["n"] - 1, "t": last}),)


def counters_step(terms: Terms, view: WalletView, delta: Mapping[str, int]) -> tuple[SetMark, ...]:
    """Add to the numbers that rules keep; those at zero are forgotten."""
    if not any(delta.values()):
        return ()
    name = counters_mark(terms.program)
    kept = dict(view.mark(name) or {})
    for key, amount in delta.items():
        kept[key] = kept.get(key, 0) + amount
    left = {key: kept[key] for key in sorted(kept) if kept[key]}
    return (SetMark(name, left or None),)


def dump_standing(terms: Terms, standing: Standing) -> Dump | None:
    """Give what a return must know of the standing at the sale; None where tier and caps do."""
    if not terms.looks_at_member:
        return None
    facts = standing.facts
    found: Dump = {
        "j": _ms(facts.joined_at),
        "b": facts.birth_date.isoformat() if facts.birth_date else None,
        "n": facts.visits,
        "t": _ms(facts.last_visit_at),
        "g": sorted(facts.segments),
        "a": dict(facts.attributes),
        "s": _ms(facts.paid_since),
        "u": _ms(facts.paid_until),
        "l": {kind: list(ids) for kind, ids in sorted(facts.links.items())},
        "c": dict(sorted(facts.counters.items())),
        "k": [
            [code.code, code.series, None, code.issuer]
            for code in standing.codes
            if code.rejection is None
        ],
        "q": facts.visit_key,
        "v": {code: n for code, n in sorted(standing.balances.items()) if n},
    }
    return {key: value for key, value in found.items() if value}


def load_facts(dump: Mapping[str, Any]) -> Facts:
    """Read what `dump_standing` gave."""
    return Facts(
        joined_at=_moment(dump.get("j")),
        birth_date=_date(dump.get("b")),
        visits=dump.get("n", 0),
        last_visit_at=_moment(dump.get("t")),
        segments=frozenset(dump.get("g", ())),
        attributes=dump.get("a", {}),
        paid_since=_moment(dump.get("s")),
        paid_until=_moment(dump.get("u")),
        links={kind: tuple(ids) for kind, ids in dump.get("l", {}).items()},
        counters=dump.get("c", {}),
        visit_key=dump.get("q"),
    )


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else to_moment(ms)


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
