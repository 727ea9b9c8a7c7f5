"""Write a database anew, so that what was deleted is gone from the disk as well."""

import sqlite3
from contextlib import closing

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from db.migrate import sqlite_path


def compact(url: str) -> None:
    """Rewrite every page: deleted rows linger in free ones (https://sqlite.org/lang_vacuum.html).

    Nobody else may be at work on it. Raises what the database raises: a full disk, a lock.
    """
    path = sqlite_path(url)
    if path is not None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM FULL"))
    engine.dispose()
