"""The lines of a table as people save it: CSV in the encodings of spreadsheets, or XLSX.

Whatever cannot be read rightly is refused with one line that says how to save the file instead:
a wrong guess of the encoding would put wrong names on the screens of 700 people.
"""

import codecs
import csv
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING
from zipfile import BadZipFile

from bot.errors import Fault
from bot.sheet_file import undefused

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST = 100 * 1024 * 1024  # bytes; 100,000 people take about 15 MB
HOW_TO_SAVE = "In Excel choose 'Save As' and the type 'CSV UTF-8 (comma delimited)', or .xlsx"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MANY_ZEROS = 0.1  # of the bytes: Latin headers, delimiters and digits have one in every two
_DELIMITERS = ",;\t|"
_LOOK_AHEAD = 10  # lines in which the delimiter shows


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table that is not empty: its number as the file counts, and its cells."""

    number: int
    cells: list[str]


def lines(path: Path) -> Iterator[Line]:
    """Give the lines of a CSV or XLSX file that have anything in them, whatever its suffix says.

    CSV may be UTF-8 or UTF-16, with or without a byte order mark, and separated by comma,
    semicolon, tab or bar. Of a workbook the first visible sheet with anything in it is read.
    Raises Fault, also while iterating.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise Fault(f"{path}: is larger than {LARGEST // 1024 // 1024} MB")
        with path.open("rb") as file:
            head = file.read(4096)
        if head.startswith(_OLE):
            raise Fault(f"{path}: is an old .xls file or locked by a password. {HOW_TO_SAVE}")
        yield from _workbook_lines(path) if head.startswith(_ZIP) else _text_lines(path, head)
    except OSError as error:
        raise Fault(f"{path}: cannot be read: {error.strerror or error}") from error


def _text_lines(path: Path, head: bytes) -> Iterator[Line]:
    encoding = _encoding(head)
    _check_decodes(path, encoding)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file)
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter)
        number = 1
        try:
            for cells in reader:
                texts = [undefused(cell.strip()) for cell in cells]
                if any(texts) and not (number == 1 and cells[0].casefold().startswith("sep=")):
                    yield Line(number, texts)
                number = reader.line_num + 1
        except csv.Error as error:
            raise Fault(f"{path}: line {number}: is not CSV ({error}). {HOW_TO_SAVE}") from error


def _encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head.count(0) > len(head) * _MANY_ZEROS:  # UTF-16 without its mark
        return "utf-16-le" if head.find(b"\0") % 2 else "utf-16-be"
    return "utf-8"


def _check_decodes(path: Path, encoding: str) -> None:
    """Refuse the file if any of it is not in its encoding, before a row of it is used."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        try:
            for block in iter(lambda: file.readline(65536), b""):
                decoder.decode(block)
                line += block.endswith(b"\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise Fault(
                f"{path}: line {line}: is not in UTF-8, so its letters cannot be told. "
                f"{HOW_TO_SAVE}"
            ) from error


def _delimiter(file: IO[str]) -> str:
    """Give the delimiter that occurs most in the first lines, outside quotation marks."""
    sample = list(islice(file, _LOOK_AHEAD))
    if sample and sample[0].casefold().startswith("sep="):
        return sample[0][4:5]
    bare = "".join("".join(sample).split('"')[::2])
    return max(_DELIMITERS, key=bare.count)


def _workbook_lines(path: Path) -> Iterator[Line]:
    from openpyxl import load_workbook  # noqa: PLC0415 (see sheet_file.py)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of decorations that it does not read
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
            raise Fault(f"{path}: is not a readable .xlsx file. {HOW_TO_SAVE}") from error
        try:
            for sheet in book.worksheets:
                found = False
                if sheet.sheet_state == "visible":
                    for line in _sheet_lines(sheet):
                        found = True
                        yield line
                if found:
                    return
        except (BadZipFile, KeyError, SyntaxError) as error:  # SyntaxError: what XML's errors are
            raise Fault(f"{path}: is a damaged .xlsx file. {HOW_TO_SAVE}") from error
        finally:
            book.close()


def _sheet_lines(sheet: "Worksheet") -> Iterator[Line]:
    # Some programs write a wrong size, and rows would be missing. Only read-only sheets have it.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [_text(value) for value in values]
        if any(texts):
            yield Line(number, texts)


def _text(value: object) -> str:
    """Give a cell's value as it would be typed: a phone without ``.0``, a date as 2025-04-03."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute):
        return value.date().isoformat()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).strip()
