"""How a pass looks: who and where on top, then the QR and what is typed where it cannot be read."""

from dataclasses import dataclass
from typing import NamedTuple

import segno
from PIL import Image

from bot.papers import lettering
from bot.papers.canvas import INK, MARGIN, QUIET, RULE, WIDTH, Align, Canvas
from bot.papers.lettering import Weight

_BAND = "#0072b2"  # on top: a pass is known from afar
_ROOM = WIDTH - 2 * MARGIN
_QR = 640  # pixels at most, quiet zone included
_BELOW = 340  # pixels under the QR
_NAMES = ((84, 2), (64, 3), (48, 4))  # sizes of a name, and the lines that it may take then


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands on the pass, as it is written."""

    event: str
    name: str
    origin: str
    day: str
    time: str | None
    place: str
    gate: str | None
    code: str
    number: str
    hint: str


class _Line(NamedTuple):
    """A line of text, and the pixels from the one above to it."""

    text: str
    size: int
    down: int
    weight: Weight = Weight.REGULAR
    colour: str = INK


def draw(texts: Texts, link: str) -> bytes:
    """Draw the pass; PNG."""
    upper = _upper(texts)
    top = 24 + sum(line.down for line in upper) + 56
    code = _qr(link)
    canvas = Canvas(top + code.height + _BELOW)
    canvas.box((0, 0, WIDTH, 24), _BAND)
    y = 24
    for line in upper:
        y += line.down
        canvas.text(
            (MARGIN, y), line.text, line.size, weight=line.weight, colour=line.colour, room=_ROOM
        )
    canvas.line([(MARGIN, top - 20), (WIDTH - MARGIN, top - 20)], RULE, 2)
    canvas.image(code, ((WIDTH - code.width) // 2, top))
    _lower(canvas, texts, top + code.height)
    return canvas.png()


def _lower(canvas: Canvas, texts: Texts, top: int) -> None:
    middle = WIDTH / 2
    rows = (
        (100, texts.code, 116, Weight.BOLD, INK),
        (196, texts.number, 60, Weight.REGULAR, INK),
        (284, texts.hint, 38, Weight.REGULAR, QUIET),
    )
    for down, text, size, weight, colour in rows:
        at = (middle, top + down)
        canvas.text(at, text, size, weight=weight, colour=colour, align=Align.CENTRE, room=_ROOM)


def _upper(texts: Texts) -> list[_Line]:
    size, names = _name(texts.name)
    return [
        _Line(texts.event, 44, 84, colour=QUIET),
        *(_Line(name, size, round(size * 1.22), Weight.BOLD) for name in names),
        *_lines(texts.origin, 50),
        _Line(texts.day, 60, 112, Weight.BOLD),
        *(_lines(texts.time, 46) if texts.time else ()),
        *_lines(texts.place, 46),
        *(_lines(texts.gate, 56, Weight.BOLD) if texts.gate else ()),
    ]


def _lines(text: str, size: int, weight: Weight = Weight.REGULAR) -> list[_Line]:
    broken = lettering.wrapped(text, _ROOM, size, weight, most=2)
    return [_Line(line, size, round(size * 1.36), weight) for line in broken]


def _name(name: str) -> tuple[int, list[str]]:
    """Give the largest size in which a name is written in full, and its lines."""
    for size, most in _NAMES:
        lines = lettering.wrapped(name, _ROOM, size, Weight.BOLD)
        if len(lines) <= most:
            return size, lines
    size, most = _NAMES[-1]
    return size, lettering.wrapped(name, _ROOM, size, Weight.BOLD, most=most)


def _qr(link: str) -> Image.Image:
    """Draw the code with whole pixels per module, as cameras like it."""
    code = segno.make_qr(link, error="m", boost_error=False)
    rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=4)]
    side = len(rows)
    scale = max(_QR // side, 4)
    picture = Image.frombytes("L", (side, side), b"".join(rows))
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)
