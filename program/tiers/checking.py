"""What a schema cannot say of tiers and commitments, and what is probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from program.entitlements import gives_findings
from program.errors import ManifestWarning
from program.findings import Finding, unknown

Contents = Mapping[str, Any]
_METRICS = ("status", "counter")
STEEP_STEP = 10


def tiers_findings(contents: Contents) -> Iterator[Finding]:
    """Give everything in tiers and commitments that does not fit."""
    yield from _commitments(contents)
    tiers = contents.get("tiers")
    if tiers is None:
        return
    if "account" in tiers:
        yield from _metric(contents, tiers["account"], "/tiers/account")
    yield from _moments(tiers)
    seen: set[str] = set()
    before = None
    for place, tier in enumerate(tiers["ladder"]):
        where = f"/tiers/ladder/{place}"
        if tier["code"] in seen:
            yield Finding(f"{where}/code", f"Two tiers are called {tier['code']}.")
        seen.add(tier["code"])
        yield from _tier(contents, tiers, tier, where)
        threshold = tier.get("threshold")
        if before is not None and threshold is not None and threshold <= before:
            hint = "Write tiers from the lowest up."
            yield Finding(f"{where}/threshold", f"This is not above {before}.", hint)
        before = before if threshold is None else threshold


def _tier(contents: Contents, tiers: Contents, tier: Contents, where: str) -> Iterator[Finding]:
    takes = {"threshold", "requires"} & tier.keys()
    if tier.get("by") == "invitation":
        for name in sorted(takes):
            hint = "Leave it out, or leave out by: invitation."
            yield Finding(f"{where}/{name}", "Nobody reaches a tier by invitation.", hint)
    elif not takes:
        hint = "Give it a threshold (0 is reached at once), requires, or by: invitation."
        yield Finding(where, f"Nothing says who reaches {tier['code']}.", hint)
    if "threshold" in tier and "account" not in tiers:
        hint = "Name the account of tiers whose units it counts."
        yield Finding(f"{where}/threshold", "There is no account for thresholds.", hint)
    if "op" in tier and "threshold" not in tier:
        yield Finding(f"{where}/op", "There is no threshold to compare with.")
    for part in ("all", "any"):
        for place, measure in enumerate(tier.get("requires", {}).get(part, ())):
            if "account" in measure:
                pointer = f"{where}/requires/{part}/{place}/account"
                yield from _metric(contents, measure["account"], pointer)
    yield from gives_findings(contents, tier.get("gives", ()), f"{where}/gives", has_terms=False)


def _moments(tiers: Contents) -> Iterator[Finding]:
    """Want a moment for every rise and fall that waits for one."""
    review, upgrade = tiers.get("review"), tiers.get("upgrade", "immediate")
    if review == "none" and upgrade == "period_end":
        yield Finding("/tiers/upgrade", "Without a review no period ends.", "Choose a review.")
    for name in ("grace_days", "warn_days"):
        if review == "none" and name in tiers:
            yield Finding(f"/tiers/{name}", "Without a review nobody falls.")
    if upgrade in ("next_receipt", "monthly", "period_end"):
        first = tiers["ladder"][0]
        if first.get("threshold") != 0:
            hint = "Give the first tier the threshold 0."
            yield Finding("/tiers/ladder/0", "A rise that waits needs a tier to wait on.", hint)


def _metric(contents: Contents, code: str, pointer: str) -> Iterator[Finding]:
    known = contents.get("accounts", {})
    if code not in known:
        yield unknown(pointer, "account", code, known, called="Accounts")
        return
    kind = known[code]["kind"]
    if kind not in _METRICS:
        hint = "Give tiers an account of kind status, that nobody spends."
        yield Finding(pointer, f"Tiers cannot hang on {code}, an account of {kind}.", hint)


def _commitments(contents: Contents) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, row in enumerate(contents.get("commitments", ())):
        where = f"/commitments/{place}"
        if row["id"] in seen:
            yield Finding(f"{where}/id", f"Two commitments are called {row['id']}.")
        seen.add(row["id"])
        yield from _metric(contents, row["account"], f"{where}/account")
        expiry = contents.get("accounts", {}).get(row["account"], {}).get("expiry", {})
        every = row.get("every", "quarter")
        if (expiry.get("kind"), expiry.get("period")) != ("calendar", every):
            hint = f"Give it expiry {{ kind: calendar, period: {every} }}."
            message = f"The units of {row['account']} must lapse at the end of every {every}."
            yield Finding(f"{where}/account", message, hint)


def tiers_advice(contents: Contents) -> Iterator[ManifestWarning]:
    """Warn of members left without a tier, and of steps that few will climb."""
    before, is_first = None, True
    for place, tier in enumerate(contents.get("tiers", {}).get("ladder", [])):
        threshold = tier.get("threshold")
        if threshold is None:
            continue
        where = f"/tiers/ladder/{place}/threshold"
        if is_first and place == 0 and threshold > 0:
            message = f"Members below {threshold} have no tier; begin the ladder at 0."
            yield ManifestWarning("LADDER_GAP", where, message)
        if before and threshold > before * STEEP_STEP:
            message = f"{tier['code']} is more than {STEEP_STEP} times as far as the tier below."
            yield ManifestWarning("LADDER_GAP", where, message)
        before, is_first = threshold, False
