"""A copy of the database beside a running bot, and the way back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.lock import OneBot
from tests.cli.conftest import Samvad

NOT_OVERWRITTEN = "is there already and is not overwritten"


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM delegate ORDER BY id")]


def test_a_copy_made_while_the_bot_writes_is_complete(
    samvad: Samvad, roster: Path, stored: Path, tmp_path: Path
) -> None:
    samvad("delegates", "import", roster)
    with closing(sqlite3.connect(stored, isolation_level=None)) as bot:
        bot.execute("PRAGMA journal_mode = WAL")
        bot.execute("UPDATE delegate SET name = 'Committed Sample' WHERE roster_no = 1")
        bot.execute("BEGIN IMMEDIATE")
        bot.execute("UPDATE delegate SET name = 'Unfinished Sample' WHERE roster_no = 2")
        found = samvad("backup", "copy.db")
        bot.execute("ROLLBACK")
    assert (found.status, found.err) == (0, "")
    assert names(tmp_path / "copy.db") == ["Committed Sample", "Ravi Sample", "Meena Sample"]
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    assert sorted(p.name for p in tmp_path.glob("*copy*")) == ["copy.db"]


def test_a_restored_database_is_the_one_that_was_saved(
    samvad: Samvad, roster: Path, stored: Path, tmp_path: Path
) -> None:
    samvad("delegates", "import", roster)
    samvad("backup", "copy.db")
    stored.rename(tmp_path / "old.db")
    found = samvad("restore", "copy.db")
    assert (found.status, found.out) == (0, f"{stored}: restored from copy.db, checked\n")
    assert names(stored) == ["Asha Sample", "Ravi Sample", "Meena Sample"]
    assert samvad("status").status == 0


@pytest.mark.usefixtures("stored")
def test_nothing_is_overwritten(samvad: Samvad, stored: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("something else", "utf-8")
    backup, restore = samvad("backup", copy), samvad("restore", copy)
    assert (backup.status, backup.err) == (1, f"{copy}: {NOT_OVERWRITTEN}: choose another name\n")
    assert (restore.status, restore.err) == (
        1,
        f"{stored}: {NOT_OVERWRITTEN}: move it away first\n",
    )
    assert copy.read_text("utf-8") == "something else"


def test_what_the_old_database_left_behind_would_spoil_the_new_one(
    samvad: Samvad, stored: Path, tmp_path: Path
) -> None:
    samvad("backup", "copy.db")
    stored.rename(tmp_path / "old.db")
    left = stored.with_name("samvad.db-wal")
    left.write_bytes(b"committed pages")
    found = samvad("restore", "copy.db")
    assert (found.status, found.err) == (
        1,
        f"{left}: belongs to the database that was moved: move it there too\n",
    )
    left.write_bytes(b"")
    assert samvad("restore", "copy.db").status == 0


def test_no_restore_under_a_running_bot(samvad: Samvad, stored: Path, tmp_path: Path) -> None:
    samvad("backup", "copy.db")
    stored.rename(tmp_path / "old.db")
    with OneBot(f"sqlite:///{stored}"):
        found = samvad("restore", "copy.db")
    assert (found.status, found.err.count("\n")) == (1, 1)
    assert "another samvad is at work on it" in found.err
    assert not stored.exists()


def bad_backup(kind: str, path: Path, sound: Path) -> None:
    if kind == "text":
        path.write_text("name,state\n" * 200, "utf-8")
    elif kind == "another program's":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE delegate (name)")
    elif kind != "absent":
        shutil.copyfile(sound, path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            if kind == "newer":
                connection.execute("UPDATE alembic_version SET version_num = '9999'")
            else:
                connection.execute("PRAGMA writable_schema = ON")
                connection.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'person'")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("absent", "there is no such file"),
        ("text", "file is not a database"),
        ("another program's", "is not a database of samvad"),
        ("newer", "was made by a newer samvad (schema 9999)"),
        ("damaged", ""),
    ],
)
def test_a_bad_backup_is_never_put_in_place(
    samvad: Samvad, tmp_path: Path, migrated_sqlite: Path, kind: str, says: str
) -> None:
    path = tmp_path / "bad.db"
    bad_backup(kind, path, migrated_sqlite)
    found = samvad("restore", path)
    assert (found.status, found.out, found.err.count("\n")) == (1, "", 1)
    assert found.err.startswith(f"{path}: ")
    assert says in found.err
    assert [p.name for p in (tmp_path / "var").iterdir()] in ([], ["samvad.db.lock"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["backup", "copy.db"], "var/samvad.db: there is nothing to back up yet"),
        (["backup", "nowhere/copy.db"], "var/samvad.db: there is nothing to back up yet"),
    ],
)
def test_without_a_database_there_is_nothing_to_save(
    samvad: Samvad, arguments: list[str], says: str
) -> None:
    found = samvad(*arguments)
    assert (found.status, found.out, found.err.count("\n")) == (1, "", 1)
    assert found.err.rstrip().endswith(says)


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_postgresql_has_tools_of_its_own(
    samvad: Samvad, postgres: object, monkeypatch: pytest.MonkeyPatch, command: str, tool: str
) -> None:
    url = postgres.url("migrated")  # type: ignore[attr-defined]
    monkeypatch.setenv("SAMVAD_DATABASE__URL", url)
    found = samvad(command, "copy.db")
    assert (found.status, found.out, found.err.count("\n")) == (1, "", 1)
    assert tool in found.err
