"""The event in force: released versions, kept for ever, the newest counts.

What always holds:

* a released version never changes; a correction is a new version;
* a release, its line in the audit, the notices to those concerned and the hold on announcements
  that name a date which was left are one transaction;
* nobody releases over a version that he has not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from bot.clock import Clock
from bot.errors import Fault, Refusal
from bot.event import Event
from bot.services import change_rows
from bot.services.announcement_holds import hold_mentioning
from bot.session_facts import dates_left
from db.engine import Database
from db.models import Audit, EventVersion

FIRST_NOTE = "from config.toml"
RELEASE = "event.release"
NEWEST = (
    select(EventVersion.id, EventVersion.released_at).order_by(col(EventVersion.id).desc()).limit(1)
)


@dataclass(frozen=True, slots=True)
class Released:
    """A version of the event with its number; ``told``: who is told of it as it is released."""

    version: int
    event: Event
    released_at: datetime
    told: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Release:
    """What is known about a version without reading it; ``by`` None is the command line."""

    version: int
    released_at: datetime
    by: int | None
    note: str


class NothingReleasedError(Fault):
    """The database holds no event yet."""

    def __init__(self) -> None:
        super().__init__("no event is released yet: start the bot once, or `samvad event apply`")


class ReleasedMeanwhile(Refusal):
    """Another version was released after the one that this change was made to."""

    def __init__(self, seen: int, current: int) -> None:
        super().__init__(f"version {current} was released after version {seen}")
        self.seen = seen
        self.current = current


class EventEditor:
    """Reads and releases versions of the event."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._cached: Released | None = None

    async def current(self) -> Released:
        """Give the event in force; raises NothingReleasedError."""
        return await self._database.read(self.current_in)

    def known(self, newest: Sequence[Any]) -> Released | None:
        """Give the version that a row of NEWEST names, if it is the one that was read last.

        The number alone would not do: a release that is rolled back frees its number again.
        """
        cached = self._cached
        if cached is None or (cached.version, cached.released_at) != (newest[0], newest[1]):
            return None
        return cached

    def current_in(self, session: Session) -> Released:
        """Give the event in force as this transaction sees it; one cheap query while it stays.

        A new version is seen at the next call, whoever released it: the chat or another process.
        """
        newest = session.exec(NEWEST).first()
        if newest is None or newest[0] is None:
            raise NothingReleasedError
        released = self.known(newest)
        if released is None:
            released = self.version_in(session, newest[0])
            self._cached = released
        return released

    def version_in(self, session: Session, version: int) -> Released:
        """Read one version; LookupError where there is none, Fault where it can't be read."""
        row = session.get(EventVersion, version)
        if row is None:
            raise LookupError(f"there is no version {version} of the event")
        try:
            event = Event.from_json(row.document)
        except (ValidationError, ValueError):
            raise Fault(
                f"database: version {version} of the event can't be read by this version of "
                "samvad: install the newer one that wrote it"
            ) from None
        return Released(version, event, row.released_at)

    async def ensure_first(self, event: Event) -> Released:
        """Release ``event`` as the first version where there is none; give the one in force."""
        now = self._clock.now()

        def work(session: Session) -> Released:
            newest = session.exec(select(func.max(EventVersion.id))).one()
            if newest is None:
                _add(session, event, number=1, now=now, note=FIRST_NOTE, by=None)
            return self.current_in(session)

        return await self._database.write(work)

    async def release(
        self,
        event: Event,
        *,
        note: str,
        by: int | None,
        seen: int | None = None,
        quiet: bool = False,
    ) -> Released:
        """Make ``event`` the version in force; ``by`` is a person's id, None the command line.

        Those whose date, place or programme it changes are told, unless ``quiet``; cards are
        edited either way. ``seen`` is the version that the change was made to: raises
        ReleasedMeanwhile where it is no longer the newest. An event equal to the one in force is
        not released again.
        """
        return await self._database.write(
            lambda s: self.release_in(s, event, note=note, by=by, seen=seen, quiet=quiet)
        )

    def release_in(
        self,
        session: Session,
        event: Event,
        *,
        note: str,
        by: int | None,
        seen: int | None = None,
        quiet: bool = False,
    ) -> Released:
        """Do what `release` says in the caller's transaction."""
        now = self._clock.now()
        newest = session.exec(select(func.max(EventVersion.id))).one()
        if seen is not None and newest is not None and newest != seen:
            raise ReleasedMeanwhile(seen, newest)
        before = self.current_in(session) if newest is not None else None
        if before is not None and before.event == event:
            return before
        _add(session, event, number=(newest or 0) + 1, now=now, note=note, by=by)
        after = self.current_in(session)
        if before is None:
            return after
        told = change_rows.announce(session, before, after, now, tell=not quiet)
        left = dates_left(before.event, after.event)
        if left:
            hold_mentioning(session, left, by=by, now=now)
        return replace(after, told=told)

    async def history(self) -> Sequence[Release]:
        """Give all releases, the newest first."""

        def work(session: Session) -> Sequence[Release]:
            rows = session.exec(
                select(
                    EventVersion.id,
                    EventVersion.released_at,
                    EventVersion.released_by,
                    EventVersion.note,
                ).order_by(col(EventVersion.id).desc())
            )
            return [Release(key, at, by, note) for key, at, by, note in rows if key is not None]

        return await self._database.read(work)


def _add(
    session: Session, event: Event, *, number: int, now: datetime, note: str, by: int | None
) -> None:
    """Write a version under the number after the newest.

    Of two that release at the same moment on PostgreSQL, the second finds its number taken.
    """
    session.add(
        Audit(at=now, person_id=by, action=RELEASE, subject=f"version {number}", detail=note[:500])
    )
    session.flush()
    statement = insert(EventVersion).values(
        id=number, document=event.to_json(), released_at=now, released_by=by, note=note[:500]
    )
    try:
        session.exec(statement)
    except IntegrityError:
        raise ReleasedMeanwhile(number - 1, number) from None
