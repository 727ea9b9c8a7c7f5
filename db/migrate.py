"""Bring a database to the newest schema, after a copy of what was there.

Alembic is imported only where there is something to change: at most starts there is not.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"


def sqlite_path(url: str) -> Path | None:
    """Give the file behind a SQLite address, or None for another database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def alembic_config(url: str) -> "Config":
    """Give Alembic's configuration for ``url``, without an ini file."""
    from alembic.config import Config  # noqa: PLC0415 (see above)

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config


def migration_engine(url: str) -> Engine:
    """Build an engine for changing tables.

    Foreign keys are off on SQLite: Alembic's batch mode drops and renames tables, and with them
    on that silently empties the child tables. ``env.py`` checks them afterwards. Without the old
    way of renaming, the triggers of other tables that name the dropped one would forbid it.
    """
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _prepare(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA legacy_alter_table=ON")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def revisions() -> list[str]:
    """Name all revisions that the code knows, oldest first: a script's file begins with its own."""
    return sorted(path.name.partition("_")[0] for path in SCRIPTS.glob("versions/[0-9]*.py"))


def head() -> str:
    """Name the newest revision that the code knows."""
    return revisions()[-1]


def current(url: str) -> str | None:
    """Name the revision that the database is at; None for an empty one."""
    with migration_engine(url).connect() as connection:
        return revision_in(connection)


def revision_in(connection: Connection) -> str | None:
    """Name the revision that the database of a connection is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def migrate(
    url: str, *, now: datetime, say: Callable[[str], None] | None = None, revision: str = "head"
) -> Path | None:
    """Bring the database at ``url`` to ``revision``; give the path of the copy made before.

    A new or current database is not copied. On PostgreSQL no copy is made here; ``say`` is told
    so. Raises what the database raises: unreadable, read-only, full.
    """
    found = current(url)
    if revision == "head" and found == head():
        return None
    path = sqlite_path(url)
    copy: Path | None = None
    if found is not None and path is not None:
        copy = path.with_name(f"{path.stem}-before-{head()}-{now:%Y%m%d-%H%M%S}.db")
        with sqlite3.connect(path) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
    elif found is not None and say is not None:
        say("PostgreSQL: no copy is made before the migration; see docs/operations.md")
    from alembic import command  # noqa: PLC0415 (see above)

    config = alembic_config(url)
    if found is None or revision in ("head", *(r for r in revisions() if r > found)):
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)
    return copy


def row_counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table, to compare before and after a migration."""
    names = [n for n in inspect(connection).get_table_names() if n != "alembic_version"]
    return {n: connection.execute(text(f'SELECT count(*) FROM "{n}"')).scalar_one() for n in names}  # noqa: S608 (names come from the database itself)
