"""How Alembic runs here: an engine of its own, rows counted before and after, keys checked."""

from typing import Literal

from alembic import context
from sqlalchemy import text
from sqlmodel import AutoString, SQLModel

import db.announcements
import db.changes
import db.desk
import db.door
import db.inbox
import db.models
import db.outbox
import db.points
import db.reminders  # noqa: F401 (all of them fill the metadata)
from db import counting
from db.migrate import migration_engine, row_counts
from db.types import Choice, Instant


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our column types as plain SQL ones: a migration must not change with the code."""
    if kind != "type":
        return False
    if isinstance(item, Choice):
        return "sa.String()"
    if isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    """Run the migrations that were asked for in one transaction; refuse to lose a row."""
    engine = migration_engine(context.config.attributes["url"])
    with engine.connect() as connection, connection.begin():
        before = row_counts(connection)
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        counting.install(connection)
        after = row_counts(connection)
        lost = {n: (before[n], after[n]) for n in before if n in after and after[n] < before[n]}
        if lost:
            raise RuntimeError(f"the migration would lose rows: {lost}")
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the migration would break references: {broken[:5]}")
    engine.dispose()


run()
