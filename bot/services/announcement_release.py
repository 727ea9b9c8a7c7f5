"""Announcements on their way: looked over, released, held, let go on, cancelled, amended.

Each act is one transaction with its line in the audit; all take effect within the second in which
delivery looks at its lane again. The life is drawn in ``db/announcements.py``.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.announcement_checks import Concern, concerns
from bot.announcement_content import Content
from bot.clock import Clock
from bot.config import Config
from bot.event import Event
from bot.services import announcement_rows as rows
from bot.services.announcement_amend import (
    reach_of_amendment,
    refuse_if_longer,
    refuse_unless_amendable,
    reword,
)
from bot.services.announcement_review import (
    Review,
    is_second,
    said_before,
    scope_of,
    seconds_for,
)
from bot.services.announcement_rows import (
    ON_THE_WAY,
    OVER,
    ChangedSince,
    NeedsAnother,
    NobodyToReach,
    NotADraft,
    NothingToSay,
    NotNow,
    Place,
    Stage,
    TimeIsPast,
    audit,
    lane_of,
    own,
)
from bot.services.audience import Audience, Reach, count, dates_of
from bot.services.event_editor import EventEditor
from bot.services.outbox_rows import close_lane, open_lane
from bot.services.people import Who
from db.announcements import Announcement
from db.engine import Database
from db.types import AnnouncementKind, HoldReason

LATE = timedelta(minutes=1)  # by which a time that was set may be over at the release
Change = Callable[[Session, Announcement, datetime], None]


class Releases:
    """Releases announcements and keeps them under control."""

    def __init__(
        self, database: Database, clock: Clock, events: EventEditor, config: Config
    ) -> None:
        self._database = database
        self._clock = clock
        self._events = events
        self._default = config.languages.default
        self._delivery = config.delivery

    async def reach(self, row: Announcement, who: Who) -> Reach:
        """Count whom an announcement is for."""
        return await self._database.read(lambda s: self._reach(s, row, who))

    async def review(self, announcement_id: int, who: Who) -> Review:
        """Look an announcement over before its release; raises NoSuchAnnouncement."""
        now = self._clock.now()

        def work(session: Session) -> Review:
            row = own(session, announcement_id, who)
            reach = self._reach(session, row, who)
            content = Content.of(row)
            event = self._events.current_in(session).event
            found: list[Concern] = []
            if row.kind is not AnnouncementKind.RECALL:
                found = concerns(
                    content,
                    reach,
                    event,
                    sessions=dates_of(Audience.from_json(row.audience), event, scope_of(row, who)),
                    at=max(row.due_at or now, now),
                    sent_before=said_before(session, row, content),
                )
            alone = self._delivery.second_organiser and not is_second(row, who)
            return Review(
                row,
                reach,
                seconds_for(content, reach, self._delivery.per_second),
                tuple(found),
                alone,
            )

        return await self._database.read(work)

    async def release(
        self, announcement_id: int, who: Who, version: int, place: Place | None = None
    ) -> Announcement:
        """Release what was previewed as ``version``, or submit it to a second organiser.

        Raises ChangedSince, NotADraft, NothingToSay, NobodyToReach, NeedsAnother, TimeIsPast,
        NotNow; doing it twice changes nothing.
        """
        now = self._clock.now()

        def work(session: Session) -> Announcement:
            row = own(session, announcement_id, who, lock=True)
            if row.released_by == who.id and row.version == version and row.stage in ON_THE_WAY:
                return row  # the same press once more
            _refuse_unless_ready(row, who)
            if row.version != version:
                raise ChangedSince
            self._refuse_what_cannot_be_sent(session, row, who, now)
            if self._delivery.second_organiser and row.stage is Stage.DRAFT:
                row.stage, row.scope = Stage.WAITING, who.person.scope
                row.submitted_by = who.id
                audit(session, row, "submit", by=who.id, now=now, detail=f"to {row.reach}")
            else:
                self._release(session, row, who, now, place)
            session.add(row)
            session.flush()
            return row

        return await self._database.write(work)

    async def hold(self, announcement_id: int, who: Who) -> Announcement:
        """Pause; what is being sent at this moment still arrives."""

        def change(session: Session, row: Announcement, now: datetime) -> None:
            if row.stage not in ON_THE_WAY or row.stage is Stage.CANCELLING:
                raise NotNow
            if row.held is None:
                lane = lane_of(row.id or 0)
                fault = rows.fault_of(session, lane)  # delivery may have stopped it just now
                reason = HoldReason.FAULT if fault else HoldReason.ASKED
                row.held, row.held_note, row.held_told = reason, fault or "", not fault
                close_lane(session, lane)
                audit(session, row, "pause", by=who.id, now=now)

        return await self._act(announcement_id, who, change)

    async def go_on(self, announcement_id: int, who: Who) -> Announcement:
        """Let a paused announcement go on; a fault is forgotten."""

        def change(session: Session, row: Announcement, now: datetime) -> None:
            key = row.id or 0
            if row.stage not in ON_THE_WAY or rows.on_the_way(session, key):
                raise NotNow
            if rows.is_recalled(session, key):
                raise NotNow  # what others saw vanish must not reach the rest
            if row.held is not None:
                row.held, row.held_note, row.held_told = None, "", True
                if row.stage is not Stage.SCHEDULED:
                    open_lane(session, lane_of(key))
                audit(session, row, "resume", by=who.id, now=now)

        return await self._act(announcement_id, who, change)

    async def cancel(self, announcement_id: int, who: Who) -> Announcement:
        """Send nothing more; what was not begun yet becomes a draft again."""

        def change(session: Session, row: Announcement, now: datetime) -> None:
            if row.stage in {Stage.WAITING, Stage.SCHEDULED}:
                _take_back(session, row)
                audit(session, row, "take_back", by=who.id, now=now)
            elif row.stage in {Stage.PLANNING, Stage.SENDING}:
                row.stage, row.held = Stage.CANCELLING, None
                close_lane(session, lane_of(row.id or 0))
                audit(session, row, "cancel", by=who.id, now=now)
            elif row.stage is not Stage.CANCELLING and row.stage not in OVER:
                raise NotNow

        return await self._act(announcement_id, who, change)

    async def _act(self, announcement_id: int, who: Who, change: Change) -> Announcement:
        now = self._clock.now()

        def work(session: Session) -> Announcement:
            row = own(session, announcement_id, who, lock=True)
            change(session, row, now)
            session.add(row)
            session.flush()
            return row

        return await self._database.write(work)

    def _reach(self, session: Session, row: Announcement, who: Who) -> Reach:
        if row.amends is not None:
            return reach_of_amendment(session, row)
        event = self._events.current_in(session).event
        audience = Audience.from_json(row.audience)
        return count(session, audience, event, scope_of(row, who), self._default)

    def _refuse_what_cannot_be_sent(
        self, session: Session, row: Announcement, who: Who, now: datetime
    ) -> None:
        content = Content.of(row)
        if row.kind is not AnnouncementKind.RECALL and content.is_empty:
            raise NothingToSay
        if row.amends is not None:
            original = rows.found(session, row.amends, lock=True)
            if original is None:
                raise NotNow
            refuse_unless_amendable(session, original)
            if row.kind is AnnouncementKind.CORRECTION and content == Content.of(original):
                raise NothingToSay
            refuse_if_longer(row, original)
        if row.due_at is not None and row.due_at < now - LATE:
            raise TimeIsPast
        row.reach = self._reach(session, row, who).joined
        if not row.reach:
            raise NobodyToReach

    def _release(
        self, session: Session, row: Announcement, who: Who, now: datetime, place: Place | None
    ) -> None:
        if row.stage is Stage.DRAFT:
            row.scope = who.person.scope if row.by_person == who.id else row.scope
        row.stage = Stage.SCHEDULED
        row.released_by, row.released_at = who.id, now
        row.due_at = row.due_at if row.due_at and row.due_at > now else None
        row.fingerprint = Content.of(row).fingerprint()
        event = self._events.current_in(session).event
        row.valid_until = _valid_until(row, event, row.due_at or now)
        if place is not None:
            row.progress_chat, row.progress_message = place.chat_id, place.message_id
        if row.kind is AnnouncementKind.CORRECTION:
            reword(session, row)
        audit(session, row, "release", by=who.id, now=now, detail=f"{row.kind} to {row.reach}")


def _refuse_unless_ready(row: Announcement, who: Who) -> None:
    if row.stage is Stage.WAITING:
        if not is_second(row, who):
            raise NeedsAnother
        if row.held is not None:
            raise NotNow
    elif row.stage is not Stage.DRAFT:
        raise NotADraft


def _take_back(session: Session, row: Announcement) -> None:
    if row.kind is AnnouncementKind.CORRECTION and row.stage is Stage.SCHEDULED:
        original = rows.found(session, row.amends or 0, lock=True)
        if original is not None:
            original.text_hi, original.text_en = row.before_hi, row.before_en
            session.add(original)
    row.stage, row.held, row.version = Stage.DRAFT, None, row.version + 1
    row.released_by = row.released_at = row.progress_chat = row.progress_message = None
    row.submitted_by = None


def _valid_until(row: Announcement, event: Event, at: datetime) -> datetime | None:
    """Give until when it is of use: until the last session of those who get it ends.

    None after that: thanks for having come stay true.
    """
    scope = frozenset(row.scope.split()) if row.scope else None
    wanted = dates_of(Audience.from_json(row.audience), event, scope)
    ends = [event.ends(one) for one in event.sessions if one.id in wanted and not one.cancelled]
    last = max(ends, default=None)
    return last if last is not None and last > at else None
