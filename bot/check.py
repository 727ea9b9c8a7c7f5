"""What ``samvad check`` finds: everything wrong with the settings, the event and the database.

It only looks: nothing is created, changed or sent, and a running bot is not disturbed.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, col, select

from bot.config import Config, load
from bot.errors import Fault
from bot.event import Event
from bot.event_changes import diff
from bot.event_check import unassigned
from bot.states import States
from db.migrate import head, revision_in, revisions, sqlite_path
from db.models import EventVersion


@dataclass(frozen=True, slots=True)
class Findings:
    """Problems are to be mended before the bot runs; notes are good to know."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(self.problems + other.problems, self.notes + other.notes)


Check = Callable[[Config], Findings]


def check(
    path: Path | None,
    environ: Mapping[str, str],
    now: datetime,
    further: Iterable[Check] = (),
) -> Findings:
    """Look at everything; ``further`` checks need settings that could be read."""
    try:
        config = load(path, environ)
    except Fault as fault:
        return Findings(problems=fault.lines)
    findings = check_event(config.event, States.load(), now) + check_database(config)
    for look in further:
        findings += look(config)
    return findings


def check_event(event: Event, states: States, now: datetime) -> Findings:
    """Note what is allowed in an event but may surprise."""
    notes: list[str] = []
    if event.is_over(now):
        last = max(session.date for session in event.sessions)
        notes.append(f"event: all sessions are past; the last was on {last}")
    if without := unassigned(event, states):
        names = ", ".join(f"{state.en} ({state.code})" for state in without)
        notes.append(f"event: no session for {names}")
    notes += [
        f"event: session {session.id} is for no state"
        for session in event.sessions
        if not session.states
    ]
    used = {session.venue for session in event.sessions}
    notes += [f"event: no session is at venue {venue}" for venue in event.venues.keys() - used]
    return Findings(notes=tuple(notes))


def check_database(config: Config) -> Findings:
    """Tell whether the database can be used, what will happen to it at the next start."""
    url = config.database.url
    path = sqlite_path(url)
    if path is not None:
        problem = _file_problem(path)
        if problem:
            return Findings(problems=(f"database: {problem}",))
        if not path.exists():
            return Findings(notes=(f"database: {path} will be created at the first start",))
    try:
        return _schema(config, _revision(url))
    except DBAPIError as error:
        return Findings(problems=(f"database: {_named(url)}: {_reason(error)}",))


def _file_problem(path: Path) -> str | None:
    """Say what keeps a SQLite file from being used, or made where there is none."""
    if not path.exists():
        folder = next(p for p in path.parents if p.exists())
        if not folder.is_dir():
            return f"{folder} is not a folder"
        usable = os.access(folder, os.W_OK | os.X_OK)
        return None if usable else f"{path} can't be created: {folder} is not writable"
    if not path.is_file():
        return f"{path} is not a file"
    for place in (path, path.parent):  # SQLite writes its journal beside the file
        if not os.access(place, os.R_OK | os.W_OK):
            return f"{place} is not readable and writable for this user"
    return _read_problem(path)


def _read_problem(path: Path) -> str | None:
    """Read the file's header and open a writing transaction that is given back at once."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=1)
    except sqlite3.Error as error:
        return f"{path}: {error}"
    try:
        connection.isolation_level = None
        connection.execute("PRAGMA schema_version").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
        return None if busy else f"{path}: {error}"  # busy: a bot is at work, so it can be used
    finally:
        connection.close()
    return None


def _revision(url: str) -> str | None:
    """Read the schema's revision without waiting for a writer, as `db.migrate.current` would."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return revision_in(connection)


def _schema(config: Config, found: str | None) -> Findings:
    name = _named(config.database.url)
    if found is None:
        return Findings(notes=(f"database: {name} is empty; its tables come at the first start",))
    if found not in revisions():
        says = f"database: {name} was made by a newer samvad (schema {found}): install that one"
        return Findings(problems=(says,))
    if found != head():
        says = f"database: {name} has schema {found}; it is brought to {head()} at the next start"
        return Findings(notes=(says,))
    return _released(config)


def _released(config: Config) -> Findings:
    """Say so where the settings describe another event than the one in force."""
    with Session(create_engine(config.database.url, poolclass=NullPool)) as session:
        newest = session.exec(select(EventVersion).order_by(col(EventVersion.id).desc())).first()
    if newest is None:
        return Findings()
    try:
        event = Event.from_json(newest.document)
    except ValueError:
        says = f"database: version {newest.id} of the event can't be read by this samvad"
        return Findings(problems=(says,))
    count = len(diff(event, config.event))
    if not count:
        return Findings()
    what = "1 difference" if count == 1 else f"{count} differences"
    file = config.path.name
    note = (
        f"event: {file} is not the released event (version {newest.id}, {what}): "
        f"the released one counts; see `samvad event diff {file}`"
    )
    return Findings(notes=(note,))


def _named(url: str) -> str:
    path = sqlite_path(url)
    return str(path) if path else make_url(url).render_as_string(hide_password=True)


def _reason(error: DBAPIError) -> str:
    """Give the first line of what the driver says, without the statement."""
    return str(error.orig).strip().splitlines()[0]
