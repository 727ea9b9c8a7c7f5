"""Announcements in the making: begun, written, aimed, given a time, discarded.

Only a draft can be changed, and every change makes another version of it, so that what is released
is what was previewed. The life of an announcement is drawn in ``db/announcements.py``.
"""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.services.announcement_rows import NotADraft, TextTooLong, audit, own
from bot.services.audience import Audience, By
from bot.services.people import Who
from db.announcements import Announcement
from db.engine import Database
from db.types import AnnouncementKind, AnnouncementStage, FileKind, Role

MOST_LISTED = 12
LONGEST = 20_000  # characters of a text with its tags

Change = Callable[[Announcement], None]


class Announcements:
    """Keeps drafts and finds announcements."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, who: Who) -> Announcement:
        """Give a new draft; one of the same person that is still empty is taken up again."""
        now = self._clock.now()

        def work(session: Session) -> Announcement:
            newest = session.exec(
                select(Announcement)
                .where(Announcement.by_person == who.id)
                .order_by(col(Announcement.id).desc())
                .limit(1)
            ).first()
            if newest is not None and _is_blank(newest):
                return newest
            row = Announcement(
                by_person=who.id,
                changed_by=who.id,
                scope=who.person.scope,
                created_at=now,
                changed_at=now,
            )
            session.add(row)
            session.flush()
            return row

        return await self._database.write(work)

    async def get(self, announcement_id: int, who: Who) -> Announcement:
        """Give an announcement; raises NoSuchAnnouncement."""
        return await self._database.read(lambda s: own(s, announcement_id, who))

    async def listed(self, who: Who) -> list[Announcement]:
        """Give the newest announcements: to organisers all, to staff theirs."""
        query = (
            select(Announcement)
            .where(Announcement.stage != AnnouncementStage.DISCARDED)
            .order_by(col(Announcement.id).desc())
            .limit(MOST_LISTED)
        )
        if who.role is not Role.ORGANISER:
            query = query.where(Announcement.by_person == who.id)
        rows = await self._database.read(lambda s: list(s.exec(query).all()))
        return [row for row in rows if not _is_blank(row)]

    async def write(
        self, announcement_id: int, who: Who, locale: str, markup: str, *, add: bool = False
    ) -> Announcement:
        """Set the words of a language, or add a paragraph to them; '' takes them out.

        Raises TextTooLong: what is cut might end within a tag.
        """
        name = f"text_{locale}"

        def change(row: Announcement) -> None:
            before = getattr(row, name)
            text = f"{before}\n{markup}" if add and before else markup
            if len(text.strip()) > LONGEST:
                raise TextTooLong
            setattr(row, name, text.strip() or None)

        return await self._change(announcement_id, who, change)

    async def attach(
        self, announcement_id: int, who: Who, kind: FileKind | None, file_id: str | None
    ) -> Announcement:
        """Put a file with the words, in place of the one before; None takes it off."""

        def change(row: Announcement) -> None:
            if row.kind is not AnnouncementKind.NEWS:
                raise NotADraft
            row.file_kind, row.file_id = kind, file_id

        return await self._change(announcement_id, who, change)

    async def decline_album(self, announcement_id: int, who: Who, album: str) -> bool:
        """Note that an album was declined; tell whether it was not before."""

        def work(session: Session) -> bool:
            row = own(session, announcement_id, who, lock=True)
            first = row.album != album
            row.album = album
            session.add(row)
            return first

        return await self._database.write(work)

    async def aim(self, announcement_id: int, who: Who, by: By | None, value: str) -> Announcement:
        """Put a value into the choice of whom it is for, or take it out; no kind: everybody."""

        def change(row: Announcement) -> None:
            if row.kind is not AnnouncementKind.NEWS:
                raise NotADraft
            before = Audience.from_json(row.audience)
            row.audience = (before.toggled(by, value) if by else Audience()).to_json()

        return await self._change(announcement_id, who, change)

    async def plan(self, announcement_id: int, who: Who, due_at: datetime | None) -> Announcement:
        """Set when it is to be sent; None is at once."""

        def change(row: Announcement) -> None:
            row.due_at = due_at

        return await self._change(announcement_id, who, change)

    async def discard(self, announcement_id: int, who: Who) -> Announcement:
        """Give up a draft."""
        now = self._clock.now()

        def work(session: Session) -> Announcement:
            row = own(session, announcement_id, who, lock=True)
            if row.stage is not AnnouncementStage.DISCARDED:
                _refuse_unless_draft(row)
                row.stage, row.changed_at = AnnouncementStage.DISCARDED, now
                audit(session, row, "discard", by=who.id, now=now)
                session.add(row)
            return row

        return await self._database.write(work)

    async def _change(self, announcement_id: int, who: Who, change: Change) -> Announcement:
        now = self._clock.now()

        def work(session: Session) -> Announcement:
            row = own(session, announcement_id, who, lock=True)
            _refuse_unless_draft(row)
            change(row)
            row.version += 1
            row.changed_at, row.changed_by = now, who.id
            session.add(row)
            session.flush()
            return row

        return await self._database.write(work)


def _refuse_unless_draft(row: Announcement) -> None:
    if row.stage is not AnnouncementStage.DRAFT:
        raise NotADraft


def _is_blank(row: Announcement) -> bool:
    """Tell a draft in which nothing was written yet."""
    draft = row.stage is AnnouncementStage.DRAFT and row.kind is AnnouncementKind.NEWS
    return draft and not (row.text_hi or row.text_en or row.file_id)
