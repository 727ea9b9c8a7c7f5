"""What can still be done after the sending: again to some, other words, taking it back."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from bot.announcement_content import LANGUAGES, Content, reworded
from bot.clock import Clock
from bot.services import announcement_rows as rows
from bot.services.announcement_rows import (
    ANNOUNCEMENTS,
    OVER,
    NobodyAgain,
    NotNow,
    Place,
    Stage,
    TooLong,
    audit,
    lane_of,
    own,
)
from bot.services.audience import Reach
from bot.services.digest_rows import digested
from bot.services.outbox_rows import open_lane, send_again, slice_end
from bot.services.people import Who
from db.announcements import Announcement
from db.engine import Database
from db.types import AnnouncementKind, DeliveryState

AGAIN = {
    "failed": (DeliveryState.FAILED, DeliveryState.UNREACHABLE),
    "doubt": (DeliveryState.IN_DOUBT,),
    "rest": (DeliveryState.CANCELLED,),
    "late": (),
}


class Amendments:
    """Sends again, corrects and takes back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def again(
        self, announcement_id: int, who: Who, what: str, place: Place | None = None
    ) -> Announcement:
        """Send once more to some of those who did not get it; ``what`` is a key of AGAIN.

        The message at ``place`` shows the progress from now on.
        In slices, as a million at once would hold up every other write; if it is broken off, the
        rest can be asked for once more.
        """
        now = self._clock.now()

        def begin(session: Session) -> Sliced:
            row, last = _again(
                session, own(session, announcement_id, who, lock=True), what, who, now
            )
            if place is not None:
                row.progress_chat, row.progress_message = place.chat_id, place.message_id
            return row, last

        row, last = await self._database.write(begin)
        while last is not None:
            after = last
            row, last = await self._database.write(
                lambda s, after=after: _again_after(  # type: ignore[misc]
                    s, own(s, announcement_id, who, lock=True), what, after, now
                )
            )
        return row

    async def amend(self, announcement_id: int, who: Who, kind: AnnouncementKind) -> Announcement:
        """Begin a correction or recall; one that was begun before is taken up again."""
        now = self._clock.now()

        def work(session: Session) -> Announcement:
            original = own(session, announcement_id, who, lock=True)
            refuse_unless_amendable(session, original)
            begun = session.execute(
                select(ANNOUNCEMENTS.c.id).where(
                    ANNOUNCEMENTS.c.amends == original.id,
                    ANNOUNCEMENTS.c.kind == kind,
                    ANNOUNCEMENTS.c.stage == Stage.DRAFT,
                )
            ).scalar()
            row = session.get(Announcement, begun) if begun else None
            if row is None:
                row = _amendment(original, who, kind, now)
                session.add(row)
                session.flush()
            return row

        return await self._database.write(work)


Sliced = tuple[Announcement, int | None]  # the last key that was looked at; None: that was all


def _again(session: Session, row: Announcement, what: str, who: Who, now: datetime) -> Sliced:
    """Begin another run with the first slice of those who missed the one before."""
    key = row.id or 0
    if row.stage not in OVER or what not in AGAIN or rows.is_recalled(session, key):
        raise NotNow
    queued, last = _queue_slice(session, key, what, 0, now)
    anew = what in {"late", "rest"}
    if not queued and not anew:
        raise NobodyAgain
    row.stage = Stage.PLANNING if anew else Stage.SENDING
    row.planned_to = 0 if anew else row.planned_to
    row.run += 1
    row.held = None
    open_lane(session, lane_of(key), rank=lane_of(key))
    audit(session, row, "again", by=who.id, now=now, detail=f"{what}: {queued}")
    session.add(row)
    session.flush()
    return row, last


def _again_after(
    session: Session, row: Announcement, what: str, after: int, now: datetime
) -> Sliced:
    """Go on with the next slice, unless it was cancelled or recalled meanwhile."""
    key = row.id or 0
    going = row.stage in {Stage.PLANNING, Stage.SENDING, Stage.DONE}
    if not going or rows.is_recalled(session, key):
        return row, None
    queued, last = _queue_slice(session, key, what, after, now)
    if queued and row.stage is Stage.DONE:  # the slice before is out and may be reported already
        row.stage = Stage.SENDING
        row.run += 1
        session.add(row)
        session.flush()
    return row, last


def _queue_slice(
    session: Session, key: int, what: str, after: int, now: datetime
) -> tuple[int, int | None]:
    lane, states = lane_of(key), AGAIN[what]
    last = slice_end(session, lane, states, after) if states else None
    if last is None:
        return 0, None
    return send_again(session, lane, states, now, within=(after, last)), last


def refuse_unless_amendable(session: Session, original: Announcement) -> None:
    """Refuse what is still being sent, was taken back, or is being changed already."""
    paused = original.stage is Stage.SENDING and original.held is not None
    if original.kind is not AnnouncementKind.NEWS or not (paused or original.stage in OVER):
        raise NotNow
    key = original.id or 0
    if rows.on_the_way(session, key) or rows.is_recalled(session, key):
        raise NotNow


def _amendment(
    original: Announcement, who: Who, kind: AnnouncementKind, now: datetime
) -> Announcement:
    is_recall = kind is AnnouncementKind.RECALL
    return Announcement(
        kind=kind,
        amends=original.id,
        by_person=who.id,
        changed_by=who.id,
        scope=original.scope,
        created_at=now,
        changed_at=now,
        text_hi=None if is_recall else original.text_hi,
        text_en=None if is_recall else original.text_en,
        file_kind=original.file_kind,
        file_id=original.file_id,
        audience=original.audience,
    )


def reach_of_amendment(session: Session, row: Announcement) -> Reach:
    """Count who is told of a correction or recall: who had it, in words that change."""
    key = row.amends or 0
    had = Counter(rows.delivered(session, key)) + Counter(digested(session, key))
    original = rows.found(session, key)
    if row.kind is AnnouncementKind.CORRECTION and original is not None:
        changed = reworded(Content.of(original), Content.of(row))
        had = Counter({locale: had[locale] for locale in changed})
    return Reach(roster=had.total(), joined=had.total(), english=had["en"])


def refuse_if_longer(row: Announcement, original: Announcement) -> None:
    """Refuse a correction that would need more messages: those that were sent can't become more."""
    if row.kind is not AnnouncementKind.CORRECTION:
        return
    now, before = Content.of(row), Content.of(original)
    if any(len(now.messages(x)) > len(before.messages(x)) for x in LANGUAGES):
        raise TooLong


def reword(session: Session, row: Announcement) -> None:
    """Let the announcement that is corrected say the new words from now on."""
    original = rows.found(session, row.amends or 0, lock=True)
    if original is not None:
        row.before_hi, row.before_en = original.text_hi, original.text_en
        original.text_hi, original.text_en = row.text_hi, row.text_en
        session.add(original)
