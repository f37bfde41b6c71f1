"""Card numbers: check digits, drawing, payment cards, the guess of a barcode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.cards import numbers

DIGITS = st.text(alphabet="0123456789", min_size=1, max_size=20)


def test_the_luhn_digit_is_that_of_the_published_vector() -> None:
    assert numbers.luhn_digit("7992739871") == "3"


@pytest.mark.parametrize(
    ("payload", "digit"),
    [
        pytest.param("400638133393", "1", id="EAN-13"),
        pytest.param("9638507", "4", id="EAN-8"),
        pytest.param("03600029145", "2", id="UPC-A"),
        pytest.param("1540014128876", "3", id="ITF-14"),
        pytest.param("290000012345", "8", id="a card of a shop"),
    ],
)
def test_the_gs1_digit_is_that_of_the_published_vectors(payload: str, digit: str) -> None:
    assert numbers.gs1_digit(payload) == digit


@given(payload=DIGITS, place=st.integers(min_value=0), shift=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(payload: str, place: int, shift: int) -> None:
    for check_digit, is_good in (
        (numbers.luhn_digit, numbers.is_luhn),
        (numbers.gs1_digit, numbers.is_gs1),
    ):
        number = payload + check_digit(payload)
        at = place % len(number)
        wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]

        assert is_good(number)
        assert not is_good(wrong)


def test_a_drawn_number_has_sixteen_digits_the_prefix_and_a_luhn_digit() -> None:
    number = numbers.new_number()

    assert len(number) == 16
    assert number.startswith("29")
    assert numbers.is_luhn(number)
    assert not numbers.is_payment_number(number)


def test_a_number_drawn_for_bars_is_an_ean_13() -> None:
    number = numbers.new_number(format="EAN_13", prefix="2042")

    assert len(number) == 13
    assert number.startswith("2042")
    assert numbers.is_gs1(number)


def test_drawn_numbers_do_not_follow_one_another() -> None:
    drawn = [int(numbers.new_number()) for _ in range(200)]

    assert len(set(drawn)) == 200
    assert drawn != sorted(drawn)
    assert min(abs(a - b) for a, b in zip(drawn, drawn[1:], strict=False)) > 10


@pytest.mark.parametrize("prefix", ["", "2x", "123456789", "٢٩", "29\n"])
def test_a_prefix_that_is_not_one_to_eight_digits_is_a_mistake(prefix: str) -> None:
    with pytest.raises(ValueError, match="1 to 8 digits"):
        numbers.new_number(prefix=prefix)


def test_a_prefix_of_payment_cards_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="payment cards"):
        numbers.new_number(prefix="4")


@pytest.mark.parametrize(
    "payload",
    [
        "411111111111111",
        "422222222222",
        "555555555555444",
        "510000000000000",
        "222100000000000",
        "272099000000000",
        "37828224631000",
        "34111111111111",
        "601111111111111",
        "650000000000000",
        "620000000000000000",
        "220000000000000",
        "220400000000000",
    ],
)
def test_numbers_of_payment_cards_are_recognised_unless_a_digit_is_wrong(payload: str) -> None:
    check_digit = int(numbers.luhn_digit(payload))

    assert numbers.is_payment_number(f"{payload}{check_digit}")
    assert not numbers.is_payment_number(f"{payload}{(check_digit + 1) % 10}")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("290000000000000", id="a card of a shop"),
        pytest.param("220500000000000", id="beyond Mir"),
        pytest.param("222000000000000", id="before Mastercard"),
        pytest.param("272100000000000", id="beyond Mastercard"),
        pytest.param("964300000000000", id="a national prefix"),
        pytest.param("41111111111", id="too short"),
        pytest.param("4111111111111111111", id="too long"),
    ],
)
def test_other_numbers_are_not_taken_for_payment_cards(payload: str) -> None:
    number = payload + numbers.luhn_digit(payload)

    assert numbers.is_luhn(number)
    assert not numbers.is_payment_number(number)


def test_an_ean_13_that_happens_to_pass_luhn_is_not_a_payment_card() -> None:
    payloads = (f"4840000{n:05d}" for n in range(1000))
    number = next(p + numbers.gs1_digit(p) for p in payloads if _is_both(p))

    assert numbers.is_luhn(number)
    assert not numbers.is_payment_number(number)


def _is_both(payload: str) -> bool:
    return numbers.gs1_digit(payload) == numbers.luhn_digit(payload)


@pytest.mark.parametrize(
    ("number", "format", "note"),
    [
        ("4006381333931", "EAN_13", None),
        ("4006381333932", "CODE_128", "check_digit_wrong"),
        ("036000291452", "UPC_A", None),
        ("036000291453", "CODE_128", "check_digit_wrong"),
        ("96385074", "EAN_8", None),
        ("96385075", "CODE_128", "check_digit_wrong"),
        ("15400141288763", "ITF", None),
        ("15400141288764", "CODE_128", None),
        ("2900000000000007", "CODE_128", "luhn_ok"),
        ("2900000000000006", "CODE_128", None),
        ("1234567890", "CODE_128", None),
        ("12345", "CODE_128", None),
        ("A12345B", "CODABAR", None),
        ("CLUB-7 42", "CODE_128", None),
        ("https://shop.example/c/1", "QR_CODE", None),
        ("карта 7", "QR_CODE", None),
        ("x" * 49, "QR_CODE", None),
        ("1" * 60, "QR_CODE", None),
    ],
)
def test_a_typed_number_suggests_its_barcode(number: str, format: str, note: str | None) -> None:
    guess = numbers.guess_format(number)

    assert (guess.format, guess.note) == (format, note)
    assert numbers.fits(number, guess.format)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2900 0000-0000 0007", "2900000000000007"),
        ("\u00a02900\u20130000\u20140000\u20110007 ", "2900000000000007"),
        ("036000291452", "0036000291452"),
        ("0036000291452", "0036000291452"),
        ("00036000291452", "0036000291452"),
        ("036000291453", "036000291453"),
        ("club-7 42", "CLUB742"),
    ],
)
def test_one_number_has_one_search_key_however_it_is_typed(typed: str, key: str) -> None:
    assert numbers.search_key(typed) == key
    assert numbers.search_key(key) == key


def test_cleaning_keeps_the_dashes_of_what_is_not_all_digits() -> None:
    assert numbers.clean(" 2900-0000 0001 ") == "290000000001"
    assert numbers.clean(" CLUB-7 42 ") == "CLUB-7 42"


@pytest.mark.parametrize(
    ("number", "format"),
    [
        ("2900000123457", "EAN_13"),
        ("12", "EAN_13"),
        ("0036000291452", "UPC_A"),
        ("123", "ITF"),
        ("15400141288764", "ITF"),
        ("A1234", "CODABAR"),
        ("club", "CODE_39"),
        ("карта", "CODE_128"),
        ("x" * 81, "CODE_128"),
        ("x" * 513, "QR_CODE"),
        ("", "QR_CODE"),
    ],
)
def test_a_format_does_not_carry_what_it_has_no_bars_for(number: str, format: str) -> None:
    assert not numbers.fits(number, format)  # type: ignore[arg-type]
