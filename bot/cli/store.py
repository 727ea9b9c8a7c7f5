"""The database as a command finds it: checked, brought to the newest schema, opened, closed."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.check import check_database
from bot.cli.settings import note
from bot.clock import WallClock
from bot.config import Config
from bot.errors import Fault
from bot.services.event_editor import EventEditor, NothingReleasedError, Released
from db.engine import Database
from db.lock import AnotherBotRunsError, OneBot
from db.migrate import current, head, migrate, sqlite_path

STANDBY_LOOKS = 1.0  # seconds between looks at whether the other bot has ended
_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full: nothing of this was kept; free some space",
    sqlite3.SQLITE_BUSY: "it is in use by another program: try again",
    sqlite3.SQLITE_READONLY: "it is read-only for this user",
    sqlite3.SQLITE_NOTADB: "it is not a database of samvad",
}


def named(url: str) -> str:
    """Name a database to the operator, without a password."""
    path = sqlite_path(url)
    return str(path) if path else make_url(url).render_as_string(hide_password=True)


@contextmanager
def alone(config: Config, *, wait: bool = False) -> Iterator[None]:
    """Hold the database for this process; Fault where a bot already works on it.

    With ``wait`` that bot's end is waited for instead: it is seen within a second.
    """
    url = config.database.url
    lock = OneBot(url)
    try:
        _folder(url)
        with _plainly(url):
            _take(lock, wait=wait)
    except AnotherBotRunsError:
        raise Fault(
            f"database: {named(url)}: another samvad is at work on it: stop that one first, "
            "or give this one a database of its own (SAMVAD_DATABASE__URL)"
        ) from None
    except OSError as error:
        raise Fault(f"database: {error.filename}: {error.strerror}") from None
    try:
        yield
    finally:
        lock.__exit__()


def _take(lock: OneBot, *, wait: bool) -> None:
    said = False
    while True:
        try:
            lock.__enter__()
        except AnotherBotRunsError:
            if not wait:
                raise
            if not said:
                note("database: another samvad is at work on it; standing by")
                said = True
            time.sleep(STANDBY_LOOKS)
        else:
            return


@contextmanager
def ready(config: Config) -> Iterator[Database]:
    """Open the database at the newest schema for whoever holds it `alone`; says what it did."""
    url = config.database.url
    _usable(config)
    with _plainly(url):
        before = _schema(url)
        copy = migrate(url, now=datetime.now(UTC), say=note)
        if copy is not None:
            note(f"database: brought from schema {before} to {head()}; as it was: {copy}")
        with _opened(url) as database:
            yield database


@contextmanager
def opened(config: Config, *, create: bool = False) -> Iterator[Database]:
    """Open the database beside a bot that may be at work on it.

    ``create`` also makes a new one, with the settings' event as the first version; without it
    there must be one. An older schema is changed only while no bot runs.
    """
    url = config.database.url
    _usable(config)
    found = _schema(url)
    if found != head():
        if not create and found is None:
            raise Fault(
                f"database: {named(url)}: there is none yet: import a roster "
                "(`samvad delegates import FILE`) or start the bot once"
            )
        if not create:
            raise Fault(
                f"database: {named(url)}: has the older schema {found}: "
                "start the bot once, which brings it up to date"
            )
        with alone(config), ready(config):
            pass
    with _plainly(url), _opened(url) as database:
        yield database


async def released(database: Database, config: Config) -> Released:
    """Give the event in force; that of the settings is released where none is."""
    return await EventEditor(database, WallClock()).ensure_first(config.event)


def exists(config: Config) -> bool:
    """Tell whether there is a database with tables; Fault where it cannot be used."""
    _usable(config)
    return _schema(config.database.url) is not None


def is_current(config: Config) -> bool:
    """Tell whether the database is there with the newest schema."""
    return _schema(config.database.url) == head()


async def look_up(database: Database) -> Released | None:
    """Give the event in force, and change nothing where there is none."""
    try:
        return await EventEditor(database, WallClock()).current()
    except NothingReleasedError:
        return None


def _usable(config: Config) -> None:
    problems = check_database(config).problems
    if problems:
        raise Fault(*problems)


def _schema(url: str) -> str | None:
    """Name the schema; None where there are no tables. SQLite would make a missing file."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return None
    with _plainly(url):
        return current(url)


def _folder(url: str) -> None:
    path = sqlite_path(url)
    if path is not None:
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database.open(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _plainly(url: str) -> Iterator[None]:
    """Turn what the database raises about itself into a line; other errors are ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _fault(url, error) from error
    except DatabaseError as error:
        # Exactly this class is a damaged file; its other subclasses are statements that are wrong.
        if isinstance(error, OperationalError) or type(error) is DatabaseError:
            raise _fault(url, error.orig) from error
        raise


def _fault(url: str, error: object) -> Fault:
    code = getattr(error, "sqlite_errorcode", None)
    says = str(error).strip().partition("\n")[0]
    advice = _ADVICE.get(code & 0xFF) if code is not None else None  # the rest is its detail
    return Fault(f"database: {named(url)}: {f'{advice} ({says})' if advice else says}")
