"""Draws: a chance to win with an order, at published odds that anybody can check.

Each draw has a secret seed per period. Its sha256 is published before the period; the outcome of
an order is HMAC-SHA256(seed, draw|order) held against the odds as whole numbers; the seed is
published when the period is over. Nothing here knows the database: seeds come as arguments.
"""

from program.draws.checking import draws_advice, draws_findings
from program.draws.compiling import compile_draws
from program.draws.rules import (
    Chance,
    commitment_of,
    is_meant,
    kept_prizes,
    number_of,
    prize_by_code,
    prize_for,
    prizes_earned,
    revealed_from,
    spell_odds,
    subject_of,
    text_of,
    verify,
)
from program.draws.spans import Span, span_named, span_of, spans_from
from program.draws.terms import Draw, DrawsTerms, Prize

__all__ = [
    "Chance",
    "Draw",
    "DrawsTerms",
    "Prize",
    "Span",
    "commitment_of",
    "compile_draws",
    "draws_advice",
    "draws_findings",
    "is_meant",
    "kept_prizes",
    "number_of",
    "prize_by_code",
    "prize_for",
    "prizes_earned",
    "revealed_from",
    "span_named",
    "span_of",
    "spans_from",
    "spell_odds",
    "subject_of",
    "text_of",
    "verify",
]
