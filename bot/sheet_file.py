"""Tables written for people to open in a spreadsheet: CSV or XLSX, in which nothing can run.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, so a name
in the roster could do things on an organiser's machine (OWASP, "CSV Injection"). In CSV such a
cell gets an apostrophe before it, phone numbers too, which Excel would otherwise round to
9.19877E+11; in XLSX every text is typed as text. `undefused` takes the apostrophe off again.

The library for XLSX is imported with the first such file: the bot starts sooner without it.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from bot.errors import Fault

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell

Cell = str | int | None

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_UNSHOWABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write the rows to ``path`` (.csv or .xlsx) and give how many there were.

    CSV is UTF-8 with a byte order mark, without which Excel shows Hindi as garbage. The file
    appears under its name only when it is complete, readable by its owner alone: it holds phone
    numbers. Raises Fault for another suffix or a place that cannot be written.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise Fault(f"{path}: a file name ending in .csv or .xlsx is needed")
    try:
        with _replacing(path) as unfinished:
            return write(unfinished, header, rows)
    except OSError as error:
        raise Fault(f"{path}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            writer.writerow([_defused(cell) for cell in row])
            count += 1
    return count


def _defused(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_RISKY):
        return "'" + cell
    return cell


def undefused(cell: str) -> str:
    """Give the text of a CSV cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def _write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    from openpyxl import Workbook  # noqa: PLC0415 (see above)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.utils.exceptions import IllegalCharacterError  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("samvad")
    sheet.freeze_panes = "A2"
    count = 0

    def typed(value: Cell) -> "SheetCell | int | None":
        if not isinstance(value, str):
            return value
        try:
            cell = WriteOnlyCell(sheet, value)
        except IllegalCharacterError:
            cell = WriteOnlyCell(sheet, _UNSHOWABLE.sub("", value))
        cell.data_type = "s"
        return cell

    sheet.append([typed(name) for name in header])
    for row in rows:
        sheet.append([typed(cell) for cell in row])
        count += 1
    book.save(path)
    return count
