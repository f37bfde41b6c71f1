"""The changing code: RFC vectors, payload, tolerance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from foundation import ids
from wallet.cards import codes

RFC_SECRET = b"12345678901234567890"
AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_digits_are_those_of_rfc_6238(seconds: int, digits: str) -> None:
    counter = codes.counter_at(datetime.fromtimestamp(seconds, UTC))

    assert codes.digits_for(RFC_SECRET, counter) == digits


def test_each_card_has_a_secret_of_its_own_and_each_house_too() -> None:
    key = codes.derive_key(b"a master secret of a house, long enough")
    other = codes.derive_key(b"a master secret of another, long enough")
    one, two = ids.new("crd"), ids.new("crd")

    secrets = {codes.secret_of(c, key=k) for c in (one, two) for k in (key, other)}

    assert len(secrets) == 4
    assert {len(secret) for secret in secrets} == {20}


def test_the_secret_is_spelt_as_authenticators_take_it() -> None:
    assert codes.spell_secret(RFC_SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_a_payload_is_read_back_and_names_its_card_shortly() -> None:
    card_id = ids.new("crd")

    payload = codes.write_payload(card_id, "01234567")

    assert payload == f"K1.{card_id[4:]}.01234567"
    assert codes.is_payload(payload)
    assert codes.read_payload(f" {payload}\r\n") == (card_id, "01234567")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2900000000000007",
        "K1.abc.01234567",
        f"K2.{'a' * 24}.01234567",
        f"K1.{'a' * 24}.0123456",
        f"K1.{'a' * 24}.012345678",
        f"K1.{'A' * 24}.01234567",
        f"K1.{'u' * 24}.01234567",
        f"K1.{'a' * 24}.٠١٢٣٤٥٦٧",
        f"K1.{'a' * 24}.01234567.1",
    ],
)
def test_a_text_of_another_shape_is_no_payload(text: str) -> None:
    assert codes.read_payload(text) is None


@pytest.mark.parametrize(("late_by", "is_accepted"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_a_code_is_good_in_its_half_minute_and_the_two_beside_it(
    late_by: int, is_accepted: int
) -> None:
    counter = codes.counter_at(AT)
    digits = codes.digits_for(RFC_SECRET, counter)

    found = codes.matching_counter(RFC_SECRET, digits, at=AT + timedelta(seconds=30 * late_by))

    assert found == (counter if is_accepted else None)


def test_a_code_ends_with_its_half_minute() -> None:
    assert codes.ends_at(codes.counter_at(AT + timedelta(seconds=29))) == AT.replace(second=30)
