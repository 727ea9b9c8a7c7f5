"""Tables on A4 as PDF: headings in two languages on each page, rows of two lines, boxes to tick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fpdf import FPDF

from bot.papers import lettering
from bot.papers.lettering import Weight

Both = tuple[str, str]  # Hindi, English

_FONT = "noto"
_MARGIN = 10.0  # all lengths in mm
_TITLE = 26.0  # from the upper edge to the headings of the table
_HEAD = 13.0
_ROW = 10.5
_GROUP = 9.0
_FOOT = 12.0
_POINT = 0.3528
_SIZE = 11.5  # points
_SMALL = 8.5
_BOX = 5.0
_GREY = 110


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and width; in a ``boxed`` one each row has a box to tick."""

    heading: Both
    width: float
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row, and what stands smaller below it."""

    text: str
    below: str | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading: words on the left, a figure on the right. Cells may end early."""

    heading: tuple[str, str] | None
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is the same on all pages."""

    title: Both
    as_of: Both
    columns: tuple[Column, ...]
    landscape: bool


_Line = tuple[Cell, ...] | tuple[str, str]  # a row, or the heading of a group


def draw(paper: Paper, groups: Sequence[Group], page_words: Callable[[int, int], str]) -> bytes:
    """Draw the table; ``page_words`` says "page 1 of 6"."""
    pdf = _opened(paper)
    pages = _paged(groups, pdf.h - _TITLE - _HEAD - _FOOT)
    for number, lines in enumerate(pages, 1):
        pdf.add_page()
        _frame(pdf, paper, page_words(number, len(pages)))
        y = _TITLE + _HEAD
        for line in lines:
            if isinstance(line[0], str):
                y = _heading(pdf, (line[0], str(line[1])), y)
            else:
                y = _row(pdf, paper.columns, [c for c in line if isinstance(c, Cell)], y)
    return bytes(pdf.output())


def _opened(paper: Paper) -> FPDF:
    pdf = FPDF(orientation="landscape" if paper.landscape else "portrait", format="A4")
    for weight, style in ((Weight.REGULAR, ""), (Weight.BOLD, "B")):
        pdf.add_font(_FONT, style, str(weight.file))
    pdf.set_text_shaping(use_shaping_engine=True)
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(" / ".join(paper.title))
    pdf.c_margin = 0
    pdf.set_line_width(0.2)
    pdf.set_draw_color(_GREY)
    return pdf


def _paged(groups: Sequence[Group], room: float) -> list[list[_Line]]:
    """Deal the rows out to pages; a group that goes on repeats its heading, none stands alone."""
    pages: list[list[_Line]] = [[]]
    left = room
    for group in groups:
        needed = _GROUP if group.heading else 0.0
        if pages[-1] and left < needed + _ROW:
            pages.append([])
            left = room
        if group.heading:
            pages[-1].append(group.heading)
            left -= _GROUP
        for row in group.rows:
            if left < _ROW:
                pages.append([group.heading] if group.heading else [])
                left = room - needed
            pages[-1].append(row)
            left -= _ROW
    return pages


def _frame(pdf: FPDF, paper: Paper, page: str) -> None:
    room = pdf.w - 2 * _MARGIN
    for n, (title, as_of) in enumerate(zip(paper.title, paper.as_of, strict=True)):
        size, style = ((15, Weight.BOLD), (11, Weight.REGULAR))[n]
        wide = _write(pdf, as_of, (pdf.w - _MARGIN, 12 + 7 * n), 9, right=True)
        _write(pdf, title, (_MARGIN, 13 + 7 * n), size, style, room=room - wide - 6)
    _write(pdf, page, (pdf.w - _MARGIN, pdf.h - 6), 9, right=True)
    x = _MARGIN
    pdf.set_fill_color(236, 240, 244)
    pdf.rect(_MARGIN, _TITLE, room, _HEAD, style="F")
    for column in paper.columns:
        hi, en = column.heading
        _write(pdf, hi, (x + 1.5, _TITLE + 5.4), 10, Weight.BOLD, room=column.width - 3.5)
        _write(pdf, en, (x + 1.5, _TITLE + 10.4), 8.5, room=column.width - 3.5)
        x += column.width


def _heading(pdf: FPDF, heading: tuple[str, str], y: float) -> float:
    words, figure = heading
    wide = _write(pdf, figure, (pdf.w - _MARGIN - 1.5, y + 6.4), 12, Weight.BOLD, right=True)
    room = pdf.w - 2 * _MARGIN - wide - 6
    _write(pdf, words, (_MARGIN + 1.5, y + 6.4), 12, Weight.BOLD, room=room)
    pdf.line(_MARGIN, y + _GROUP, pdf.w - _MARGIN, y + _GROUP)
    return y + _GROUP


def _row(pdf: FPDF, columns: Sequence[Column], cells: Sequence[Cell], y: float) -> float:
    x = _MARGIN
    for n, column in enumerate(columns):
        cell = cells[n] if n < len(cells) else None
        if column.boxed:
            pdf.rect(x + 2, y + (_ROW - _BOX) / 2, _BOX, _BOX)
        elif cell:
            _cell(pdf, cell, x + 1.5, y, column.width - 3)
        x += column.width
    pdf.line(_MARGIN, y + _ROW, pdf.w - _MARGIN, y + _ROW)
    return y + _ROW


def _cell(pdf: FPDF, cell: Cell, x: float, y: float, room: float) -> None:
    weight = Weight.BOLD if cell.strong else Weight.REGULAR
    first = y + (4.8 if cell.below else 6.7)
    _write(pdf, cell.text, (x, first), _SIZE, weight, room=room)
    if cell.below:
        _write(pdf, cell.below, (x, y + 9.1), _SMALL, room=room)


def _write(
    pdf: FPDF,
    text: str,
    at: tuple[float, float],
    size: float,
    weight: Weight = Weight.REGULAR,
    *,
    room: float | None = None,
    right: bool = False,
) -> float:
    """Write a line from a point of its baseline, or up to it; give its width.

    What is wider than ``room`` is written smaller, down to two thirds, and then cut.
    """
    text = lettering.showable(text)
    unit = _POINT / 100  # mm per pixel of a text measured at 100 pixels, per point
    wide = lettering.width(text, 100, weight) * unit * size
    if room is not None and wide > room:
        size = max(size * room / wide, size * 2 / 3)
        text = lettering.cut(text, room / (unit * size), 100, weight)
        wide = lettering.width(text, 100, weight) * unit * size
    pdf.set_font(_FONT, "B" if weight is Weight.BOLD else "", size)
    x, y = at[0] - wide if right else at[0], at[1] - 0.3 * size * _POINT
    for run in lettering.runs(text):
        pdf.set_xy(x, y)  # a cell without height has its baseline 0.3 of the size below
        pdf.cell(0, 0, run)  # unlike text(), it shapes
        x += lettering.width(run, 100, weight) * unit * size
    return wide
