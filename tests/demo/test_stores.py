"""The brand's stores are twenty places near Chisinau with hours that make sense."""

from __future__ import annotations

import re

import pytest

from demo.stores import STORES, DemoStore, replay_store_id, store_id
from foundation import ids


def test_there_are_twenty_stores_each_with_a_place_of_its_own() -> None:
    assert len(STORES) == 20
    for part in ("code", "id", "name", "address"):
        assert len({(getattr(store, part), store.city) for store in STORES}) == 20, part
    assert len({(store.latitude, store.longitude) for store in STORES}) == 20


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.code)
def test_a_store_stands_near_chisinau_and_opens_before_it_closes(store: DemoStore) -> None:
    assert 46.8 < store.latitude < 47.5
    assert 28.5 < store.longitude < 29.1
    assert len(store.hours) == 7
    for hours in filter(None, store.hours):
        assert all(re.fullmatch(r"([01]\d|2[0-4]):[0-5]\d", moment) for moment in hours)
        assert hours[0] < hours[1]


def test_ids_of_stores_never_change() -> None:
    assert store_id("centru") == STORES[0].id == ids.derived("sto", "kopeck", "centru")
    assert ids.is_id(replay_store_id(330), "sto")
    assert replay_store_id(330) != replay_store_id(331)


def test_a_store_that_does_not_exist_has_no_id() -> None:
    with pytest.raises(KeyError):
        store_id("atlantis")
