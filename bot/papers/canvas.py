"""A light sheet to draw on, in pixels from its upper left corner: boxes, patterns, letters; PNG."""

import io
from collections.abc import Sequence
from enum import StrEnum

from PIL import Image, ImageDraw, ImageFilter

from bot.papers import lettering
from bot.papers.lettering import Weight

WIDTH = 1080  # pixels, that of many phones; Telegram shows a photo across the screen
MARGIN = 48
INK = "#1a1a1a"
QUIET = "#595959"  # 7 : 1 on white
RULE = "#d0d0d0"
PAPER = "#ffffff"
LEAST = 0.72  # how far letters shrink before a line is cut
_HALO = 4  # pixels around letters on a pattern
_SMOOTH = 4  # shapes are drawn so many times as large, then reduced


class Align(StrEnum):
    """Where the given x is in a line of text."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Pattern(StrEnum):
    """What tells areas apart where colours do not."""

    PLAIN = "plain"
    STRIPES = "stripes"
    DOTS = "dots"
    OUTLINE = "outline"


class Canvas:
    """One picture in the making."""

    def __init__(self, height: int, width: int = WIDTH) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width, height), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        *,
        weight: Weight = Weight.REGULAR,
        colour: str = INK,
        align: Align = Align.LEFT,
        room: float | None = None,
        halo: str | None = None,
    ) -> float:
        """Write a line from a point of its baseline; give its width.

        What is wider than ``room`` is written smaller, and cut if that does not do. A ``halo`` is
        the colour around the letters that keeps a pattern away from them.
        """
        if room is not None:
            text, size = fitting(text, size, room, weight)
        width = lettering.width(text, size, weight)
        mark = lettering.ink(text, size, weight)
        if mark is not None:
            x, y = at
            x -= {Align.LEFT: 0.0, Align.CENTRE: width / 2, Align.RIGHT: width}[align]
            corner = round(x) + mark.left, round(y) - mark.above
            if halo:
                self._halo(corner, mark.mask, halo)
            self._image.paste(colour, corner, mark.mask)
        return width

    def _halo(self, corner: tuple[int, int], mask: Image.Image, colour: str) -> None:
        wide = Image.new("L", (mask.width + 2 * _HALO, mask.height + 2 * _HALO), 0)
        wide.paste(mask, (_HALO, _HALO))
        wide = wide.filter(ImageFilter.MaxFilter(2 * _HALO + 1))
        self._image.paste(colour, (corner[0] - _HALO, corner[1] - _HALO), wide)

    def box(
        self,
        area: tuple[float, float, float, float],
        fill: str,
        pattern: Pattern = Pattern.PLAIN,
        *,
        pattern_colour: str = QUIET,
        radius: int = 0,
    ) -> None:
        """Fill a rectangle (left, top, right, bottom); an OUTLINE one has a line around it."""
        left, top, right, bottom = (round(edge) for edge in area)
        if right <= left or bottom <= top:
            return
        size = (right - left, bottom - top)
        tile = Image.new("RGB", size, fill)
        if pattern is not Pattern.PLAIN:
            tile.paste(pattern_colour, mask=_pattern(size, pattern))
        self._image.paste(tile, (left, top), _rounded(size, radius) if radius else None)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: int) -> None:
        """Draw straight lines along the axes."""
        self._draw.line([(round(x), round(y)) for x, y in points], colour, width)

    def image(self, picture: Image.Image, at: tuple[int, int]) -> None:
        """Put a picture on the sheet."""
        self._image.paste(picture, at)

    def png(self) -> bytes:
        """Give the file, packed quickly rather than tightly: Telegram packs photos anew."""
        file = io.BytesIO()
        self._image.save(file, "PNG", compress_level=3)
        return file.getvalue()


def fitting(text: str, size: int, room: float, weight: Weight = Weight.REGULAR) -> tuple[str, int]:
    """Give the text and the size at which it takes at most ``room`` pixels."""
    wide = lettering.width(text, size, weight)
    if wide > room:
        size = max(int(size * room / wide), round(size * LEAST))
        text = lettering.cut(text, room, size, weight)
    return text, size


def _rounded(size: tuple[int, int], radius: int) -> Image.Image:
    large = Image.new("L", (size[0] * _SMOOTH, size[1] * _SMOOTH), 0)
    edge = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(edge, radius * _SMOOTH, 255)
    return large.resize(size, Image.Resampling.BOX)


def _pattern(size: tuple[int, int], pattern: Pattern) -> Image.Image:
    """Give the mask of a pattern."""
    wide, high = size[0] * _SMOOTH, size[1] * _SMOOTH
    large = Image.new("L", (wide, high), 0)
    draw = ImageDraw.Draw(large)
    step = 16 * _SMOOTH
    if pattern is Pattern.OUTLINE:
        draw.rectangle((0, 0, wide - 1, high - 1), outline=255, width=2 * _SMOOTH)
    elif pattern is Pattern.STRIPES:
        for x in range(-high, wide, step):
            draw.line((x, high, x + high, 0), 255, 3 * _SMOOTH)
    else:
        r = int(2.5 * _SMOOTH)
        for row, y in enumerate(range(step // 2, high, step)):
            for x in range(step // 2 if row % 2 else step, wide, step):
                draw.ellipse((x - r, y - r, x + r, y + r), 255)
    return large.resize(size, Image.Resampling.BOX)
