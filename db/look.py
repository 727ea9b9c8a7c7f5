"""One row by its key, straight through SQLite's driver: what every update asks for first.

SQLAlchemy compiles the statement and knows the types; what it does around each execution is left
out, since for a row that is found in twenty microseconds it takes five times as long again.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError

Row = tuple[Any, ...]
_Reads = Callable[[Any], Any]  # makes of what SQLite holds what the column's type promises
BUSY_TIMEOUT = 5.0  # seconds; readers of a database in WAL mode hardly ever wait
_DIALECT = sqlite.dialect(paramstyle="named")


class _Compiled:
    """A statement as the driver takes it, and how to read its columns."""

    def __init__(self, query: Select[Any]) -> None:
        compiled = query.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self.parameters = compiled.params
        self._reads: list[tuple[int, _Reads]] = []
        for place, column in enumerate(query.selected_columns):
            read = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
            if read is not None:
                self._reads.append((place, read))

    def row(self, raw: Row) -> Row:
        """Give the values as the types of the columns promise them."""
        values = list(raw)
        for place, read in self._reads:
            if values[place] is not None:  # which the types leave as it is
                values[place] = read(values[place])
        return tuple(values)


class Looker:
    """Looks into a SQLite database on a connection of its own, which cannot write.

    Each statement is its own transaction and sees all that is committed.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None  # opened by the first look
        self._compiled: dict[Select[Any], _Compiled] = {}  # statements are built once

    def one(self, query: Select[Any], keys: dict[str, object]) -> Row | None:
        """Give the first row that the query finds, or None; raises OperationalError."""
        compiled = self._compiled.get(query)
        if compiled is None:
            compiled = self._compiled[query] = _Compiled(query)
        try:
            if self._connection is None:
                self._connection = self._open()
            found = self._connection.execute(compiled.sql, compiled.parameters | keys)
            raw = found.fetchone()
            found.close()  # an open one would hold its snapshot
        except sqlite3.Error as error:
            raise OperationalError(compiled.sql, None, error) from error
        return None if raw is None else compiled.row(raw)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT, check_same_thread=False)
        connection.execute("PRAGMA query_only=ON")
        return connection
