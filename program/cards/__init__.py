"""Cards: who may use one, and which use is to be looked at again."""

from program.cards.compiling import compile_cards
from program.cards.rules import Presented, check_use, flags_of_use, place_of
from program.cards.terms import CardsTerms

__all__ = ["CardsTerms", "Presented", "check_use", "compile_cards", "flags_of_use", "place_of"]
