"""One bot per database: a lock that the operating system or PostgreSQL frees when we die."""

from filelock import FileLock, Timeout
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from db.migrate import sqlite_path

ADVISORY_KEY = 0x53414D564144  # "SAMVAD"; any number that nobody else uses in this database


class AnotherBotRunsError(Exception):
    """Another bot already works on this database."""


class OneBot:
    """Hold the database for this process; as a context manager.

    A kill -9 frees it at once, so a restart never waits for a lease to run out.
    """

    def __init__(self, url: str) -> None:
        path = sqlite_path(url)
        self._url = url
        self._file = FileLock(f"{path}.lock") if path is not None else None
        self._connection: Connection | None = None

    def __enter__(self) -> None:
        """Take it, or raise AnotherBotRunsError."""
        if self._file is not None:
            try:
                self._file.acquire(timeout=0)
            except Timeout:
                raise AnotherBotRunsError from None
            return
        self._connection = create_engine(
            self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        ).connect()
        taken = self._connection.execute(
            text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}
        ).scalar_one()
        if not taken:
            self._connection.close()
            raise AnotherBotRunsError

    def __exit__(self, *_: object) -> None:
        """Free it."""
        if self._file is not None:
            self._file.release()
        if self._connection is not None:
            self._connection.close()
