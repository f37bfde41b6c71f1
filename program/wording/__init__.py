"""The terms in words: short enough to be read."""

from program.wording.advice import MOST_WORDS, wording_advice

__all__ = ["MOST_WORDS", "wording_advice"]
