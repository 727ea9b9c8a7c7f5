"""A copy of the database that is complete and sound, and the way back from it.

A copy appears under its name only when it was written and checked as a whole; nothing that is
there already is ever written over. PostgreSQL has tools of its own for this.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.errors import Fault
from db.migrate import revisions, sqlite_path

_UNFINISHED = ("-wal", "-journal")  # what a database has not taken in yet, beside its file
_INDEX = "-shm"  # of the former; of no use without it
_PATIENCE = 30.0  # seconds to wait for a writer


def backup(url: str, target: Path) -> int:
    """Copy the database to a new file, also beside a running bot; give its size in bytes.

    Raises Fault where there is no database, where the target exists, or when the copy is unsound.
    """
    path = sqlite_path(url)
    if path is None:
        raise Fault('PostgreSQL is backed up with its own tool: pg_dump --format=custom "$URL"')
    if not path.is_file():
        raise Fault(f"database: {path}: there is nothing to back up yet")
    _copy(path, target, mode="rw")  # read-only, it would leave its -wal and -shm behind
    return target.stat().st_size


def restore(url: str, source: Path) -> None:
    """Copy a backup to where the database belongs; the caller holds that place for itself.

    Raises Fault where a database or a part of one is still there, and where the backup is not a
    sound database of samvad or of a newer one.
    """
    path = sqlite_path(url)
    if path is None:
        raise Fault("PostgreSQL is restored with its own tool: pg_restore --dbname=$URL FILE")
    if not source.is_file():
        raise Fault(f"{source}: there is no such file")
    if path.exists():
        raise Fault(f"{path}: is there already and is not overwritten: move it away first")
    _clear(path)
    _copy(source, path, mode="ro")


def _clear(path: Path) -> None:
    """Take away the leftovers of the database that was moved: they would spoil the new one."""
    for part in (path.with_name(path.name + end) for end in _UNFINISHED):
        if part.exists() and part.stat().st_size:
            raise Fault(f"{part}: belongs to the database that was moved: move it there too")
    for end in (*_UNFINISHED, _INDEX):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _copy(source: Path, target: Path, *, mode: str) -> None:
    """Copy through SQLite, which sees what a plain copy of a database in use would miss."""
    if target.exists():
        raise Fault(f"{target}: is there already and is not overwritten: choose another name")
    with _unfinished(target) as copy:
        try:
            address = f"{source.resolve().as_uri()}?mode={mode}"
            with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
                connection.execute("VACUUM INTO ?", (str(copy),))
            _check(copy, source)
        except sqlite3.Error as error:
            raise Fault(f"{source}: can't be copied to {target}: {error}") from error
        with copy.open("rb+") as file:
            os.fsync(file.fileno())
        try:
            os.link(copy, target)  # unlike a rename, refuses to replace what came there meanwhile
        except FileExistsError:
            raise Fault(f"{target}: is there already and is not overwritten") from None
        except OSError:  # FAT and some network shares know no links
            copy.rename(target)


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """Give an empty file of the owner's beside the target, and take it away again."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    except OSError as error:
        raise Fault(f"{target}: can't be written: {error.strerror}") from None
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _check(copy: Path, source: Path) -> None:
    """Refuse a copy that is damaged, is not ours, or is of a newer version than this one."""
    with closing(sqlite3.connect(copy)) as connection:
        says = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if says != "ok":
            raise Fault(f"{source}: is damaged: {says.splitlines()[0]}")
        tables = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchone()[0]
        found = (
            connection.execute("SELECT version_num FROM alembic_version").fetchall()
            if tables
            else []
        )
    if not found:
        raise Fault(f"{source}: is not a database of samvad")
    if found[0][0] not in revisions():
        raise Fault(f"{source}: was made by a newer samvad (schema {found[0][0]})")
