"""Text as pixels in the font that ships: shaped by HarfBuzz, so that Hindi letters join.

HarfBuzz both shapes and fills the outlines, from one wheel without system libraries. Pillow alone
needs a library for shaping that small servers lack, and says nothing where it is missing;
matplotlib shapes as well, but takes seconds of processor time to import.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import regex
import uharfbuzz as hb
from PIL import Image

from bot.papers import FONTS

_UNITS = 64  # of HarfBuzz per pixel
_CUT = "…"
# A run has one script for the shaper: Latin letters with what follows them, or anything else.
_RUNS = regex.compile(r"\p{Latin}[^\p{Devanagari}]*|[^\p{Latin}]+")
_STRAY_JOINERS = regex.compile(r"(?<!\p{Devanagari})[\u200c\u200d]+")  # of an emoji
_LETTERS = regex.compile(r"[\p{L}\p{N}]")


class Weight(StrEnum):
    """How heavy the letters are."""

    REGULAR = "Regular"
    BOLD = "SemiBold"

    @property
    def file(self) -> Path:
        """Give the font's file."""
        return FONTS / f"NotoSansDevanagari-{self}.ttf"


@dataclass(frozen=True, slots=True)
class Ink:
    """A line of text as a mask: where its left edge and its top are, seen from its origin."""

    mask: Image.Image
    left: int
    above: int  # pixels from the baseline up to the first row


def showable(text: str) -> str:
    """Give the text in letters that the font has.

    Accents that it lacks are left off; emoji and other signs are dropped; letters of a script
    that it does not know become one "…" in place of empty boxes.
    """
    text = unicodedata.normalize("NFC", text)
    if _known(text):
        return text
    kept = _STRAY_JOINERS.sub("", "".join(_nearest(letter) for letter in text))
    return " ".join(regex.sub(rf"{_CUT}[{_CUT}\s]*{_CUT}", _CUT, kept).split())


def runs(text: str) -> list[str]:
    """Cut a text into parts of one script each, as a shaper needs them."""
    return _RUNS.findall(text)


def width(text: str, size: int, weight: Weight = Weight.REGULAR) -> float:
    """Measure a line in pixels."""
    font = _font(weight, size)
    shaped = (_shaped(font, run) for run in runs(showable(text)))
    return float(sum(p.x_advance for run in shaped for p in run.glyph_positions)) / _UNITS


def ink(text: str, size: int, weight: Weight = Weight.REGULAR) -> Ink | None:
    """Draw a line of text; None where it leaves no mark."""
    font, draw = _font(weight, size), hb.RasterDraw()
    draw.scale_factor = (_UNITS, _UNITS)
    x = 0
    for run in runs(showable(text)):
        shaped = _shaped(font, run)
        for glyph, place in zip(shaped.glyph_infos, shaped.glyph_positions, strict=True):
            draw.transform = (1, 0, 0, 1, x + place.x_offset, place.y_offset)
            draw.draw_glyph(font, glyph.codepoint)
            x += place.x_advance
    image = draw.render()
    if image is None or not (image.extents.width and image.extents.height):
        return None
    area = image.extents
    mask = Image.frombytes(
        "L", (area.width, area.height), image.buffer, "raw", "L", area.stride, -1
    )
    return Ink(mask, area.x_origin, area.y_origin + area.height)


def cut(text: str, room: float, size: int, weight: Weight = Weight.REGULAR) -> str:
    """Shorten a line to ``room`` pixels, with "…", never inside a letter and its signs."""
    if width(text, size, weight) <= room:
        return text
    return _beginning(text, room, size, weight, _CUT)


def wrapped(
    text: str, room: float, size: int, weight: Weight = Weight.REGULAR, *, most: int = 99
) -> list[str]:
    """Break a text into lines of at most ``room`` pixels, ``most`` of them; the last may be cut.

    A word that is wider than a line is broken like the rest, between letters.
    """
    lines: list[str] = []
    rest = showable(text).split()
    while rest and len(lines) < most - 1:
        count = 1
        while count < len(rest) and width(" ".join(rest[: count + 1]), size, weight) <= room:
            count += 1
        line = _beginning(" ".join(rest[:count]), room, size, weight)
        lines.append(line)
        rest = " ".join(rest)[len(line) :].split()
    return [*lines, cut(" ".join(rest), room, size, weight)] if rest else lines


def _beginning(text: str, room: float, size: int, weight: Weight, end: str = "") -> str:
    """Give the longest beginning in whole letters that fits with ``end``; at least one letter."""
    letters = regex.findall(r"\X", text)
    low, high = 1, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width("".join(letters[:middle]).rstrip() + end, size, weight) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return "".join(letters[:low]).rstrip() + end


def _shaped(font: hb.Font, run: str) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return buffer


@lru_cache
def _font(weight: Weight, size: int) -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(weight.file)))
    font.scale = (size * _UNITS, size * _UNITS)
    return font


def _known(text: str) -> bool:
    font = _font(Weight.REGULAR, 1)
    return all(font.get_nominal_glyph(ord(letter)) for letter in text)


def _nearest(letter: str) -> str:
    if _known(letter):
        return letter
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if _known(part))
    if plain:
        return plain
    if letter.isspace():
        return " "
    return _CUT if _LETTERS.match(letter) else ""
