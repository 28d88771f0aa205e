"""A photograph comes out small, upright and with nothing in it but the picture; what is none does not come in."""

import random
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from services.kernel.errors import Invalid
from services.observations.photographs import images
from services.observations.photographs.images import shrunk
from tests.services.observations.photographs.pictures import PLACE, claims, encoded, from_camera, scene

# What Pillow warns about is refused, or does no harm.
pytestmark = pytest.mark.filterwarnings("ignore:::PIL")

KINDS = {
    "JPEG": encoded(scene()),
    "PNG": encoded(scene(), "PNG"),
    "WebP": encoded(scene(), "WEBP"),
}


def opened(jpeg: bytes) -> Image.Image:
    """What was kept, decoded."""
    image = Image.open(BytesIO(jpeg))
    image.load()
    return image


def is_red(image: Image.Image, x: float, y: float) -> bool:
    """Whether the picture is red at a place given in shares of its sides."""
    red, _, blue = image.getpixel((int(x * image.width), int(y * image.height)))  # type: ignore[misc]  # an RGB picture
    return bool(red > blue)


def refusal(data: bytes) -> str:
    """What is told about a file that is not taken."""
    with pytest.raises(Invalid) as refused:
        shrunk(data)
    ((field, (text,)),) = refused.value.errors.items()
    assert field == "photograph"
    return text


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)
def test_each_kind_of_picture_is_kept_as_a_plain_progressive_jpeg(data: bytes) -> None:
    kept = shrunk(data)
    image = opened(kept.jpeg)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (300, 200))
    assert image.info["progressive"]
    assert (kept.width, kept.height) == (300, 200)
    assert is_red(image, 0.25, 0.25)
    assert not is_red(image, 0.75, 0.75)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_what_the_camera_told(kind: str) -> None:
    told = {"exif": Image.open(BytesIO(from_camera())).getexif(), "icc_profile": PLACE, "xmp": PLACE, "comment": PLACE}
    sent = from_camera() if kind == "JPEG" else encoded(scene(), kind, **told)
    assert PLACE in sent
    kept = shrunk(sent).jpeg
    assert PLACE not in kept
    for mark in (b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com", b"\xff\xfe", b"Ward", b"XMP"):
        assert mark not in kept
    assert not opened(kept).getexif()
    assert not {"icc_profile", "comment", "xmp", "exif"} & opened(kept).info.keys()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_it_was_seen(orientation: int) -> None:
    kept = shrunk(from_camera(orientation))
    assert (kept.width, kept.height) == ((300, 200) if orientation < 5 else (200, 300))
    corner = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[orientation]
    red = [(x, y) for x in (0, 1) for y in (0, 1) if is_red(opened(kept.jpeg), 0.25 + x / 2, 0.25 + y / 2)]
    assert red == [corner]


def test_an_orientation_that_nobody_can_read_leaves_the_picture_as_it_came() -> None:
    for exif in (b"Exif\0\0nothing of the kind", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0"):
        assert shrunk(encoded(scene(), exif=exif)).width == 300
    assert shrunk(from_camera(99)).width == 300


@pytest.mark.parametrize(
    ("size", "expected"),
    [((4000, 3000), (1600, 1200)), ((1000, 4000), (400, 1600)), ((1601, 3), (1600, 3)), ((2, 2), (2, 2))],
)
def test_a_large_picture_is_made_small_and_a_small_one_is_not_made_large(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    kept = shrunk(encoded(scene(*size)))
    assert (kept.width, kept.height) == expected == opened(kept.jpeg).size
    assert len(kept.jpeg) < 200_000


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_every_way_of_writing_colours_is_read(mode: str) -> None:
    image = scene(mode="L").convert("I").convert(mode) if mode == "I;16" else scene(mode=mode)
    assert opened(shrunk(encoded(image, "JPEG" if mode == "CMYK" else "PNG")).jpeg).mode == "RGB"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    image = scene(mode="RGBA")
    image.putalpha(0)
    assert min(opened(shrunk(encoded(image, kind)).jpeg).getpixel((5, 5))) > 250  # type: ignore[type-var,arg-type]  # RGB


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_is_kept(kind: str) -> None:
    moving = encoded(scene(), kind, save_all=True, append_images=[Image.new("RGB", (300, 200), "lime")] * 2)
    assert is_red(opened(shrunk(moving).jpeg), 0.25, 0.25)


def test_a_file_that_only_claims_to_be_a_picture_is_refused() -> None:
    others = {
        "nothing": b"",
        "text": b"photograph.jpg",
        "page": b"<!doctype html><script>alert(1)</script>",
        "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "GIF": encoded(scene(), "GIF"),
        "BMP": encoded(scene(), "BMP"),
        "TIFF": encoded(scene(), "TIFF"),
        "PDF": encoded(scene(), "PDF"),
        "PostScript": encoded(scene(), "EPS"),
        "a JPEG's beginning": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"lies" * 100,
        "a PNG's beginning": b"\x89PNG\r\n\x1a\n" + b"lies" * 100,
        "a WebP's beginning": b"RIFF\x10\0\0\0WEBPVP8 " + b"lies" * 100,
    }
    assert {name: refusal(data) for name, data in others.items()} == dict.fromkeys(others, images.NOT_A_PICTURE)


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)
def test_half_a_picture_is_refused(data: bytes) -> None:
    assert refusal(data[: len(data) * 2 // 3]) in {images.DAMAGED, images.NOT_A_PICTURE}


def test_more_than_ten_megabytes_are_refused_and_ten_are_not() -> None:
    room = images.MOST_BYTES - len(KINDS["PNG"])
    assert shrunk(KINDS["PNG"] + bytes(room)).width == 300
    assert refusal(KINDS["PNG"] + bytes(room + 1)) == images.TOO_LARGE


def test_forty_megapixels_are_counted_before_one_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = KINDS["JPEG"].replace(b"\0\xc8\x01\x2c", b"\x27\x10\x27\x10", 1)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("decoded"))
    for sides in ((8000, 5001), (20_000, 20_000), (2**31 - 1, 2**31 - 1), (40_000_001, 1)):
        assert refusal(claims(*sides)) == images.TOO_MANY_PIXELS
    assert refusal(wide) == images.TOO_MANY_PIXELS


def test_a_bomb_of_forty_megapixels_in_few_bytes_does_no_harm() -> None:
    assert refusal(claims(8000, 5000)) == images.DAMAGED
    flat = encoded(Image.new("1", (8000, 5000)), "PNG")
    assert len(flat) < 10_000
    kept = shrunk(flat)
    assert (kept.width, kept.height) == (1600, 1000)


def test_a_picture_that_is_scanned_without_end_is_refused() -> None:
    data = encoded(scene(), progressive=True)
    last = data.rindex(images.SCAN)
    assert refusal(data[:last] + data[last:-2] * 70 + data[-2:]) == images.DAMAGED


@given(st.binary(max_size=400), st.sampled_from([b"", *(data[:30] for data in KINDS.values())]))
@settings(max_examples=200)
def test_any_bytes_are_a_picture_or_refused(data: bytes, beginning: bytes) -> None:
    attempt(lambda: beginning + data)


@given(st.sampled_from([*KINDS.values(), from_camera(6)]), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_a_picture_with_wrong_bytes_in_it_is_a_picture_or_refused(data: bytes, chance: random.Random) -> None:
    def damaged() -> bytes:
        mutated = bytearray(data)
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(mutated))
            match chance.randrange(3):
                case 0:
                    mutated[place] = chance.randrange(256)
                case 1:
                    del mutated[place : place + chance.randint(1, 9)]
                case _:
                    mutated[place:place] = chance.randbytes(chance.randint(1, 9))
        return bytes(mutated)

    attempt(damaged)


def attempt(make: Callable[[], bytes]) -> None:
    """Take something in: it becomes a picture, or is refused and nothing else."""
    try:
        kept = shrunk(make())
    except Invalid:
        return
    assert opened(kept.jpeg).size == (kept.width, kept.height)
