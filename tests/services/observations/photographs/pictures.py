"""Pictures for tests, as cameras and as mischief make them."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

PLACE = b"Canon PowerShot, Ward 7, 59.3293 N"


def scene(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red in the top left quarter, blue elsewhere."""
    image = Image.new("RGB", (width, height), (20, 40, 220))
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=(220, 30, 20))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:  # noqa: ANN401 (passed on to Pillow)
    """The bytes of a file."""
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def from_camera(orientation: int = 1, **options: Any) -> bytes:  # noqa: ANN401 (as above)
    """A JPEG with all that a camera writes beside the picture."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = PLACE.decode()
    exif.get_ifd(0x8825)[2] = (59.0, 19.0, 45.0)
    told = {
        "exif": exif,
        "icc_profile": b"profile of " + PLACE,
        "comment": b"comment of " + PLACE,
        "xmp": b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>",
    }
    return encoded(scene(), **(told | options))


def claims(width: int, height: int) -> bytes:
    """A PNG whose header claims a size, with the pixels of one row."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\0" + bytes(3 * min(width, 100)))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", row) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
