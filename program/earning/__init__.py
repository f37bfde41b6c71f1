"""What a purchase or an activity earns: rules give, multiply, are capped, and are explained."""

from program.earning.checking import earning_advice, earning_findings
from program.earning.compiling import RECEIPT, compile_earning, rate_of
from program.earning.index import RuleIndex
from program.earning.retro import TakenBack, taken_back
from program.earning.rules import earn, earn_for_activity
from program.earning.visits import UNDECIDED, Visit
from program.earning.ways import ByBands, ByFormula, ByTable, Once

__all__ = [
    "RECEIPT",
    "UNDECIDED",
    "ByBands",
    "ByFormula",
    "ByTable",
    "Once",
    "RuleIndex",
    "TakenBack",
    "Visit",
    "compile_earning",
    "earn",
    "earn_for_activity",
    "earning_advice",
    "earning_findings",
    "rate_of",
    "taken_back",
]
