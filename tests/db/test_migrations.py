"""Migrations: up, down and up again with rows in the tables; models and schema agree."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

import db.models  # noqa: F401 (fills the metadata)
from db.lock import AnotherBotRunsError, OneBot
from db.migrate import alembic_config, current, head, migrate, migration_engine, row_counts

NOW = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)
PARENT_AND_CHILD = (
    (
        "INSERT INTO delegate (id, roster_no, name, state, district, deadline_waived, search_key, "
        "status, created_at, updated_at) VALUES (1, 1, 'Namuna', 'RJ', "
        "'Sikar', false, '', 'active', '2025-03-20', '2025-03-20')"
    ),
    (
        "INSERT INTO rsvp (delegate_id, choice, session, starts, answered_at) "
        "VALUES (1, 'yes', 'apr3', '2025-04-03', '2025-03-20')"
    ),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'samvad.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = server.create(template="template1")
    yield server.url(name)
    server.drop(name)


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(alembic_config("sqlite://"))
    return [r.revision for r in reversed(list(script.walk_revisions()))]


def differences(url: str) -> list[object]:
    engine = migration_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    return found


def counts(url: str) -> dict[str, int]:
    engine = migration_engine(url)
    with engine.connect() as connection:
        found = row_counts(connection)
    engine.dispose()
    return found


def test_the_schema_is_what_the_models_say(empty_url: str) -> None:
    migrate(empty_url, now=NOW)
    assert current(empty_url) == head()
    assert differences(empty_url) == []


def test_up_down_up_keeps_what_is_there(empty_url: str) -> None:
    migrate(empty_url, now=NOW, revision=revisions()[0])
    engine = migration_engine(empty_url)
    with engine.begin() as connection:
        for statement in PARENT_AND_CHILD:
            connection.execute(text(statement))
    engine.dispose()
    there_and_back = (*revisions()[1:], *reversed(revisions()[:-1]), *revisions()[1:])
    for hour, revision in enumerate(there_and_back):
        migrate(empty_url, now=NOW + timedelta(hours=hour), revision=revision)
        found = counts(empty_url)
        assert (found["delegate"], found["rsvp"]) == (1, 1)
    assert differences(empty_url) == []


def test_down_to_nothing_and_up_again(empty_url: str) -> None:
    migrate(empty_url, now=NOW)
    engine = migration_engine(empty_url)
    migrate(empty_url, now=NOW, revision="base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    engine.dispose()
    migrate(empty_url, now=NOW)
    assert differences(empty_url) == []


def test_a_current_database_is_left_alone(empty_url: str) -> None:
    migrate(empty_url, now=NOW)
    assert migrate(empty_url, now=NOW) is None


def test_what_is_migrated_is_copied_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'samvad.db'}"
    migrate(url, now=NOW, revision=revisions()[0])
    engine = migration_engine(url)
    with engine.begin() as connection:
        connection.execute(text(PARENT_AND_CHILD[0]))
        connection.execute(
            text("UPDATE alembic_version SET version_num = :v"), {"v": revisions()[0]}
        )
    engine.dispose()
    copy = migrate(url, now=NOW)
    assert copy is not None
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT count(*) FROM delegate").fetchone() == (1,)


def test_one_bot_per_database(empty_url: str) -> None:
    migrate(empty_url, now=NOW)
    with OneBot(empty_url), pytest.raises(AnotherBotRunsError), OneBot(empty_url):
        pass
    with OneBot(empty_url):
        pass
