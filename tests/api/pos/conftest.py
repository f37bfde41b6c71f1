"""The shop whose tills these are."""

from __future__ import annotations

import pytest

from tests.api import shop
from tests.api.people import Person


@pytest.fixture(autouse=True)
def _shop(till: Person) -> None:
    shop.open_shop()
