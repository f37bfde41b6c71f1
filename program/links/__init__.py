"""Links: which kinds a program knows, how many there may be, and whose the units then are.

A rule gives `to` a role: `companion`, `household`, `company` …, the word by which the member's
wallet knows the other. A household may be a pool: what its people earn goes to it.
"""

from program.links.advising import links_advice
from program.links.checking import links_findings
from program.links.compiling import compile_links
from program.links.rules import ROLES, LinkAllowance, allowance, credited, present
from program.links.terms import LinkKind, LinksTerms

__all__ = [
    "ROLES",
    "LinkAllowance",
    "LinkKind",
    "LinksTerms",
    "allowance",
    "compile_links",
    "credited",
    "links_advice",
    "links_findings",
    "present",
]
