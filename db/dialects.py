"""The statements that SQLite and PostgreSQL spell differently."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Executable, Select, Table
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel


def table(model: type[SQLModel]) -> Table:
    """Give the Core table behind a model."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]


def insert_ignore(session: Session, into: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows; those whose key exists already are left as they are."""
    if not rows:
        return
    name = session.get_bind().dialect.name
    statement: Executable
    if name == "sqlite":
        statement = sqlite.insert(into).on_conflict_do_nothing()
    else:
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 (loads long; few have it)

        statement = postgresql.insert(into).on_conflict_do_nothing()
    session.execute(statement, list(rows))


def insert_new(session: Session, into: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless its key exists already; tell whether it was this call that did."""
    name = session.get_bind().dialect.name
    statement: Executable
    if name == "sqlite":
        statement = sqlite.insert(into).on_conflict_do_nothing().values(row).returning(into.c.id)
    else:
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 (loads long; few have it)

        statement = (
            postgresql.insert(into).on_conflict_do_nothing().values(row).returning(into.c.id)
        )
    return session.execute(statement).scalar_one_or_none() is not None


def insert_selected(
    session: Session, into: Table, columns: Sequence[str], picked: Select[*tuple[Any, ...]]
) -> int:
    """Insert what a query picks, within the database; give how many rows came.

    Those whose key exists are left alone. The query needs a WHERE: without one SQLite takes ON
    CONFLICT for a part of a join.
    """
    statement: Executable
    if session.get_bind().dialect.name == "sqlite":
        statement = sqlite.insert(into).from_select(columns, picked).on_conflict_do_nothing()
    else:
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 (loads long; few have it)

        statement = postgresql.insert(into).from_select(columns, picked).on_conflict_do_nothing()
    counted = session.execute(statement, execution_options={"preserve_rowcount": True})
    return int(getattr(counted, "rowcount", 0))
