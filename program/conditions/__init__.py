"""The `when` of every rule: which lines it means, and on which occasions.

Earning, pricing, activities, draws and rewards ask here. A manifest's `when` is compiled once
into a selection of lines and an occasion; `why_not` names the first condition that fails.
"""

from program.conditions.baskets import Codes
from program.conditions.checking import expression_findings, when_findings, whens, why_never
from program.conditions.compiling import WHEN_SCHEMA, compile_selection, compile_when
from program.conditions.expressions import BadExpression, Expression, compared, parse
from program.conditions.formulas import scope_of
from program.conditions.matching import spell, to_number
from program.conditions.names import FUNCTIONS, LINE_NAMES, Scope, all_names, find_name
from program.conditions.occasions import is_occasion, why_not
from program.conditions.selecting import category_path, is_selected
from program.conditions.terms import Condition, Occasion, Selection

__all__ = [
    "FUNCTIONS",
    "LINE_NAMES",
    "WHEN_SCHEMA",
    "BadExpression",
    "Codes",
    "Condition",
    "Expression",
    "Occasion",
    "Scope",
    "Selection",
    "all_names",
    "category_path",
    "compared",
    "compile_selection",
    "compile_when",
    "expression_findings",
    "find_name",
    "is_occasion",
    "is_selected",
    "parse",
    "scope_of",
    "spell",
    "to_number",
    "when_findings",
    "whens",
    "why_never",
    "why_not",
]
