"""What a schema cannot say of draws, and what is probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from program.draws.compiling import shares_of
from program.errors import ManifestWarning
from program.findings import Finding, hint_at, unknown

Contents = Mapping[str, Any]


def draws_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in the section that does not fit."""
    seen: set[str] = set()
    for place, draw in enumerate(contents.get("draws", [])):
        where = f"/draws/{place}"
        if draw["code"] in seen:
            yield Finding(f"{where}/code", f"Two draws are called {draw['code']}.")
        seen.add(draw["code"])
        if ("activities" in draw) != (draw.get("on") == "activity"):
            message = "A draw on activities names them, and one on receipts names none."
            yield Finding(f"{where}/activities", message)
        yield from _prizes(contents, draw, where)
        yield from _series(contents, draw, where)
        yield from _odds(draw, where)


def draws_advice(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of draws without a budget, and of those that everybody wins."""
    for place, draw in enumerate(contents.get("draws", [])):
        where = f"/draws/{place}"
        if "budget" not in draw and any("budget" not in prize for prize in draw["prizes"]):
            message = f"{draw['code']} has no budget: there is no end to what it gives away."
            yield ManifestWarning("DRAW_WITHOUT_BUDGET", where, message)
        if sum(shares_of(draw)) == 1:
            message = f"Everybody wins {draw['code']}: a rule that gives would say so more simply."
            yield ManifestWarning("DRAW_ALWAYS_WINS", where, message)


def _prizes(contents: Contents, draw: Contents, where: str) -> Iterator[Finding]:
    accounts, seen = contents.get("accounts", {}), set()
    for place, prize in enumerate(draw["prizes"]):
        if prize["code"] in seen:
            yield Finding(f"{where}/prizes/{place}/code", f"Two prizes are called {prize['code']}.")
        seen.add(prize["code"])
        account = prize["give"].get("account")
        if account is not None and account not in accounts:
            pointer = f"{where}/prizes/{place}/give/account"
            yield unknown(pointer, "account", account, accounts, called="Accounts")


def _series(contents: Contents, draw: Contents, where: str) -> Iterator[Finding]:
    known = contents.get("codes", {})
    for place, prize in enumerate(draw["prizes"]):
        name, pointer = prize["give"].get("series"), f"{where}/prizes/{place}/give/series"
        if name is None:
            continue
        if known.get(name, {}).get("kind") != "personal":
            personal = [n for n, s in known.items() if s.get("kind") == "personal"]
            hint = hint_at(name, personal, called="Personal series")
            yield Finding(pointer, f"There is no series {name} of personal codes.", hint)
        if draw.get("on") == "activity":
            yield Finding(pointer, "An activity wins units of an account, not a code.")


def _odds(draw: Contents, where: str) -> Iterator[Finding]:
    with_own = [place for place, prize in enumerate(draw["prizes"]) if "odds" in prize]
    if "odds" in draw and with_own:
        hint = "Give the draw odds and the prizes weights, or each prize its odds."
        message = "Odds stand both on the draw and on a prize."
        yield Finding(f"{where}/prizes/{with_own[0]}/odds", message, hint)
        return
    if "odds" not in draw and len(with_own) < len(draw["prizes"]):
        yield Finding(
            where, "Some prizes have no odds.", "Give the draw odds, or each prize its own."
        )
        return
    try:
        shares = shares_of(draw)
    except (ValueError, ZeroDivisionError):
        yield Finding(where, "Some odds cannot be read.", "Write 1/4, 25% or 0.25.")
        return
    if any(share <= 0 for share in shares) or sum(shares) > 1:
        spelled = f"{sum(shares, Fraction(0))}"
        yield Finding(where, f"The odds sum to {spelled}; they must be above 0 and at most 1.")
