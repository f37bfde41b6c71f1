"""The example on the page of the concept runs as it is written."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from program import Basket, PresentedCode, Standing, evaluate, read_manifest
from tests.program.pricing.shelf import MOSCOW, a_line

PAGE = Path(__file__).resolve().parents[3] / "docs" / "concepts" / "program-pricing.md"


def test_the_example_prices_a_basket() -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert found is not None
    terms = read_manifest(found[1]).terms
    lines = (a_line(1, 3000, 3, category="beans"), a_line(2, 1000, category="cups"))
    at = datetime(2026, 5, 31, 23, 59, tzinfo=MOSCOW)
    standing = Standing(codes=(PresentedCode("SPRING26", "spring"),))

    answer = evaluate(terms, Basket(at, "RUB", lines, codes=("SPRING26",)), standing)

    # The third pack is free, the cups have 5 %, and the coupon takes a tenth of what is left.
    assert [line.amount_minor for line in answer.lines] == [180_000, 85_500]
    assert answer.rejected == ()
    assert answer.nudges[0].missing_minor == 600_000
