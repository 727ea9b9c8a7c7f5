"""A picture of days: a column each, stacked by answer, with the figures of the last beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.papers import lettering
from bot.papers.bars import MAYBE, NO, YES, Heading, draw_heading, heading_height
from bot.papers.canvas import MARGIN, QUIET, RULE, WIDTH, Align, Canvas
from bot.papers.lettering import Weight

_HIGH = 900  # pixels from the axis to the top
_BESIDE = 250  # pixels for the figures of the last day
_APART = 112  # pixels between two of those
_LINES = 4  # of the scale
_LOOKS = (YES, MAYBE, NO)
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Column:
    """A day: its date as it is written, and the counts from the axis up."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of the last day and what it counts, as they are written."""

    count: str
    label: str


def draw(
    heading: Heading,
    summary: str,
    figures: Sequence[Figure],
    days: Sequence[Column],
    number: Callable[[float], str],
) -> bytes:
    """Draw the columns under the heading and a line of summary; PNG."""
    top = heading_height(heading) + 120
    bottom = top + _HIGH
    canvas = Canvas(bottom + 110)
    draw_heading(canvas, heading)
    canvas.text((MARGIN, top - 74), summary, 44, weight=Weight.BOLD, room=WIDTH - 2 * MARGIN)
    most = scale_end(max(sum(day.counts) for day in days))
    left = MARGIN + 20 + _scale(canvas, bottom, most, number)
    _columns(canvas, days, (left, bottom, WIDTH - MARGIN - _BESIDE), _HIGH / most)
    _dates(canvas, days, left, bottom + 58)
    _beside(canvas, figures, days[-1].counts, bottom, _HIGH / most)
    return canvas.png()


def scale_end(most: int) -> int:
    """Give where a scale of four even steps ends, at or above ``most``: 4, 8, 20, 40, 80 ..."""
    size = 1
    while True:
        for step in _STEPS:
            if most <= _LINES * step * size:
                return _LINES * step * size
        size *= 10


def _scale(canvas: Canvas, bottom: int, most: int, number: Callable[[float], str]) -> float:
    """Draw the lines of the scale; give the width of its figures."""
    labels = [number(most * line // _LINES) for line in range(_LINES + 1)]
    wide = max(lettering.width(label, 34) for label in labels)
    for line, label in enumerate(labels):
        y = bottom - _HIGH * line / _LINES
        canvas.text((MARGIN + wide, y + 12), label, 34, colour=QUIET, align=Align.RIGHT)
        canvas.line([(MARGIN + wide + 14, y), (WIDTH - MARGIN - _BESIDE, y)], RULE, 2)
    return wide


def _columns(
    canvas: Canvas, days: Sequence[Column], area: tuple[float, int, float], unit: float
) -> None:
    left, bottom, right = area
    pitch = min((right - left) / len(days), 160)
    for number, day in enumerate(days):
        x = right - (len(days) - number) * pitch
        y = float(bottom)
        for count, look in zip(day.counts, _LOOKS, strict=True):
            box = (x + pitch * 0.1, y - count * unit, x + pitch * 0.9, y)
            canvas.box(box, look.fill, look.pattern, pattern_colour=look.pattern_colour)
            y -= count * unit


def _dates(canvas: Canvas, days: Sequence[Column], left: float, y: int) -> None:
    """Write the first and the last date below the axis."""
    right = WIDTH - MARGIN - _BESIDE
    canvas.text((right, y), days[-1].label, 38, align=Align.RIGHT)
    if len(days) > 1:
        first = max(left, right - len(days) * 160)
        room = right - first - lettering.width(days[-1].label, 38) - 30
        canvas.text((first, y), days[0].label, 38, room=max(room, 120))


def _beside(
    canvas: Canvas, figures: Sequence[Figure], counts: Sequence[int], bottom: int, unit: float
) -> None:
    """Write the figures of the last day at the height of their parts, never over each other."""
    x = WIDTH - MARGIN - _BESIDE + 24
    under, least = float(bottom), float(bottom) + _APART / 2
    for figure, count, look in zip(figures, counts, _LOOKS, strict=True):
        middle = min(under - count * unit / 2, least - _APART / 2)
        box = (x, middle - 38, x + 36, middle - 2)
        canvas.box(box, look.fill, look.pattern, pattern_colour=look.pattern_colour)
        room = _BESIDE - 74
        canvas.text((x + 50, middle - 4), figure.count, 46, weight=Weight.BOLD, room=room)
        canvas.text((x + 50, middle + 36), figure.label, 34, room=room)
        under -= count * unit
        least = middle - _APART / 2
