"""A picture of bars split into parts, one row each: shares as lengths, counts as figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.papers import lettering
from bot.papers.canvas import INK, LEAST, MARGIN, QUIET, RULE, WIDTH, Align, Canvas, Pattern
from bot.papers.lettering import Weight

_LABELS = 356  # pixels for what a row is called
_GAP = 22
_AROUND = 16  # pixels beside a figure in its part
_TALLEST, _LOWEST = 92, 54  # pixels from one row to the next
_IDEAL = 2000  # pixels for all rows together: two and a half screens of an old phone


class Look(NamedTuple):
    """How a part is filled: told apart by pattern and lightness as well as by colour."""

    fill: str
    pattern: Pattern = Pattern.PLAIN
    pattern_colour: str = QUIET


# After the palette of Okabe and Ito, made for all kinds of colour vision: https://jfly.uni-koeln.de/color/
YES = Look("#009e73")
MAYBE = Look("#f0e442", Pattern.STRIPES, "#b9ae1c")
NO = Look("#f09a60", Pattern.DOTS, "#8f3d00")
SILENT = Look("#f2f2f2", Pattern.OUTLINE, "#9a9a9a")
REACH = Look("#56b4e9")


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of every bar stands for."""

    label: str
    look: Look


@dataclass(frozen=True, slots=True)
class Row:
    """A bar: its counts in the order of the parts, as numbers and as they are written."""

    label: str
    counts: tuple[int, ...]
    figures: tuple[str, ...]
    figure: str  # at the end of the bar


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on top of a picture."""

    title: str
    about: str | None
    as_of: str


def draw(heading: Heading, parts: Sequence[Part], total: Row | None, rows: Sequence[Row]) -> bytes:
    """Draw a heading, the legend, the sum of all and a bar per row; PNG."""
    pitch = max(_LOWEST, min(_TALLEST, _IDEAL // max(len(rows), 1)))
    keys = _legend_lines(parts)
    top = heading_height(heading) + 60 * len(keys) + 12
    sum_height = 128 if total else 0
    room = max([110.0, *(lettering.width(r.figure, 40) + _GAP for r in (*rows, total) if r)])
    canvas = Canvas(top + sum_height + pitch * len(rows) + MARGIN)
    draw_heading(canvas, heading)
    _legend(canvas, keys, heading_height(heading))
    if total:
        _row(canvas, top, 96, total, parts, room=room)
        top += sum_height
        canvas.line([(MARGIN, top - 16), (WIDTH - MARGIN, top - 16)], RULE, 2)
    for number, row in enumerate(rows):
        _row(canvas, top + number * pitch, pitch, row, parts, room=room)
    return canvas.png()


def heading_height(heading: Heading) -> int:
    """Give the pixels that a heading takes."""
    return 236 if heading.about else 176


def draw_heading(canvas: Canvas, heading: Heading) -> None:
    """Write title, whom it is about and when it was true."""
    room = canvas.width - 2 * MARGIN
    canvas.text((MARGIN, 84), heading.title, 60, weight=Weight.BOLD, room=room)
    y = 84
    if heading.about:
        y += 60
        canvas.text((MARGIN, y), heading.about, 44, room=room)
    canvas.text((MARGIN, y + 54), heading.as_of, 34, colour=QUIET, room=room)


def lengths(counts: Sequence[int], least: Sequence[float], whole: float) -> list[float]:
    """Share ``whole`` pixels out in proportion; a count above 0 gets at least what it needs."""
    total = sum(counts)
    if not total:
        return [0.0 for _ in counts]
    needed = [need if count else 0.0 for count, need in zip(counts, least, strict=True)]
    fair = [whole * count / total for count in counts]
    short = {n for n, (have, need) in enumerate(zip(fair, needed, strict=True)) if have < need}
    while True:  # what the small ones are given, the large ones give up in proportion
        left = whole - sum(needed[n] for n in short)
        rest = sum(count for n, count in enumerate(counts) if n not in short)
        fair = [
            needed[n] if n in short else left * count / rest if rest else 0.0
            for n, count in enumerate(counts)
        ]
        more = {n for n, have in enumerate(fair) if n not in short and have < needed[n]}
        if not more:
            return fair
        short |= more


def _row(
    canvas: Canvas, top: int, pitch: int, row: Row, parts: Sequence[Part], *, room: float
) -> None:
    size = min(40, round(pitch * 0.6))
    height = round(pitch * 0.78)
    middle = top + height / 2
    _label(canvas, row.label, middle, pitch, size)
    left, right = float(MARGIN + _LABELS + _GAP), WIDTH - MARGIN - room
    inside, least = _sizes(row, size, right - left)
    if not sum(row.counts):
        canvas.box((left, top, right, top + height), *SILENT[:1])
    for part, figure, long in zip(
        parts, row.figures, lengths(row.counts, least, right - left), strict=True
    ):
        if long:
            _part(canvas, (left, top, left + long, top + height), part.look, figure, inside)
        left += long
    baseline = middle + size * 0.36
    canvas.text((WIDTH - MARGIN, baseline), row.figure, size, align=Align.RIGHT)


def _sizes(row: Row, size: int, whole: float) -> tuple[int, list[float]]:
    """Give the size of the figures within a bar, and the pixels that each needs."""
    wide = [
        lettering.width(figure, size, Weight.BOLD) + _AROUND if count else 0.0
        for count, figure in zip(row.counts, row.figures, strict=True)
    ]
    shrink = min(1.0, whole / sum(wide)) if sum(wide) else 1.0
    return int(size * shrink), [one * shrink for one in wide]


def _part(
    canvas: Canvas, area: tuple[float, float, float, float], look: Look, figure: str, size: int
) -> None:
    left, top, right, bottom = area
    canvas.box((left, top, right - 2, bottom), look.fill, look.pattern, pattern_colour=look[2])
    middle = (left + right - 2) / 2
    halo = look.fill if look.pattern in (Pattern.STRIPES, Pattern.DOTS) else None
    baseline = (top + bottom) / 2 + size * 0.36
    canvas.text((middle, baseline), figure, size, weight=Weight.BOLD, align=Align.CENTRE, halo=halo)


def _label(canvas: Canvas, label: str, middle: float, pitch: int, size: int) -> None:
    """Write what the row is called: on one line, or smaller on two where it is long."""
    if lettering.width(label, size) <= _LABELS / LEAST:
        canvas.text((MARGIN, middle + size * 0.36), label, size, room=_LABELS)
        return
    small = min(round(pitch * 0.42), 32)
    for number, line in enumerate(lettering.wrapped(label, _LABELS, small, most=2)):
        canvas.text((MARGIN, middle - small * 0.2 + number * small * 1.1), line, small)


def _legend_lines(parts: Sequence[Part]) -> list[list[tuple[Part, float]]]:
    """Give the legend in lines: each part with the x at which it begins."""
    lines: list[list[tuple[Part, float]]] = [[]]
    x = float(MARGIN)
    for part in parts:
        long = 56 + lettering.width(part.label, 38) + 44
        if lines[-1] and x + long - 44 > WIDTH - MARGIN:
            lines.append([])
            x = float(MARGIN)
        lines[-1].append((part, x))
        x += long
    return lines


def _legend(canvas: Canvas, lines: Sequence[Sequence[tuple[Part, float]]], top: float) -> None:
    for number, line in enumerate(lines):
        y = top + 60 * number
        for part, x in line:
            look = part.look
            canvas.box((x, y, x + 42, y + 42), look.fill, look.pattern, pattern_colour=look[2])
            canvas.text((x + 56, y + 34), part.label, 38, colour=INK, room=WIDTH - MARGIN - x - 56)
