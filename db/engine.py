"""The database: one writer that commits in groups, readers beside it, on SQLite and PostgreSQL.

All work is a function of a session, ``Callable[[Session], T]``, and is one transaction. Such a
function only talks to the database and may be run again: when a group of writes fails as a whole
(a deadlock, a full disk) each is tried again by itself, so that one cannot harm the others.

Why one writer: SQLite has one anyway, and two would meet as "database is locked". Why groups: a
commit that survives a power cut costs a disk flush; a hundred people who tap at once share one.

Beside both stands ``look``: one statement that finds a row by its key, as every update needs it.
On SQLite that takes a tenth of the time that handing it to a thread does, so it runs at once, in
the thread of the event loop (see ``db/look.py``). On PostgreSQL it would wait for the network, so
there it goes to the readers like any other.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Select, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from db.look import Looker

T = TypeVar("T")
Work = Callable[[Session], T]

GROUP = 200  # writes in one commit, at most
BUSY_TIMEOUT_MS = 5_000
ATTEMPTS = 5  # of a write that PostgreSQL refused for a deadlock or a serialization failure
READERS = 4
_RETRYABLE = {"40001", "40P01"}  # PostgreSQL: serialization_failure, deadlock_detected


@dataclass(slots=True)
class _Request:
    """A write that waits for its turn."""

    work: Callable[[Session], Any]
    done: Future[Any]


def _sqlite_engine(url: str, *, begin: str, pool_size: int) -> Engine:
    """Build an engine whose transactions start with ``begin``.

    The driver's own transaction handling is off: in its default mode a SELECT runs outside the
    transaction and read-then-write loses updates.
    """
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # errors are logged, and the parameters hold words of people
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


class Database:
    """Reads and writes, each one transaction; ``async`` for the bot, ``run`` for a command.

    >>> total = await database.read(lambda s: s.exec(select(func.count(Delegate.id))).one())
    """

    def __init__(self, writer: Engine, reader: Engine, looker: Looker | None = None) -> None:
        self._writer = writer
        self._reader = reader
        self._looker = looker
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="db-read")

    @classmethod
    def open(cls, url: str) -> Self:
        """Open ``sqlite:///path`` or ``postgresql+psycopg://...``; nothing is connected yet."""
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(
                _sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1),
                _sqlite_engine(url, begin="BEGIN", pool_size=READERS),
                Looker(parsed.database or ""),
            )
        engine = create_engine(url, pool_size=READERS + 2, pool_pre_ping=True, hide_parameters=True)
        return cls(engine, engine)

    @property
    def dialect(self) -> str:
        """Name the database: ``sqlite`` or ``postgresql``."""
        return self._writer.dialect.name

    @property
    def engine(self) -> Engine:
        """The writing engine, for a backup or a lock; queries go through read and write."""
        return self._writer

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` in a reader thread, in a transaction that is rolled back after."""
        return await asyncio.wrap_future(self._pool.submit(self._read, work))

    async def look(self, query: Select[Any], **keys: object) -> tuple[Any, ...] | None:
        """Give the one row of a query that finds it by a key, or None; ``keys`` are its parameters.

        Only for what is over in microseconds: see above. It sees all that is committed.
        """
        if self._looker is not None:
            return self._looker.one(query, keys)
        row = await self.read(lambda s: s.connection().execute(query, keys).one_or_none())
        return None if row is None else tuple(row)

    async def write(self, work: Work[T]) -> T:
        """Queue ``work`` for the writer; back when it is committed, or with what it raised.

        A caller who stops waiting does not undo it: the write is committed all the same.
        """
        return await asyncio.shield(asyncio.wrap_future(self._submit(work)))

    def run(self, work: Work[T]) -> T:
        """Do one write from ordinary code (the command line, a test), through the same writer."""
        return self._submit(work).result()

    def fetch(self, work: Work[T]) -> T:
        """Do one read from ordinary code, in the calling thread."""
        return self._read(work)

    def close(self) -> None:
        """Finish what is queued, stop the threads, close the connections."""
        if self._thread is not None:
            self._requests.put(None)
            self._thread.join()
            self._thread = None
        self._pool.shutdown()
        if self._looker is not None:
            self._looker.close()
        self._writer.dispose()
        self._reader.dispose()

    def _read(self, work: Work[T]) -> T:
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            return work(session)

    def _submit(self, work: Work[T]) -> Future[T]:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="db-write", daemon=True)
                self._thread.start()
        request = _Request(work, Future())
        self._requests.put(request)
        return request.done

    def _serve(self) -> None:
        while (request := self._requests.get()) is not None:
            group = [request]
            last = False
            while len(group) < GROUP and not last:
                try:
                    following = self._requests.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    last = True
                else:
                    group.append(following)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[_Request]) -> None:
        """Commit a group together; when that fails as a whole, one by one."""
        if len(group) > 1:
            try:
                outcomes = self._together(group)
            except Exception:  # noqa: BLE001 (whatever broke the group, each member decides by itself)
                outcomes = None
            if outcomes is not None:
                for request, outcome in zip(group, outcomes, strict=True):
                    _settle(request, outcome)
                return
        for request in group:
            _settle(request, self._alone(request))

    def _together(self, group: list[_Request]) -> list[object]:
        outcomes: list[object] = []
        with self._writer.connect() as connection, connection.begin():
            for request in group:
                with Session(
                    connection,
                    expire_on_commit=False,
                    join_transaction_mode="create_savepoint",
                ) as session:
                    try:
                        result = request.work(session)
                        session.commit()
                    except OperationalError:
                        raise  # the database itself is in trouble: not this member's fault
                    except Exception as error:  # noqa: BLE001 (goes to whoever asked for it)
                        session.rollback()
                        outcomes.append(_Raised(error))
                    else:
                        outcomes.append(result)
        return outcomes

    def _alone(self, request: _Request) -> object:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with Session(self._writer, expire_on_commit=False) as session:
                    result = request.work(session)
                    session.commit()
                    return result
            except OperationalError as error:
                code = getattr(error.orig, "sqlstate", None)
                if code not in _RETRYABLE or attempt == ATTEMPTS:
                    return _Raised(error)
            except Exception as error:  # noqa: BLE001 (goes to whoever asked for it)
                return _Raised(error)
        raise AssertionError("unreachable")


@dataclass(slots=True)
class _Raised:
    """What a write raised, on its way to whoever asked for it."""

    error: Exception


def _settle(request: _Request, outcome: object) -> None:
    if not request.done.set_running_or_notify_cancel():
        return
    if isinstance(outcome, _Raised):
        request.done.set_exception(outcome.error)
    else:
        request.done.set_result(outcome)
