"""Which lines and which occasions a rule means: see `program.conditions`."""

from program.conditions import category_path, is_occasion, is_selected, why_not

__all__ = ["category_path", "is_occasion", "is_selected", "why_not"]
