"""The roster as a file: its columns by their English or Hindi headers, its rows checked one by one.

What a row says about itself is checked here; what needs the event, the states or the rows that are
already known is checked by the import.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import regex

from bot import names, phones
from bot.errors import Fault
from bot.roster_columns import IN_HINDI, OURS, REQUIRED, Column, column_called, key, language_called
from bot.sheet_lines import Line, lines

T = TypeVar("T")

MOST_ROWS = 200_000
_HEADER_WITHIN = 10  # lines; above it people put titles
_QUOTED = 40  # characters of a cell, in a complaint about it
_ERRORS_OF_EXCEL = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the file has them; ``state`` and ``session`` as they are written there."""

    line: int
    name: str
    name_hi: str | None
    state: str
    district: str
    district_hi: str | None
    phone: str | None  # E.164
    language: str | None  # 'hi' or 'en'
    session: str | None
    roster_no: int | None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a line cannot be imported; ``column`` is empty when it is about the whole line."""

    line: int
    column: str
    says: str

    def __str__(self) -> str:
        where = f"line {self.line}: {self.column}" if self.column else f"line {self.line}:"
        return f"{where} {self.says}"


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A roster file that was read: the good rows, what is wrong with the others, its columns."""

    file: str
    columns: frozenset[Column]
    ignored: tuple[str, ...]  # headers that mean nothing to us
    rows: tuple[RosterRow, ...]
    problems: tuple[RowProblem, ...] = ()


class _UnfitError(ValueError):
    """A cell cannot be used; the message follows the column's name."""


def read(path: Path) -> RosterSheet:
    """Read a roster from CSV or XLSX; see `bot.sheet_lines` for the encodings.

    Columns ``name, state, district, phone`` are required and, besides the last, filled in every
    row; ``name_hi, district_hi, language, session, roster_no`` may be there. Columns stand in any
    order under English or Hindi headers. Empty lines are skipped. Raises Fault where the file as a
    whole cannot be used; single rows that cannot are among the ``problems``.
    """
    table = lines(path)
    header, width, ignored = _header(path, table)
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    reader = _Rows(str(path), header, width)
    for line in table:
        found = reader.read(line)
        if found is not None:
            rows.append(found)
        if len(rows) + len(reader.problems) > MOST_ROWS:
            raise Fault(f"{path}: has more than {MOST_ROWS} rows")
    problems = reader.problems
    if not rows and not problems:
        raise Fault(f"{path}: has a header but no rows")
    return RosterSheet(str(path), frozenset(header), ignored, tuple(rows), tuple(problems))


def _header(path: Path, table: Iterator[Line]) -> tuple[dict[Column, int], int, tuple[str, ...]]:
    """Find the line with the column names; give where each column is, and the table's width."""
    best: tuple[list[Column], Line] | None = None
    for seen, line in enumerate(table, start=1):
        header, ignored = _columns(path, line)
        if all(column in header for column in REQUIRED):
            return header, len(line.cells), ignored
        if best is None or len(header) > len(best[0]):
            best = (list(header), line)
        if seen == _HEADER_WITHIN:
            break
    if best is None:
        raise Fault(f"{path}: is empty")
    missing = ", ".join(column for column in REQUIRED if column not in best[0])
    found = ", ".join(cell for cell in best[1].cells if cell)[:200]
    raise Fault(
        f"{path}: line {best[1].number}: no column for: {missing}. "
        f"The columns found are: {found}. Needed are: {', '.join(REQUIRED)}"
    )


def _columns(path: Path, line: Line) -> tuple[dict[Column, int], tuple[str, ...]]:
    header: dict[Column, int] = {}
    ignored = []
    # Latin headers first, so that "नाम" beside "Name" is the Hindi one wherever it stands.
    for place in sorted(range(len(line.cells)), key=lambda p: names.is_devanagari(line.cells[p])):
        text = line.cells[place]
        column = column_called(text)
        if column in header and names.is_devanagari(text):
            column = IN_HINDI.get(column, column)
        if column is None:
            if text and key(text) not in map(key, OURS):
                ignored.append(text)
        elif column in header:
            first = line.cells[header[column]]
            raise Fault(
                f"{path}: line {line.number}: '{first}' and '{text}' both mean {column}: keep one"
            )
        else:
            header[column] = place
    return header, tuple(ignored)


@dataclass(slots=True)
class _Rows:
    """Turns lines into rows and keeps what is wrong with those that cannot be."""

    file: str
    header: dict[Column, int]
    width: int
    problems: list[RowProblem] = field(default_factory=list)
    _seen: dict[str, str] = field(default_factory=dict)  # states, districts repeat: keep one copy

    def read(self, line: Line) -> RosterRow | None:
        """Give the row, or None when something in it is wrong."""
        before = len(self.problems)
        if any(line.cells[self.width :]):
            says = f"has {len(line.cells)} cells where the header has {self.width}"
            self.problems.append(RowProblem(line.number, "", f"{says} (a comma inside a name?)"))
            return None
        name_hi = self._cell(line, Column.NAME_HI, names.checked)
        name = self._cell(line, Column.NAME, names.checked) or name_hi
        if name and not name_hi and names.is_devanagari(name):
            name_hi = name
        state = self._once(self._cell(line, Column.STATE, names.checked))
        district = self._once(self._cell(line, Column.DISTRICT, names.checked))
        row = RosterRow(
            line=line.number,
            name=name or "",
            name_hi=name_hi,
            state=state or "",
            district=district or "",
            district_hi=self._once(self._cell(line, Column.DISTRICT_HI, names.checked)),
            phone=self._cell(line, Column.PHONE, _phone),
            language=self._cell(line, Column.LANGUAGE, _language),
            session=self._once(self._cell(line, Column.SESSION, names.clean)),
            roster_no=self._cell(line, Column.ROSTER_NO, _number),
        )
        for column in (Column.NAME, Column.STATE, Column.DISTRICT):
            if not self._text(line, column) and not (column is Column.NAME and name_hi):
                self.problems.append(RowProblem(line.number, column, "is empty"))
        return row if len(self.problems) == before else None

    def _cell(self, line: Line, column: Column, read: Callable[[str], T]) -> T | None:
        text = self._text(line, column)
        if not text:
            return None
        if text in _ERRORS_OF_EXCEL:
            self.problems.append(RowProblem(line.number, column, f"is an error of Excel: {text}"))
            return None
        try:
            return read(text)
        except names.LostLettersError as error:
            # Every line of such a file is lost: one line says it better than 700.
            raise Fault(f"{self.file}: line {line.number}: {column} {error}") from None
        except (names.NotANameError, _UnfitError) as error:
            self.problems.append(RowProblem(line.number, column, str(error)))
            return None

    def _text(self, line: Line, column: Column) -> str:
        place = self.header.get(column)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    def _once(self, text: str | None) -> str | None:
        return None if text is None else self._seen.setdefault(text, text)


def _phone(text: str) -> str:
    number = phones.to_e164(text)
    if number is None:
        says = f"is not one phone number: '{_short(text)}'"
        if regex.fullmatch(r"[\d.,]+E\+?\d+", text, regex.IGNORECASE):
            says += " (shortened by Excel: set the column's format to Text and enter it again)"
        raise _UnfitError(says)
    return number


def _language(text: str) -> str:
    language = language_called(text)
    if language is None:
        raise _UnfitError(f"is neither Hindi (hi) nor English (en): '{_short(text)}'")
    return language


def _number(text: str) -> int:
    if not regex.fullmatch(r"\d{1,9}", text) or int(text) < 1:
        raise _UnfitError(f"is not a number from 1 up: '{_short(text)}'")
    return int(text)


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
