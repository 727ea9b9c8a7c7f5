"""Tables written for people to open in a spreadsheet: CSV or XLSX, in which nothing can run.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, so a name
in the roster could do things on an organiser's machine (OWASP, "CSV Injection"). In CSV such a
cell gets an apostrophe before it, phone numbers too, which Excel would otherwise round to
9.19877E+11; in XLSX every text is typed as text. `undefused` takes the apostrophe off again.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.errors import Fault
from bot.xlsx_writer import Cell, Workbook

__all__ = ["Cell", "replacing", "undefused", "write_table"]

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def write_table(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[int] | None = None,
) -> int:
    """Write the rows to ``path`` (.csv or .xlsx) and give how many there were.

    CSV is UTF-8 with a byte order mark, without which Excel shows Hindi as garbage. The file
    appears under its name only when it is complete, readable by its owner alone: it holds phone
    numbers. Moments are written as the clock shows them. ``widths`` are those of the columns in
    characters, and longer texts go on in another line; without them headers fit, and a long text is
    cut by the next column. Raises Fault for another suffix or a place that cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".xlsx"}:
        raise Fault(f"{path}: a file name ending in .csv or .xlsx is needed")
    with replacing(path) as unfinished:
        if suffix == ".csv":
            return _write_csv(unfinished, header, rows)
        return _write_xlsx(unfinished, header, rows, widths)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file to write, readable by its owner alone, that becomes ``path`` when it is done.

    Raises Fault where it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
        unfinished = Path(name)
        try:
            yield unfinished
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise Fault(f"{path}: cannot be written: {error.strerror or error}") from error


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
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell


def undefused(cell: str) -> str:
    """Give the text of a CSV cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def _write_xlsx(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[int] | None,
) -> int:
    wraps = widths is not None
    with Workbook(path) as book:
        sheet, count = book.sheet("samvad", header, widths, wraps=wraps), 0
        for row in rows:
            if book.is_full(sheet):
                sheet = book.sheet("samvad", header, widths, wraps=wraps)
            sheet.append(row)
            count += 1
    return count
