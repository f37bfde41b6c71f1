"""Who wins: pure, exact and the same for ever. No clock, no I/O, no float."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from program.conditions import is_occasion, is_selected
from program.draws.terms import Draw, Prize, Text
from program.expiry import available_at, expires_at
from program.terms import Terms
from program.values import Earned, RuleHit, Situation

NUMBERS = 1 << 256
_PREFIX = "draw:"
_TEXTS: Mapping[str, Text] = {
    "open": {"en": "{odds} wins.", "ru": "Выигрывает {odds}.", "ro": "Câștigă {odds}."},
    "exhausted": {
        "en": "All prizes of this period are won.",
        "ru": "Все призы этого периода разыграны.",
        "ro": "Toate premiile acestei perioade au fost câștigate.",
    },
    "won": {
        "en": "You won: {prize}.",
        "ru": "Ваш выигрыш: {prize}.",
        "ro": "Ați câștigat: {prize}.",
    },
    "lost": {
        "en": "No luck this time.",
        "ru": "В этот раз не повезло.",
        "ro": "Fără noroc de data aceasta.",
    },
}


@dataclass(frozen=True, slots=True)
class Chance:
    """The ticket of an order in a draw: what it wins, and which numbered prizes it takes.

    `state` is won, lost, exhausted (the number wins, and no prize is left) or late (the seed was
    public by then). `slots` are places that stand once; the posting of the order takes them.
    """

    draw: str
    period: str
    subject: str
    state: str
    prize: str | None = None
    slots: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """Give the ticket as it stands on the receipt."""
        rest = {"prize": self.prize} if self.prize else {}
        return {"draw": self.draw, "period": self.period, "state": self.state} | rest


def commitment_of(seed: bytes) -> str:
    """Give what is published of a seed before its period."""
    return hashlib.sha256(seed).hexdigest()


def subject_of(draw: Draw, order_id: str, member_id: str) -> str:
    """Give what is drawn for: the order, or the member where each has one ticket a period."""
    return member_id if draw.per == "member" else order_id


def number_of(seed: bytes, draw: str, subject: str) -> int:
    """Give the number of a ticket: 256 bits that nobody can foresee without the seed."""
    message = f"{draw}|{subject}".encode()
    return int.from_bytes(hmac.digest(seed, message, "sha256"), "big")


def prize_for(draw: Draw, number: int) -> Prize | None:
    """Give the prize that a number wins: it is compared with the odds as whole numbers."""
    for prize in draw.prizes:
        if number * prize.upper.denominator < prize.upper.numerator * NUMBERS:
            return prize
    return None


def verify(draw: Draw, seed: bytes, subject: str) -> str | None:
    """Give the code of the prize that an order wins with this seed, None if it wins nothing.

    Whether a prize was left is no matter of chance: the ticket says it.
    """
    prize = prize_for(draw, number_of(seed, draw.code, subject))
    return prize.code if prize else None


def prize_by_code(draw: Draw, code: str | None) -> Prize | None:
    """Give the prize with this code."""
    return next((prize for prize in draw.prizes if prize.code == code), None)


def is_meant(draw: Draw, situation: Situation) -> bool:
    """Tell whether an order or an activity has a ticket in this draw."""
    if situation.basket is not None:
        lines = situation.basket.lines
        is_one = draw.lines.is_everything or any(is_selected(line, draw.lines) for line in lines)
        fits = draw.on == "receipt" and is_one
    else:
        activity = situation.activity
        is_one = activity is not None and (not draw.activities or activity.type in draw.activities)
        fits = draw.on == "activity" and is_one
    return fits and is_occasion(draw.occasion, situation)


def prizes_earned(
    terms: Terms, chances: Iterable[Chance], situation: Situation
) -> tuple[Earned, ...]:
    """Give the units that tickets win, to be posted in the same entry as the sale."""
    found = []
    for chance in chances:
        draw = terms.draws.by_code[chance.draw] if terms.draws else None
        prize = prize_by_code(draw, chance.prize) if draw and chance.state == "won" else None
        if draw is not None and prize is not None and prize.account is not None:
            found.append(_earned(terms, draw, prize, situation))
    return tuple(found)


def _earned(terms: Terms, draw: Draw, prize: Prize, situation: Situation) -> Earned:
    account = prize.account or ""
    lines = situation.basket.lines if situation.basket else ()
    line_no = lines[0].no if lines else 0
    hit = RuleHit(draw.rule_id, line_no, account, prize.amount, prize.name["en"])
    at = situation.at
    return Earned(
        account=account,
        amount=prize.amount,
        expires_at=expires_at(terms, account, at),
        available_at=available_at(terms, account, at),
        hits=(hit,),
    )


def kept_prizes(
    terms: Terms, earned: Iterable[Mapping[str, Any]], *, is_all_back: bool, is_undone: bool
) -> dict[str, int]:
    """Give the units won with a receipt that a return leaves to the member, per account.

    `is_undone` tells of a void or a reopening: the order never was, and neither was its prize.
    """
    kept: dict[str, int] = {}
    if terms.draws is None or is_undone:
        return kept
    for found in earned:
        for rule_id, _, units in found["hits"]:
            draw = terms.draws.by_code.get(str(rule_id).removeprefix(_PREFIX))
            if draw is None or not str(rule_id).startswith(_PREFIX):
                continue
            if draw.on_return == "keep" or (draw.on_return == "full" and not is_all_back):
                kept[found["account"]] = kept.get(found["account"], 0) + int(units)
    return kept


def revealed_from(draw: Draw, last_day_after: date) -> date:
    """Give the day from whose midnight on the seed of a period that ended is public."""
    return last_day_after + timedelta(days=draw.reveal_after_days)


def spell_odds(odds: Fraction) -> str:
    """Write odds for people: 1/4."""
    return "0" if not odds else f"{odds.numerator}/{odds.denominator}"


def text_of(draw: Draw, state: str) -> Text:
    """Give the draw's text for a state, its own or the usual one; it may have {odds}, {prize}."""
    return draw.texts.get(state) or _TEXTS[state]
