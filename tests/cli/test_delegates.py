"""The roster into the database and out of it, from good files and bad ones."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import func, select

from db.engine import Database
from db.models import Delegate
from tests.cli.conftest import ROSTER, Samvad


def rows(path: Path) -> int:
    database = Database.open(f"sqlite:///{path}")
    found = database.fetch(lambda s: s.exec(select(func.count()).select_from(Delegate)).one())
    database.close()
    return found


def test_a_first_import_makes_the_database_and_names_whom_it_added(
    samvad: Samvad, roster: Path, tmp_path: Path
) -> None:
    found = samvad("delegates", "import", roster)
    assert (found.status, found.err) == (0, "")
    assert found.lines == [
        f"{roster}: 3 rows: 3 added, 0 changed, 0 gone, 0 as before",
        "added: 3",
        "  1 Asha Sample, Jaipur (RJ)",
        "  2 Ravi Sample, Agra (UP)",
        "  3 Meena Sample, Kollam (KL)",
    ]
    assert rows(tmp_path / "var" / "samvad.db") == 3


def test_an_import_again_says_what_changed_moved_and_is_gone(
    samvad: Samvad, roster: Path, stored: Path
) -> None:
    samvad("delegates", "import", roster)
    lines = ROSTER.replace("Agra,1000000002", "Agra,1000000009").replace("batch2", "batch3")
    roster.write_text("\n".join(line for line in lines.split("\n") if "Asha" not in line), "utf-8")
    found = samvad("delegates", "import", roster)
    assert found.status == 0
    assert found.lines[:7] == [
        f"{roster}: 2 rows: 0 added, 2 changed, 1 gone, 0 as before",
        "changed: 2",
        "  2 Ravi Sample, Agra (UP): phone",
        "  3 Meena Sample, Kollam (KL): session",
        "moved: 1",
        "  3 Meena Sample, Kollam (KL): batch2 -> batch3",
        "gone (not in the file; kept and marked): 1",
    ]
    assert rows(stored) == 3


@pytest.mark.parametrize("quiet", [False, True])
def test_who_has_joined_and_is_moved_is_told_unless_it_is_kept_quiet(
    samvad: Samvad, roster: Path, stored: Path, *, quiet: bool
) -> None:
    samvad("delegates", "import", roster)
    with closing(sqlite3.connect(stored)) as database, database:
        database.execute(
            "INSERT INTO person (telegram_id, chat_id, name, role, created_at, delegate_id) "
            "SELECT id, id, name, 'delegate', created_at, id FROM delegate"
        )
    roster.write_text(ROSTER.replace("batch2", "batch3"), "utf-8")
    found = samvad("delegates", "import", roster, *(["--quiet"] if quiet else []))
    told = "1 person is told of another session by the bot, at once if it runs."
    assert (told in found.lines) is not quiet
    with closing(sqlite3.connect(stored)) as database:
        kinds = database.execute("SELECT kind, count(*) FROM delivery GROUP BY kind").fetchall()
    assert dict(kinds) == ({"card": 1} if quiet else {"card": 1, "change": 1})


def test_a_dry_run_changes_nothing(samvad: Samvad, roster: Path, stored: Path) -> None:
    found = samvad("delegates", "import", roster, "--dry-run")
    assert (found.status, found.lines[-1]) == (0, "This was a dry run: nothing was changed.")
    assert rows(stored) == 0


def test_many_are_counted_not_listed(samvad: Samvad, roster: Path, stored: Path) -> None:
    roster.write_text(
        "name,state,district,phone\n"
        + "".join(f"Sample Person,Rajasthan,District {n},\n" for n in range(1, 41)),
        "utf-8",
    )
    found = samvad("delegates", "import", roster)
    assert [line for line in found.lines if "..." in line] == ["  ... and 30 more"]
    assert rows(stored) == 40


def test_one_bad_row_keeps_all_out_and_each_is_named(
    samvad: Samvad, roster: Path, stored: Path
) -> None:
    bad = "Gita Sample,Atlantis,Nowhere,,,,\nHari Sample,Bihar,Patna,12,,,\n,Bihar,Gaya,,,,\n"
    roster.write_text(ROSTER + bad, "utf-8")
    found = samvad("delegates", "import", roster)
    said = found.err.splitlines()
    assert (found.status, found.out, rows(stored)) == (1, "", 0)
    assert [line.split(" ")[:3] for line in said[:3]] == [
        [f"{roster}:", "line", "5:"],
        [f"{roster}:", "line", "6:"],
        [f"{roster}:", "line", "7:"],
    ]
    assert said[3:] == [f"{roster}: nothing was imported: 3 bad rows"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16"], ids=["utf-8", "excel-utf-8", "excel-unicode-text"]
)
def test_a_roster_is_read_as_excel_saves_it(samvad: Samvad, roster: Path, encoding: str) -> None:
    between = "\t" if encoding == "utf-16" else ";"
    roster.write_bytes(ROSTER.replace(",", between).replace("\n", "\r\n").encode(encoding))
    assert samvad("delegates", "import", roster).status == 0
    exported = roster.with_name("out.csv")
    assert samvad("delegates", "export", exported).lines == [f"{exported}: 3 rows"]
    assert "आशा नमूना" in exported.read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No such file or directory"),
        (b"", "is empty"),
        (b"name,state,phone\nAsha Sample,Rajasthan,\n", "no column for: district"),
        (b"name,state,district,phone\n", "has a header but no rows"),
        (b"name,state,district,phone\n????,Rajasthan,Jaipur,\n", "line 2: name"),
    ],
)
def test_a_file_that_is_no_roster_is_one_line(
    samvad: Samvad, tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(content)
    found = samvad("delegates", "import", path)
    assert (found.status, found.out, found.err.count("\n")) == (1, "", 1)
    assert found.err.startswith(str(path))
    assert says in found.err
    assert not (tmp_path / "var").exists()


def test_what_was_exported_can_be_imported(samvad: Samvad, roster: Path, tmp_path: Path) -> None:
    samvad("delegates", "import", roster)
    exported = tmp_path / "out.xlsx"
    assert samvad("delegates", "export", exported).lines == [f"{exported}: 3 rows"]
    assert samvad("delegates", "import", exported).lines == [
        f"{exported}: 3 rows: 0 added, 0 changed, 0 gone, 3 as before"
    ]


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("name", ["out.txt", "nowhere/out.csv"])
def test_an_export_that_cannot_be_written_is_one_line(samvad: Samvad, name: str) -> None:
    found = samvad("delegates", "export", name)
    assert (found.status, found.out, found.err.count("\n")) == (1, "", 1)
    assert found.err.startswith(f"{name}: ")
