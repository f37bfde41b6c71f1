"""Barcodes: what is drawn is read back; what cannot be drawn is refused."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
import zlib

import pytest
import zxingcpp

from wallet.cards import BarcodeNotPossible, BarcodeOptionInvalid, barcodes

PAYLOAD = "K1.0123456789abcdefghjkmnpq.01234567"
CASES = [
    ("QR_CODE", "2900000000000007", "QR Code"),
    ("QR_CODE", PAYLOAD, "QR Code"),
    ("QR_CODE", "карта 7", "QR Code"),
    ("CODE_128", "2900000000000007", "Code 128"),
    ("EAN_13", "2900000123458", "EAN-13"),
    ("PDF_417", "2900000000000007", "PDF417"),
    ("AZTEC", PAYLOAD, "Aztec"),
    ("DATA_MATRIX", "2900000000000007", "Data Matrix"),
    ("EAN_8", "96385074", "EAN-8"),
    ("ITF", "15400141288763", "ITF"),
    ("CODABAR", "A12345B", "Codabar"),
    ("CODE_39", "CLUB-7", "Code 39"),
]


@pytest.mark.parametrize("scale", [1, 3, 10])
@pytest.mark.parametrize(("format", "text", "name"), CASES)
def test_a_png_is_read_back_as_what_was_drawn(
    format: str, text: str, name: str, scale: int
) -> None:
    drawn = barcodes.draw(text, format=format, image="png", scale=scale)  # type: ignore[arg-type]

    read = zxingcpp.read_barcodes(_pixels(drawn.content))

    assert drawn.media_type == "image/png"
    assert [(code.text, str(code.format)) for code in read] == [(text, name)]


def test_a_upc_a_is_read_as_the_ean_13_with_a_leading_zero() -> None:
    drawn = barcodes.draw("036000291452", format="UPC_A", image="png")

    assert [code.text for code in zxingcpp.read_barcodes(_pixels(drawn.content))] == [
        "0036000291452"
    ]


@pytest.mark.parametrize(("format", "text", "name"), CASES)
def test_an_svg_holds_the_same_bars_in_the_same_size(format: str, text: str, name: str) -> None:
    svg = barcodes.draw(text, format=format)  # type: ignore[arg-type]
    png = barcodes.draw(text, format=format, image="png")  # type: ignore[arg-type]

    root = ET.fromstring(svg.content)

    assert svg.media_type == "image/svg+xml"
    assert root.tag.endswith("svg")
    assert int(root.attrib["width"]) == struct.unpack(">I", png.content[16:20])[0]
    assert next(root.iter("{http://www.w3.org/2000/svg}path")).attrib["d"].startswith("M")


def test_the_number_is_printed_below_bars_but_not_below_squares() -> None:
    bars = barcodes.draw("2900000000000007", format="CODE_128").content
    squares = barcodes.draw("2900000000000007", format="QR_CODE").content

    assert b"2900000000000007" in bars
    assert b"<text" not in squares


def test_a_number_cannot_bring_markup_into_an_svg() -> None:
    drawn = barcodes.draw("<script>&\"'", format="CODE_128").content

    root = ET.fromstring(drawn)

    assert b"<script" not in drawn
    assert any("<script>" in (element.text or "") for element in root.iter())


def test_a_qr_code_in_utf_8_is_written_without_an_eci_header() -> None:
    drawn = barcodes.draw("карта 7", format="QR_CODE", image="png")

    assert zxingcpp.read_barcodes(_pixels(drawn.content))[0].symbology_identifier == "]Q1"


@pytest.mark.parametrize(("format", "text"), [("EAN_13", "2900000123457"), ("CODE_39", "club")])
def test_a_number_that_the_format_cannot_carry_is_refused(format: str, text: str) -> None:
    with pytest.raises(BarcodeNotPossible, match=format):
        barcodes.draw(text, format=format)  # type: ignore[arg-type]


@pytest.mark.parametrize("format", ["QR_CODE", "AZTEC", "PDF_417", "DATA_MATRIX"])
def test_the_longest_text_is_drawn_or_refused_but_never_an_accident(format: str) -> None:
    drawn = barcodes.draw("x" * 512, format=format, image="png", scale=10)  # type: ignore[arg-type]

    assert len(drawn.content) < 200_000


@pytest.mark.parametrize(
    "options",
    [
        {"format": "MAXICODE"},
        {"format": "QR_CODE", "image": "gif"},
        {"format": "QR_CODE", "scale": 0},
        {"format": "QR_CODE", "scale": 11},
    ],
)
def test_an_option_that_does_not_exist_is_refused_with_those_that_do(
    options: dict[str, object],
) -> None:
    with pytest.raises(BarcodeOptionInvalid, match="is one of: "):
        barcodes.draw("2900000000000007", **options)  # type: ignore[arg-type]


def _pixels(png: bytes) -> memoryview:
    """Read a grey PNG of one IDAT chunk back into rows and columns, checking each checksum."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            kind + body
        )
        chunks[kind], at = body, at + 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    rows = zlib.decompress(chunks[b"IDAT"])
    lines = [rows[y * (width + 1) : (y + 1) * (width + 1)] for y in range(height)]
    assert {line[0] for line in lines} == {0}
    return memoryview(b"".join(line[1:] for line in lines)).cast("B", (height, width))
