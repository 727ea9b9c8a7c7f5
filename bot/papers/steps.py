"""A picture of steps, each of which fewer people reached, and of those who fell out of reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.papers.bars import NO, REACH, SILENT, YES, Heading, Look, draw_heading, heading_height
from bot.papers.canvas import MARGIN, QUIET, RULE, WIDTH, Align, Canvas
from bot.papers.lettering import Weight

_PITCH = 172  # pixels from one step to the next
_BAR = 64
_FIGURE = 190  # pixels for the figure at the end of a bar


@dataclass(frozen=True, slots=True)
class Step:
    """How many got so far."""

    label: str
    count: int
    figure: str
    change: str | None = None


def draw(heading: Heading, steps: Sequence[Step]) -> bytes:
    """Draw the steps, lengths in proportion to the first; the last one stands apart; PNG."""
    top = heading_height(heading) + 20
    canvas = Canvas(top + _PITCH * len(steps) + 40 + MARGIN // 2)
    draw_heading(canvas, heading)
    most = max(*(step.count for step in steps), 1)
    looks = (*(REACH,) * (len(steps) - 3), YES, YES, NO)
    for number, (step, look) in enumerate(zip(steps, looks, strict=True)):
        apart = number == len(steps) - 1
        y = top + number * _PITCH + (40 if apart else 0)
        if apart:
            canvas.line([(MARGIN, y - 26), (WIDTH - MARGIN, y - 26)], RULE, 2)
        _step(canvas, y, step, look, step.count / most)
    return canvas.png()


def _step(canvas: Canvas, top: int, step: Step, look: Look, share: float) -> None:
    whole = WIDTH - 2 * MARGIN - _FIGURE
    taken = 0.0
    if step.change:
        taken = canvas.text(
            (WIDTH - MARGIN, top + 44), step.change, 36, colour=QUIET, align=Align.RIGHT, room=440
        )
    room = WIDTH - 2 * MARGIN - taken - 30
    canvas.text((MARGIN, top + 44), step.label, 44, room=room)
    bar = top + 62
    canvas.box((MARGIN, bar, MARGIN + whole, bar + _BAR), SILENT.fill, radius=8)
    if step.count:
        long = max(whole * share, 10)
        area = (MARGIN, bar, MARGIN + long, bar + _BAR)
        canvas.box(area, look.fill, look.pattern, pattern_colour=look.pattern_colour, radius=8)
    canvas.text(
        (WIDTH - MARGIN, bar + 51),
        step.figure,
        56,
        weight=Weight.BOLD,
        align=Align.RIGHT,
        room=_FIGURE - 20,
    )
