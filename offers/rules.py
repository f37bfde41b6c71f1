"""What is known of a code when it is presented, and what state it is in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from program import Rejection, codes

STATES = ("issued", "assigned", "reserved", "redeemed", "expired", "revoked")


def rejection_of_generic(series: codes.Series, at: datetime, zone: ZoneInfo) -> Rejection | None:
    """Reject a code of the manifest outside its days."""
    day = at.astimezone(zone).date()
    first = series.validity.first
    begins = codes.valid_from(series, first, zone) if first else None
    return codes.untimely(begins, codes.valid_until(series, day, zone), at, zone)


def rejection_of_issued(
    code: Mapping[str, Any], series: codes.Series, member_id: str, at: datetime, zone: ZoneInfo
) -> Rejection | None:
    """Reject an issued code that is withdrawn, another's, reserved, or outside its days."""
    if code.get("revoked_at") is not None:
        return Rejection.of("CAMPAIGN_INACTIVE")
    if series.kind == "personal" and code.get("member_id") != member_id:
        return Rejection.of("WRONG_HOLDER")
    reserved = code.get("reserved_until")
    if reserved is not None and at < reserved and code.get("reserved_for") != member_id:
        return Rejection.of("RESERVED_BY_OTHER")
    return codes.untimely(code.get("valid_from"), code.get("valid_until"), at, zone)


def state_of(code: Mapping[str, Any], series: codes.Series | None, now: datetime) -> str:
    """Name the state of an issued code."""
    if code.get("revoked_at") is not None:
        return "revoked"
    total = series.total if series else 1
    if total is not None and code.get("uses", {}).get("used", 0) >= total:
        return "redeemed"
    until, reserved = code.get("valid_until"), code.get("reserved_until")
    if until is not None and now >= until:
        return "expired"
    if reserved is not None and now < reserved:
        return "reserved"
    return "assigned" if code.get("member_id") or code.get("issuer") else "issued"
