"""Barcodes drawn as SVG or PNG. The only home of zxing-cpp."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Literal, get_args

import zxingcpp

from wallet.cards import numbers
from wallet.cards.errors import BarcodeNotPossible, BarcodeOptionInvalid
from wallet.cards.numbers import BarcodeFormat

ImageKind = Literal["svg", "png"]

SMALLEST_SCALE = 1
LARGEST_SCALE = 10
DEFAULT_SCALE = 3
MEDIA_TYPES: dict[ImageKind, str] = {"svg": "image/svg+xml", "png": "image/png"}

_FORMATS: dict[BarcodeFormat, zxingcpp.BarcodeFormat] = {
    "QR_CODE": zxingcpp.BarcodeFormat.QRCode,
    "CODE_128": zxingcpp.BarcodeFormat.Code128,
    "EAN_13": zxingcpp.BarcodeFormat.EAN13,
    "PDF_417": zxingcpp.BarcodeFormat.PDF417,
    "AZTEC": zxingcpp.BarcodeFormat.Aztec,
    "DATA_MATRIX": zxingcpp.BarcodeFormat.DataMatrix,
    "UPC_A": zxingcpp.BarcodeFormat.UPCA,
    "EAN_8": zxingcpp.BarcodeFormat.EAN8,
    "ITF": zxingcpp.BarcodeFormat.ITF,
    "CODABAR": zxingcpp.BarcodeFormat.Codabar,
    "CODE_39": zxingcpp.BarcodeFormat.Code39,
}
_MATRICES = frozenset({"QR_CODE", "AZTEC", "DATA_MATRIX", "PDF_417"})


@dataclass(frozen=True)
class BarcodeImage:
    """A picture ready to be sent: its bytes and its media type."""

    content: bytes
    media_type: str


def draw(
    text: str, *, format: BarcodeFormat, image: ImageKind = "svg", scale: int = DEFAULT_SCALE
) -> BarcodeImage:
    """Draw a text as a barcode with its quiet zone; `scale` is pixels per narrowest bar.

    Linear barcodes carry the number in print below the bars, for a cashier to type.
    """
    _check_options(format, image, scale)
    if not numbers.fits(text, format):
        raise BarcodeNotPossible(format=format)
    barcode = _encode(text, format)
    is_linear = format not in _MATRICES
    if image == "svg":
        content = barcode.to_svg(scale, is_linear, add_quiet_zones=True).encode()
    else:
        content = _write_png(barcode.to_image(scale, is_linear, add_quiet_zones=True))
    return BarcodeImage(content=content, media_type=MEDIA_TYPES[image])


def _check_options(format: str, image: str, scale: int) -> None:
    if format not in _FORMATS:
        raise BarcodeOptionInvalid(option="format", allowed=", ".join(_FORMATS))
    if image not in get_args(ImageKind):
        raise BarcodeOptionInvalid(option="image", allowed=", ".join(MEDIA_TYPES))
    if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
        raise BarcodeOptionInvalid(option="scale", allowed=f"{SMALLEST_SCALE}–{LARGEST_SCALE}")


def _encode(text: str, format: BarcodeFormat) -> zxingcpp.Barcode:
    options = {"ec_level": "M"} if format == "QR_CODE" else {}
    try:
        return zxingcpp.create_barcode(text, _FORMATS[format], **options)
    except ValueError as error:
        raise BarcodeNotPossible(format=format) from error


def _write_png(picture: zxingcpp.Image) -> bytes:
    """Write grey pixels (rows × columns, one byte each) as a PNG; needs no imaging library."""
    pixels = memoryview(picture)  # type: ignore[arg-type]  # a buffer, as its stubs forget
    height, width = pixels.shape or (0, 0)
    flat = pixels.tobytes()
    rows = b"".join(b"\0" + flat[start : start + width] for start in range(0, len(flat), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _png_chunk(b"IHDR", header),
            _png_chunk(b"IDAT", zlib.compress(rows, 6)),
            _png_chunk(b"IEND", b""),
        )
    )


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
