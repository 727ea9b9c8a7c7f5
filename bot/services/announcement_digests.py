"""Who joined late gets one digest of the announcements that are still of use, not a replay."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlmodel import Session

from bot.clock import Clock
from bot.services.announcement_rows import ANNOUNCEMENTS, Stage, is_recalled, lane_of, recalls
from bot.services.audience import PEOPLE, Audience, meant, sources
from bot.services.digest_rows import CAUGHT_UP, SentDigest, key_of, sent_digests
from bot.services.event_editor import EventEditor
from bot.services.outbox_rows import ROWS, Draft, queue
from db.announcements import Announcement
from db.dialects import insert_ignore
from db.engine import Database
from db.outbox import NOTICES
from db.types import AnnouncementKind, DeliveryKind

SETTLED = timedelta(minutes=1)  # after joining: the greeting and the card come first
AT_ONCE = 500
Missed = dict[int, list[Announcement]]  # by person


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's digest that was sent, and what stands in it as it is now."""

    sent: SentDigest
    found: tuple[Announcement, ...] = ()
    taken_back: frozenset[int] = frozenset()  # keys of those of them that were, since


class Digests:
    """Finds those who joined late, and what they missed."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def plan(self) -> None:
        """Queue a digest for everybody who joined late; one for each person, ever."""
        now = self._clock.now()
        if await self._database.read(lambda s: self._missed(s, now)):
            await self._database.write(lambda s: self._queue(s, now))

    async def of(self, people: Collection[int]) -> Missed:
        """Give what stands in the digests of people and is still of use."""
        now = self._clock.now()

        def work(session: Session) -> Missed:
            found: Missed = defaultdict(list)
            for person, row in _kept(session, people):
                if is_valid(session, row, now):
                    found[person].append(row)
            return found

        return await self._database.read(work)

    async def sent(self, people: Collection[int]) -> dict[int, Standing]:
        """Give the digests that people have, with what they said when they were sent.

        What was over by then, or taken back, was not in them.
        """

        def work(session: Session) -> dict[int, Standing]:
            found: Missed = defaultdict(list)
            for person, row in _kept(session, people):
                found[person].append(row)
            recalled = recalls(session, {row.id or 0 for rows in found.values() for row in rows})
            return {
                person: _standing(digest, found[person], recalled)
                for person, digest in sent_digests(session, people).items()
            }

        return await self._database.read(work)

    async def one(self, announcement_id: int, person: int) -> Announcement | None:
        """Give one of the announcements in somebody's digest, if it is still of use."""
        rows = (await self.of([person])).get(person, [])
        return next((row for row in rows if row.id == announcement_id), None)

    def _queue(self, session: Session, now: datetime) -> None:
        missed = self._missed(session, now)
        rows = [
            {"person_id": person, "announcement_id": row.id}
            for person, found in missed.items()
            for row in found
        ]
        insert_ignore(session, CAUGHT_UP, rows)
        drafts = [
            Draft(f"digest:{person}", NOTICES, DeliveryKind.DIGEST, person, now, _until(found))
            for person, found in missed.items()
        ]
        queue(session, drafts)

    def _missed(self, session: Session, now: datetime) -> Missed:
        """Find those who joined after an announcement that is meant for them and have it not."""
        query = select(Announcement).where(
            ANNOUNCEMENTS.c.kind == AnnouncementKind.NEWS,
            ANNOUNCEMENTS.c.stage.in_([Stage.SENDING, Stage.DONE]),
            ANNOUNCEMENTS.c.valid_until > now,
        )
        found: Missed = defaultdict(list)
        for row in session.execute(query.order_by(ANNOUNCEMENTS.c.id)).scalars():
            if is_valid(session, row, now):
                for person in self._late_for(session, row, now):
                    found[person].append(row)
        return found

    def _late_for(self, session: Session, row: Announcement, now: datetime) -> list[int]:
        event = self._events.current_in(session).event
        scope = frozenset(row.scope.split()) if row.scope else None
        query = (
            select(PEOPLE.c.id)
            .select_from(sources())
            .where(
                PEOPLE.c.verified_at > row.released_at,
                PEOPLE.c.verified_at <= now - SETTLED,
                PEOPLE.c.locale.is_not(None),
                PEOPLE.c.unreachable_at.is_(None),
                meant(Audience.from_json(row.audience), event, scope),
                ~exists().where(
                    ROWS.c.person_id == PEOPLE.c.id, ROWS.c.lane == lane_of(row.id or 0)
                ),
                ~exists().where(ROWS.c.key == key_of(PEOPLE.c.id)),
            )
            .order_by(PEOPLE.c.id)
            .limit(AT_ONCE)
        )
        return list(session.execute(query).scalars())


def is_valid(session: Session, row: Announcement, now: datetime) -> bool:
    """Tell whether an announcement is still of use: not over, not taken back, not held."""
    valid = row.valid_until is not None and row.valid_until > now
    return valid and row.held is None and not is_recalled(session, row.id or 0)


def _kept(session: Session, people: Collection[int]) -> Iterator[tuple[int, Announcement]]:
    """Give the announcements that were put into the digests of people."""
    query = (
        select(CAUGHT_UP.c.person_id, Announcement)
        .join(Announcement, ANNOUNCEMENTS.c.id == CAUGHT_UP.c.announcement_id)
        .where(CAUGHT_UP.c.person_id.in_(people))
        .order_by(ANNOUNCEMENTS.c.id)
    )
    return ((person, row) for person, row in session.execute(query))


def _standing(
    digest: SentDigest, found: Collection[Announcement], recalled: dict[int, datetime]
) -> Standing:
    if not digest.messages:
        return Standing(digest)
    at = digest.messages[0][1]
    said = tuple(
        row
        for row in found
        if row.valid_until is not None
        and row.valid_until > at
        and recalled.get(row.id or 0, at) >= at
    )
    return Standing(digest, said, frozenset(recalled))


def _until(found: Collection[Announcement]) -> datetime | None:
    return max((row.valid_until for row in found if row.valid_until), default=None)
