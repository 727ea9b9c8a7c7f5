"""What `samvad check` finds, on databases of every kind."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.check import Findings, check
from bot.config import Config, load
from bot.event import Both
from bot.services.event_editor import EventEditor
from db.engine import Database

SHIPPED = Path(__file__).parent.parent / "config.toml"


class StillClock:
    """A clock that stands still."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def looked(url: str, now: datetime) -> Findings:
    return check(SHIPPED, {"SAMVAD_DATABASE__URL": url}, now)


def test_the_shipped_settings_are_clean_but_past(tmp_path: Path) -> None:
    path = tmp_path / "var" / "new.db"
    assert looked(f"sqlite:///{path}", datetime(2026, 1, 1, tzinfo=UTC)) == Findings(
        notes=(
            "event: all sessions are past; the last was on 2025-04-03",
            f"database: {path} will be created at the first start",
        )
    )
    assert not path.parent.exists()


def test_everything_wrong_with_the_settings_is_found_at_once(now: datetime) -> None:
    environ = {"SAMVAD_LOG__LEVEL": "loud", "SAMVAD_DATABASE__URL": "x", "SAMVAD_EVENT__ID": "A B"}
    assert [line.split(": ")[1] for line in check(SHIPPED, environ, now).problems] == [
        "SAMVAD_DATABASE__URL",
        "SAMVAD_LOG__LEVEL",
        "SAMVAD_EVENT__ID",
    ]


def test_what_may_surprise_in_an_event_is_noted(tmp_path: Path, now: datetime) -> None:
    text = (
        SHIPPED.read_text("utf-8")
        .replace('"RJ",', "")
        .replace(
            "[event.venues.igb]",
            '[event.venues.old]\nname = { hi = "पुराना", en = "Old" }\n'
            'address = { hi = "सड़क", en = "Road" }\nlatitude = 28.0\nlongitude = 77.0\n'
            "[event.venues.igb]",
        )
    )
    text += '[[event.sessions]]\nid = "extra"\ndate = 2025-04-05\nvenue = "igb"\n'
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    found = check(path, {"SAMVAD_DATABASE__URL": "sqlite:///new.db"}, now)
    assert found == Findings(
        notes=(
            "event: no session for Rajasthan (RJ)",
            "event: session extra is for no state",
            "event: no session is at venue old",
            f"database: {tmp_path / 'new.db'} will be created at the first start",
        )
    )


def test_further_checks_see_the_settings(now: datetime, tmp_path: Path) -> None:
    def further(config: Config) -> Findings:
        return Findings(problems=(f"catalogues: {config.languages.default}",))

    environ = {"SAMVAD_DATABASE__URL": f"sqlite:///{tmp_path / 'new.db'}"}
    assert check(SHIPPED, environ, now, [further]).problems == ("catalogues: hi",)


def test_a_migrated_database_is_fine(database_url: str, now: datetime) -> None:
    assert looked(database_url, now) == Findings()


async def test_an_event_that_differs_from_the_released_one_is_noted(
    database: Database, database_url: str, now: datetime
) -> None:
    event = load(SHIPPED, {}).event
    editor = EventEditor(database, StillClock(now))
    await editor.ensure_first(event)
    assert looked(database_url, now) == Findings()
    changed = event.model_copy(update={"source": Both(hi="सचिवालय", en=event.source.en)})
    await editor.release(changed, note="", by=None)
    assert looked(database_url, now) == Findings(
        notes=(
            (
                "event: config.toml is not the released event (version 2, 1 difference): "
                "the released one counts; see `samvad event diff config.toml`"
            ),
        )
    )


def test_an_empty_database_gets_its_tables_later(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert looked(f"sqlite:///{path}", now) == Findings(
        notes=(f"database: {path} is empty; its tables come at the first start",)
    )


def test_a_database_of_the_future_is_refused(
    tmp_path: Path, migrated_sqlite: Path, now: datetime
) -> None:
    path = tmp_path / "samvad.db"
    shutil.copyfile(migrated_sqlite, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert looked(f"sqlite:///{path}", now).problems == (
        f"database: {path} was made by a newer samvad (schema 9999): install that one",
    )


def test_a_file_that_is_no_database_is_a_problem(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "samvad.db"
    path.write_text("a letter, not a database " * 50)
    assert looked(f"sqlite:///{path}", now).problems == (
        f"database: {path}: file is not a database",
    )


def test_a_folder_or_a_file_in_the_way_is_a_problem(tmp_path: Path, now: datetime) -> None:
    assert looked(f"sqlite:///{tmp_path}", now).problems == (f"database: {tmp_path} is not a file",)
    (tmp_path / "letter").write_text("x")
    assert looked(f"sqlite:///{tmp_path}/letter/samvad.db", now).problems == (
        f"database: {tmp_path / 'letter'} is not a folder",
    )


def test_a_database_at_work_is_fine(tmp_path: Path, migrated_sqlite: Path, now: datetime) -> None:
    """Even while a bot is in the middle of a long write."""
    path = tmp_path / "samvad.db"
    shutil.copyfile(migrated_sqlite, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as bot:
        bot.execute("PRAGMA journal_mode=WAL")
        bot.execute("BEGIN IMMEDIATE")
        assert looked(f"sqlite:///{path}", now) == Findings()
        bot.execute("ROLLBACK")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_postgresql_that_does_not_answer_is_a_problem(database_url: str, now: datetime) -> None:
    absent = make_url(database_url).set(database="absent", password="hidden")  # noqa: S106 (a sample)
    (problem,) = looked(absent.render_as_string(hide_password=False), now).problems
    assert 'database "absent" does not exist' in problem
    assert "hidden" not in problem
