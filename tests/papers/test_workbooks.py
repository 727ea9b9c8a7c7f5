"""Workbooks: what a spreadsheet shows is what went in, typed, and nothing in it can run."""

import csv
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot import roster_file, xlsx_writer
from bot.errors import Fault
from bot.papers import workbooks
from bot.papers.workbooks import RosterLine, Sheet, write
from bot.sheet_file import write_table
from db.types import RsvpChoice
from tests.papers.papers_samples import AS_OF, VOICES

HI, EN = VOICES["hi"], VOICES["en"]
SHEETS = (Sheet("mar27", "27 March"), Sheet("apr3", "3 April"), Sheet(None, "No date"))
RAMESH = RosterLine(
    *("apr3", 7, "Ramesh Namuna", "रमेश नमूना", "Rajasthan", "Jaipur", "+911000000007"),
    answer=RsvpChoice.YES,
    answered_at=AS_OF,
    joined_at=AS_OF - timedelta(days=2),
    verified_at=None,
    unreachable_at=None,
    checked_in_at=None,
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "'=1", "<b>&amp;</b>")


def sheets(path: Path) -> dict[str, Worksheet]:
    return {sheet.title: sheet for sheet in load_workbook(path).worksheets}


def rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_row=2, values_only=True))


def many(count: int) -> Iterator[RosterLine]:
    for number in range(1, count + 1):
        yield replace(RAMESH, roster_no=number, session=("mar27", "apr3")[number % 2])


def test_each_session_has_its_sheet_and_each_cell_its_type(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    silent = replace(RAMESH, session="mar27", answer=None, answered_at=None, phone=None)
    stray = replace(RAMESH, session="gone", roster_no=8)
    assert write(path, EN, SHEETS, [RAMESH, silent, stray]) == 3
    found = sheets(path)
    names = ("Ramesh Namuna", "रमेश नमूना", "Rajasthan", "Jaipur")
    at = datetime(2025, 4, 2, 18, 10), datetime(2025, 3, 31, 18, 10)  # noqa: DTZ001
    ends = (None, None, None)
    assert {title: rows(sheet) for title, sheet in found.items()} == {
        "27 March": [(7, *names, None, "no answer", None, at[1], *ends)],
        "3 April": [(7, *names, "+911000000007", "yes", *at, *ends)],
        "No date": [(8, *names, "+911000000007", "yes", *at, *ends)],
    }
    sheet = found["3 April"]
    assert [cell.data_type for cell in sheet[2]][:9] == ["n", *("s",) * 6, "d", "d"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:L2")
    assert sheet["F2"].number_format == "@"
    assert sheet["H2"].number_format == r"yyyy\-mm\-dd\ hh:mm"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(tmp_path: Path, text: str) -> None:
    line = replace(RAMESH, name=text, name_hi=text, district=text)
    for name in ("x.xlsx", "x.csv"):
        write(tmp_path / name, EN, SHEETS, [line])
    cells = [cell for cell in sheets(tmp_path / "x.xlsx")["3 April"][2] if cell.value == text]
    assert [cell.data_type for cell in cells] == ["s"] * 3
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet2.xml")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        named = list(csv.reader(file))[1][2]
    assert named.lstrip("'") == text.lstrip("'")
    assert not named.startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("text", ["\x00a\x1fb", "a\ud800b", "a\ufffeb"])
def test_what_xml_forbids_is_left_out(tmp_path: Path, text: str) -> None:
    write(tmp_path / "x.xlsx", EN, SHEETS, [replace(RAMESH, name=text)])
    assert sheets(tmp_path / "x.xlsx")["3 April"]["B2"].value == "ab"


def test_blanks_lines_and_long_texts_stay(tmp_path: Path) -> None:
    with xlsx_writer.Workbook(tmp_path / "x.xlsx") as book:
        book.sheet("x", ["a", "b", "c"]).append([" a  b ", "a\nb", "क" * 40_000])
    (row,) = rows(sheets(tmp_path / "x.xlsx")["x"])
    assert row == (" a  b ", "a\nb", "क" * 32_767)


def test_a_long_text_goes_on_in_another_line_of_its_column(tmp_path: Path) -> None:
    path, text = tmp_path / "x.xlsx", "सड़क की मरम्मत जल्द हो।\n" * 20
    table = [
        [1, text, "+911000000007"],
        [2, "क" * 161, None],
        [3, "a" * 80, "b"],
        [4, "क" * 9000, ""],
    ]
    write_table(path, ["No.", "Point", "Phone"], table, (8, 80, 20))
    (sheet,) = sheets(path).values()
    number, point, phone = sheet[2]
    assert point.value == text
    assert [cell.alignment.wrap_text for cell in (point, phone)] == [True, True]
    assert {cell.alignment.vertical for cell in (number, point, phone)} == {"top"}
    assert [sheet.column_dimensions[name].width for name in "ABC"] == [8, 80, 20]
    heights = [sheet.row_dimensions[row].height for row in range(2, 6)]
    assert heights == [21 * 16, 3 * 16, None, 409]


def test_a_roster_keeps_one_line_for_each_row(tmp_path: Path) -> None:
    write(tmp_path / "x.xlsx", EN, SHEETS, [RAMESH])
    row = sheets(tmp_path / "x.xlsx")["3 April"][2]
    assert {cell.alignment.wrap_text for cell in row} == {None}


def test_phones_can_be_left_out(tmp_path: Path) -> None:
    for name in ("x.xlsx", "x.csv"):
        write(tmp_path / name, EN, SHEETS, [RAMESH], phones=False)
    header = [cell.value for cell in sheets(tmp_path / "x.xlsx")["3 April"][1]]
    assert "Phone" not in header
    assert "7000000" not in (tmp_path / "x.csv").read_text("utf-8-sig")
    assert len(header) == 11


@pytest.mark.parametrize("voice", [HI, EN], ids=["hi", "en"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_import_reads_what_was_written(
    tmp_path: Path, voice: workbooks.Voice, suffix: str
) -> None:
    path = tmp_path / f"roster.{suffix}"
    write(path, voice, [Sheet("apr3", "3 April")], [RAMESH])
    (row,) = roster_file.read(path).rows
    assert (row.roster_no, row.name, row.name_hi, row.state, row.district, row.phone) == (
        *(7, "Ramesh Namuna", "रमेश नमूना", "Rajasthan", "Jaipur", "+911000000007"),
    )


def test_excel_knows_the_csv_as_unicode(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    write(path, HI, SHEETS, [RAMESH])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert header[:3] == ["संवाद की तारीख", "सूची क्रमांक", "नाम"]
    assert row == [
        *("3 April", "7", "Ramesh Namuna", "रमेश नमूना", "Rajasthan", "Jaipur", "'+911000000007"),
        *("हाँ", "2025-04-02 18:10", "2025-03-31 18:10", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("titles", "named"),
    [
        (["3 अप्रैल", "27/3: [x]*?\\"], ["3 अप्रैल", "27 3   x"]),
        (["A", "a", "A"], ["A", "a (2)", "A (3)"]),
        (["", "'"], ["samvad", "samvad (2)"]),
        (["क" * 40, "क" * 40], ["क" * 31, "क" * 27 + " (2)"]),
        (['<&">'], ['<&">']),
    ],
)
def test_sheets_have_names_that_excel_takes(
    tmp_path: Path, titles: list[str], named: list[str]
) -> None:
    path = tmp_path / "x.xlsx"
    with xlsx_writer.Workbook(path) as book:
        for title in titles:
            book.sheet(title, ["a"])
    assert list(sheets(path)) == named


def test_a_full_sheet_goes_on_in_another(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsx_writer.Workbook(path, most_rows=3) as book:
        pages = workbooks._Pages(book, ["a"], [Sheet("apr3", "3 April")])
        for number in range(5):
            pages.of("apr3").append([number])
    assert {title: rows(sheet) for title, sheet in sheets(path).items()} == {
        "3 April": [(0,), (1,)],
        "3 April (2)": [(2,), (3,)],
        "3 April (3)": [(4,)],
    }


def test_without_sheets_or_rows_it_is_still_a_workbook(tmp_path: Path) -> None:
    assert write(tmp_path / "x.xlsx", EN, [], []) == 0
    assert list(sheets(tmp_path / "x.xlsx")) == ["samvad"]


def test_a_file_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[RosterLine]:
        yield RAMESH
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        write(tmp_path / "x.xlsx", EN, SHEETS, broken())
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Fault):
        write(tmp_path / "missing" / "x.xlsx", EN, SHEETS, [])
    with pytest.raises(Fault):
        write(tmp_path / "x.pdf", EN, SHEETS, [])


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, suffix: str) -> None:
    peaks = []
    for count in (2_000, 12_000):
        tracemalloc.start()
        try:
            assert write(tmp_path / f"x.{suffix}", EN, SHEETS, many(count)) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3
    assert peaks[1] < 8_000_000
