"""Reading a roster as people save it."""

import codecs
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.errors import Fault
from bot.roster_file import RosterRow, read

HEADER = "name,state,district,phone\n"
SITA = "सीता देवी,Rajasthan,Jaipur,9876543210\n"


def row(**changes: object) -> RosterRow:
    facts: dict[str, object] = {
        "line": 2,
        "name": "Ram Verma",
        "name_hi": None,
        "state": "Rajasthan",
        "district": "Jaipur",
        "district_hi": None,
        "phone": "+919876543210",
        "language": None,
        "session": None,
        "roster_no": None,
    }
    return RosterRow(**{**facts, **changes})  # type: ignore[arg-type]


def csv_file(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def xlsx_file(folder: Path, *rows: list[object], title: str = "Sheet") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for cells in rows:
        sheet.append(cells)
    path = folder / "roster.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_of_spreadsheets(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = (HEADER + SITA).replace(",", delimiter)
    sheet = read(csv_file(tmp_path, text, encoding))
    assert sheet.problems == ()
    assert sheet.rows == (row(name="सीता देवी", name_hi="सीता देवी"),)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark(tmp_path: Path, encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
    sheet = read(csv_file(tmp_path, mark + (HEADER + SITA).encode(encoding)))
    assert [one.name for one in sheet.rows] == ["सीता देवी"]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("नाम,राज्य,ज़िला,मोबाइल", {"name", "state", "district", "phone"}),
        ("नाम,प्रदेश,जिला,फ़ोन नंबर", {"name", "state", "district", "phone"}),
        ("NAME , State/UT,DISTRICT,Mobile No.", {"name", "state", "district", "phone"}),
        ("Name,राज्य,District,फोन", {"name", "state", "district", "phone"}),
        (
            "name,state,district,phone,भाषा,सत्र",
            {"name", "state", "district", "phone", "language", "session"},
        ),
        (
            "name,state,district,phone,Name (Hindi)",
            {"name", "state", "district", "phone", "name_hi"},
        ),
        (
            "नाम,Name,राज्य,ज़िला,District,मोबाइल",
            {"name", "name_hi", "state", "district", "district_hi", "phone"},
        ),
    ],
)
def test_headers_in_both_languages(tmp_path: Path, header: str, columns: set[str]) -> None:
    line = ",".join("9876543210" for _ in header.split(","))
    with pytest.raises(Fault, match="has a header but no rows"):
        read(csv_file(tmp_path, header))
    assert set(read(csv_file(tmp_path, f"{header}\n{line}")).columns) == columns


def test_columns_in_any_order_under_a_title(tmp_path: Path) -> None:
    text = (
        "List of delegates\n\nफ़ोन,District,name,State,Hindi name,Language,S.No.\n"
        "\n09876543210,  Jaipur ,Ram   Verma,राजस्थान,राम वर्मा,हिंदी,7\n,,,\n"
    )
    sheet = read(csv_file(tmp_path, text))
    assert sheet.rows == (row(line=5, state="राजस्थान", name_hi="राम वर्मा", language="hi"),)
    assert sheet.ignored == ("S.No.",)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "😀,Rajasthan,Jaipur,9876543210",
            "line 2: name has a picture in it (😀): only letters, please",
        ),
        (
            "Ram 🙏🏽,Rajasthan,Jaipur,9876543210",
            "line 2: name has a picture in it (🙏): only letters, please",
        ),
        ("<b>Ram</b>,Rajasthan,Jaipur,9876543210", "line 2: name has < or > in it"),
        ("123,Rajasthan,Jaipur,9876543210", "line 2: name has no letter in it"),
        (
            "Ram\x07,Rajasthan,Jaipur,9876543210",
            "line 2: name has a character that cannot be shown (U+0007)",
        ),
        (
            "Ram\0,Rajasthan,Jaipur,9876543210",
            "line 2: name has a character that cannot be shown (U+0000)",
        ),
        (f"{'क' * 101},Rajasthan,Jaipur,9876543210", "line 2: name is longer than 100 characters"),
        (",Rajasthan,Jaipur,9876543210", "line 2: name is empty"),
        ("Ram,,Jaipur,9876543210", "line 2: state is empty"),
        ("Ram,Rajasthan,,9876543210", "line 2: district is empty"),
        ("Ram,Rajasthan,#N/A,9876543210", "line 2: district is an error of Excel: #N/A"),
        ("Ram,Rajasthan,Jaipur,98765", "line 2: phone is not one phone number: '98765'"),
        (
            "Ram,Rajasthan,Jaipur,9.87654E+09",
            (
                "line 2: phone is not one phone number: '9.87654E+09' (shortened by Excel: "
                "set the column's format to Text and enter it again)"
            ),
        ),
        (
            "Verma, Ram,Rajasthan,Jaipur,9876543210",
            "line 2: has 5 cells where the header has 4 (a comma inside a name?)",
        ),
        (
            '"Ram\nVerma",Rajasthan,Jaipur,9876543210',
            "line 2: name has a line break (or a quotation mark that is not closed)",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_reason(tmp_path: Path, line: str, problem: str) -> None:
    sheet = read(csv_file(tmp_path, f"{HEADER}{line}\nRam Verma,Rajasthan,Jaipur,9876543210\n"))
    assert [str(one) for one in sheet.problems] == [problem]
    assert [one.name for one in sheet.rows] == ["Ram Verma"]


def test_everything_wrong_with_a_row_is_said(tmp_path: Path) -> None:
    text = "name,state,district,phone,language,roster_no\n7,,Jaipur,x,French,0\n"
    assert [one.column for one in read(csv_file(tmp_path, text)).problems] == [
        "name", "phone", "language", "roster_no", "state",
    ]  # fmt: skip


def test_a_row_without_a_phone_is_fine(tmp_path: Path) -> None:
    sheet = read(csv_file(tmp_path, HEADER + "Ram Verma,Rajasthan,Jaipur,\n"))
    assert sheet.rows == (row(phone=None),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n,,\n", "is empty"),
        (
            b"name,state,phone\nRam,RJ,1",
            "line 1: no column for: district. The columns found are: name, state, phone",
        ),
        (
            b"name,state,district,phone,mobile\n",
            "line 1: 'phone' and 'mobile' both mean phone: keep one",
        ),
        (HEADER.encode() + "José,Goa,North Goa,\n".encode("cp1252"), "line 2: is not in UTF-8"),
        (
            HEADER.encode() + b"???? ????,Rajasthan,??????,9876543210\n",
            "line 2: name has question marks",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old .xls file or locked by a password"),
        (b"PK\x03\x04 not really", "is not a readable .xlsx file"),
        (HEADER.encode() + b"x" * 200_000, "is not CSV"),
    ],
)
def test_an_unusable_file_gives_one_clear_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = csv_file(tmp_path, content)
    with pytest.raises(Fault) as refused:
        read(path)
    (line,) = refused.value.lines
    assert line.startswith(f"{path}: ")
    assert says in line


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="cannot be read: No such file"):
        read(tmp_path / "nothing.csv")
    with pytest.raises(Fault, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_a_workbook_with_numbers_and_dates(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path,
        [],
        ["Name", "State", "District", "Mobile", "Session", "roster_no"],
        ["Ram Verma", "Rajasthan", "Jaipur", 9876543210, date(2025, 4, 3), 4.0],
        [None, None, None, None, None, None],
        ["सीता देवी", "राजस्थान", "जयपुर", "९८७६५४३२११", datetime(2025, 4, 3), None],  # noqa: DTZ001
        ["गीता", "राजस्थान", "जयपुर", 919876543212.0, None, 6],
    )
    sheet = read(path)
    assert sheet.problems == ()
    assert sheet.rows == (
        row(line=3, session="2025-04-03", roster_no=4),
        row(
            line=5, name="सीता देवी", name_hi="सीता देवी", state="राजस्थान", district="जयपुर",
            phone="+919876543211", session="2025-04-03",
        ),
        row(
            line=6, name="गीता", name_hi="गीता", state="राजस्थान", district="जयपुर",
            phone="+919876543212", roster_no=6,
        ),
    )  # fmt: skip


def test_the_first_visible_sheet_with_anything_in_it(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("hidden").append(["name", "state"])
    book["hidden"].sheet_state = "hidden"
    people = book.create_sheet("people")
    people.append(HEADER.strip().split(","))
    people.append(["Ram Verma", "Rajasthan", "Jaipur", 9876543210])
    path = tmp_path / "roster.dat"  # the content tells, not the name
    book.save(path)
    assert read(path).rows == (row(),)


def test_the_shipped_roster_reads_without_a_problem() -> None:
    sheet = read(Path(__file__).parent.parent / "rehearsal" / "roster.csv")
    assert (sheet.problems, sheet.ignored, len(sheet.rows)) == ((), (), 728)
    assert len({one.state for one in sheet.rows}) == 36
    assert all(one.name_hi and one.district_hi for one in sheet.rows)
    # No Indian mobile number begins with 1 and no area code with 10.
    assert all(one.phone is None or one.phone.startswith("+9110000") for one in sheet.rows)
