"""A database that cannot be used: one clear line, whichever command meets it."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import PROJECT, TOKEN, Samvad

WRITE_VERSION = 18  # of the SQLite header; one above 2 makes the file read-only for everybody


def spoil(kind: str, path: Path, migrated: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    if kind == "a folder":
        path.mkdir()
    elif kind == "garbage":
        path.write_bytes(b"not a database " * 300)
    else:
        shutil.copyfile(migrated, path)
    if kind == "read-only":
        data = bytearray(path.read_bytes())
        data[WRITE_VERSION] = 3
        path.write_bytes(data)
    elif kind == "unreadable":
        path.chmod(0)
    elif kind == "newer":
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")


COMMANDS = [
    ["check"],
    ["status"],
    ["event", "show"],
    ["event", "apply", "config.toml"],
    ["ask", "kab hai"],
    ["delegates", "import", "roster.csv"],
    ["invite", "organiser", "--bot", "samvad_bot"],
    ["run"],
]
UNREADABLE = pytest.param(
    *("unreadable", "is not readable and writable for this user"),
    marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything"),
)


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("a folder", "is not a file"),
        ("garbage", "file is not a database"),
        ("read-only", "attempt to write a readonly database"),
        UNREADABLE,
        ("newer", "was made by a newer samvad (schema 9999): install that one"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(
    samvad: Samvad, migrated_sqlite: Path, command: list[str], kind: str, says: str
) -> None:
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\n", "utf-8")
    spoil(kind, Path("var/samvad.db"), migrated_sqlite)
    found = samvad(*command)
    said = [line for line in (found.out + found.err).splitlines() if "database: " in line]
    assert found.status == 1
    assert len(said) == 1
    assert said[0].rstrip(")").endswith(says)


def test_a_place_where_none_can_be_made_is_one_line(
    samvad: Samvad, roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMVAD_DATABASE__URL", f"sqlite:///{roster}/samvad.db")
    found = samvad("delegates", "import", roster)
    assert (found.status, found.out) == (1, "")
    assert found.err == f"database: {roster} is not a folder\n"


def test_a_server_that_does_not_answer_is_one_line(
    samvad: Samvad, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql+psycopg://samvad:secret@127.0.0.1:9/samvad"
    monkeypatch.setenv("SAMVAD_DATABASE__URL", url)
    found = samvad("status")
    assert (found.status, found.out, found.err.count("\n")) == (1, "", 1)
    assert found.err.startswith("database: postgresql+psycopg://samvad:***@127.0.0.1:9/samvad: ")


def test_a_full_disk_is_one_line_and_changes_nothing(
    samvad: Samvad, roster: Path, stored: Path
) -> None:
    roster.write_text(
        "name,state,district,phone\n"
        + "".join(f"Sample Person,Rajasthan,District {n},\n" for n in range(1, 3_001)),
        "utf-8",
    )
    most = stored.stat().st_size + 100_000
    found = subprocess.run(
        [sys.executable, "-m", "bot", "delegates", "import", str(roster)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (1, "", 1)
    assert found.stderr.startswith(f"database: {stored}: ")
    assert samvad("status").lines[-1].split()[1] == "0"
