"""What may come in as a photograph, and the small picture that is kept of it.

Nothing of what was sent is kept but its pixels: the picture is drawn onto an empty one and encoded anew, so that
where it was taken, with what and by whom is gone, as is anything that only passed for a picture. How many pixels
there are is read from the header before one of them is decoded; one photograph is decoded at a time, since it may
take 300 MB for a moment.
"""

import struct
import threading
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image

from schemas.messages import N_
from services.kernel.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
# A camera writes ten scans at the most; each further one costs a pass over the whole picture.
MOST_SCANS = 64
LONG_SIDE = 1600
QUALITY = 80
# Told by the first bytes; neither the file's name nor the type it was sent with counts.
KINDS = ("JPEG", "PNG", "WEBP")
SCAN = b"\xff\xda"

TOO_LARGE = N_("The photograph has more than 10 MB. Choose a smaller one.")
TOO_MANY_PIXELS = N_("The photograph has more than 40 megapixels. Take it again with a lower resolution.")
NOT_A_PICTURE = N_("This is no photograph. Choose a picture in JPEG, PNG or WebP.")
DAMAGED = N_("The photograph is damaged or incomplete. Choose it once more, or take another.")

# What Pillow raises for files that are not what they say.
BROKEN = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
# How a camera that was held so turned the picture, by the orientation it wrote down.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """A photograph as it is kept: JPEG, its sides in pixels."""

    jpeg: bytes
    width: int
    height: int


def shrunk(data: bytes) -> Picture:
    """The picture in a file that somebody sent; raises Invalid naming `photograph`."""
    if len(data) > MOST_BYTES:
        raise _refused(TOO_LARGE)
    try:
        image = Image.open(BytesIO(data), formats=KINDS)
    except Image.DecompressionBombError as bomb:
        raise _refused(TOO_MANY_PIXELS) from bomb
    except BROKEN as unknown:
        raise _refused(NOT_A_PICTURE) from unknown
    with image:
        if image.width * image.height > MOST_PIXELS:
            raise _refused(TOO_MANY_PIXELS)
        if data.count(SCAN) > MOST_SCANS and image.format in {"JPEG", "MPO"}:
            raise _refused(DAMAGED)
        with _one_at_a_time:
            return _drawn(image)


def _drawn(image: Image.Image) -> Picture:
    """The picture of an opened file."""
    # A JPEG is decoded at half, a quarter or an eighth of its size where that is enough.
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    try:
        image.load()
        small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    except BROKEN as broken:
        raise _refused(DAMAGED) from broken
    small.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", small.size, "white")
    plain.paste(small, mask=small if small.mode == "RGBA" else None)
    turn = _turn(image)
    if turn is not None:
        plain = plain.transpose(turn)
    written = BytesIO()
    plain.save(written, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return Picture(written.getvalue(), plain.width, plain.height)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How it must be turned to stand as it was seen; None where it does, or where nobody can tell."""
    try:
        return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except BROKEN:
        return None


def _refused(text: str) -> Invalid:
    return Invalid({"photograph": [text]})
