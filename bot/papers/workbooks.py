"""The roster with reach and answers as a file for people: XLSX with a sheet per session, or CSV."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import xlsx_writer
from bot.sheet_file import Cell, replacing, write_table
from bot.text import N_, Voice
from db.types import RsvpChoice

_PHONE = N_("Phone")
_COLUMNS = (  # as the roster's import knows them
    *(N_("Roster number"), N_("Name"), N_("Name in Hindi"), N_("State"), N_("District"), _PHONE),
    *(N_("Answer"), N_("Answered at"), N_("Joined at"), N_("Identity confirmed at")),
    *(N_("Messages have not arrived since"), N_("Checked in at")),
)
_WIDTHS = (16, 28, 28, 36, 28)  # characters for the first columns; 20 for the others
_ANSWERS: dict[RsvpChoice | None, str] = {
    RsvpChoice.YES: N_("yes"),
    RsvpChoice.MAYBE: N_("not sure"),
    RsvpChoice.NO: N_("no"),
    None: N_("no answer"),
}


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One delegate as a row; texts in the reader's language, moments local (`Event.local`)."""

    session: str | None  # id, as in `Sheet.session`
    roster_no: int
    name: str
    name_hi: str | None
    state: str
    district: str
    phone: str | None
    answer: RsvpChoice | None
    answered_at: datetime | None
    joined_at: datetime | None
    verified_at: datetime | None
    unreachable_at: datetime | None
    checked_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: those of one session; ``session`` None takes all the others."""

    session: str | None
    title: str  # as on its tab, such as "3 April"; what Excel forbids there is left out


def write(
    path: Path,
    voice: Voice,
    sheets: Sequence[Sheet],
    lines: Iterable[RosterLine],
    *,
    phones: bool = True,
) -> int:
    """Write the lines to ``path`` (.xlsx or .csv) as they come, and give how many there were.

    XLSX: typed cells, a header that stays, filters; phones are text, and no cell is ever a
    formula. A sheet that overflows Excel's 1,048,576 rows goes on in another. CSV: one table with
    the session as a column. ``phones=False`` leaves the column of phones out. Memory does not
    grow with the lines. The file appears only when it is complete. Raises Fault.
    """
    titles = {sheet.session: sheet.title for sheet in sheets}
    header = _header(voice, phones=phones)
    if path.suffix.lower() != ".xlsx":
        heads = [voice.plain("Dialogue on"), *header]
        rows = ([_title(titles, line), *_row(voice, line, phones=phones)] for line in lines)
        return write_table(path, heads, rows)
    with replacing(path) as unfinished, xlsx_writer.Workbook(unfinished) as book:
        pages = _Pages(book, header, sheets)
        for line in lines:
            pages.of(line.session).append(_row(voice, line, phones=phones))
        return pages.rows


class _Pages:
    """The sheets of a workbook, with others where one is full or nobody named it."""

    def __init__(
        self, book: xlsx_writer.Workbook, header: Sequence[str], sheets: Sequence[Sheet]
    ) -> None:
        self._book = book
        self._header = header
        named = sheets or (Sheet(None, ""),)
        self._titles = {sheet.session: sheet.title for sheet in named}
        self._widths = [*_WIDTHS, *(20 for _ in header[len(_WIDTHS) :])]
        self._open = {one.session: self._new(one.title) for one in named}
        self._all = list(self._open.values())

    def _new(self, title: str) -> xlsx_writer.Sheet:
        return self._book.sheet(title, self._header, self._widths)

    @property
    def rows(self) -> int:
        """Count the rows of all sheets, headers aside."""
        return sum(page.rows - 1 for page in self._all)

    def of(self, session: str | None) -> xlsx_writer.Sheet:
        """Give the sheet for a row of a session."""
        key = session if session in self._open else None
        page = self._open.get(key)
        if page is None or self._book.is_full(page):
            page = self._new(self._titles.get(key, ""))
            self._open[key] = page
            self._all.append(page)
        return page


def _title(titles: Mapping[str | None, str], line: RosterLine) -> str | None:
    return titles.get(line.session) or titles.get(None)


def _header(voice: Voice, *, phones: bool) -> list[str]:
    return [voice.plain(column) for column in _COLUMNS if phones or column != _PHONE]


def _row(voice: Voice, line: RosterLine, *, phones: bool) -> list[Cell]:
    return [
        *(line.roster_no, line.name, line.name_hi, line.state, line.district),
        *((line.phone,) if phones else ()),
        *(voice.plain(_ANSWERS[line.answer]), line.answered_at, line.joined_at),
        *(line.verified_at, line.unreachable_at, line.checked_in_at),
    ]
