"""What the tests of the papers draw: plain and nasty names, a moment, a picture as it is seen."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

from PIL import Image

from bot.text import Voices

AS_OF = datetime(2025, 4, 2, 18, 10, tzinfo=ZoneInfo("Asia/Kolkata"))
VOICES = Voices.load()
NASTY = (
    "क्षेत्रपाल श्रीवास्तव " * 5,
    "W" * 100,
    "अ" * 100,
    "<b>&amp;</b> =1+1",
    "👨‍👩‍👧‍👦🇮🇳",
    "தமிழ் நாடு",
    "क्\N{ZERO WIDTH JOINER}ष श्री\N{ZERO WIDTH NON-JOINER}मान",
    "",
)


def seen(png: bytes) -> Image.Image:
    """Decode a picture; one that a phone shows well and Telegram takes as a photo.

    https://core.telegram.org/bots/api#sendphoto: 10 MB, width and height 10,000 together.
    """
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    assert picture.width == 1080
    assert picture.width + picture.height <= 4000
    assert len(png) < 500_000
    return picture.convert("RGB")


def margins_are_clear(picture: Image.Image, margin: int = 24, top: int = 24) -> bool:
    """Tell whether nothing runs over the edges."""
    wide, high = picture.size
    edges = ((0, top, margin, high), (wide - margin, top, wide, high))
    return all(
        picture.crop(edge).getextrema() == ((255, 255), (255, 255), (255, 255)) for edge in edges
    )


def share(picture: Image.Image, colour: str) -> float:
    """Give the part of the picture that has nearly this colour, such as "#009e73"."""
    wanted = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
    found = picture.getcolors(1 << 24) or []
    near = sum(
        count
        for count, rgb in found
        if isinstance(rgb, tuple) and max(abs(a - b) for a, b in zip(rgb, wanted, strict=True)) < 12
    )
    return near / (picture.width * picture.height)
