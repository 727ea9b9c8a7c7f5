"""Announcements as rows: found for who may see them, and what stands in the outbox about them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.errors import Refusal
from bot.services.outbox_rows import LANES, ROWS
from bot.services.people import Who
from db.announcements import Announcement
from db.dialects import table
from db.models import Audit
from db.outbox import ANNOUNCED
from db.types import AnnouncementKind, AnnouncementStage, DeliveryState, Role

Stage = AnnouncementStage
ANNOUNCEMENTS = table(Announcement)
ON_THE_WAY = frozenset({Stage.SCHEDULED, Stage.PLANNING, Stage.SENDING, Stage.CANCELLING})
OVER = frozenset({Stage.DONE, Stage.CANCELLED})


class NoSuchAnnouncement(Refusal):
    """There is none, or it is somebody else's."""


class NotADraft(Refusal):
    """It was released or discarded, so it can't be changed any more."""


class ChangedSince(Refusal):
    """It is not what was previewed."""


class NothingToSay(Refusal):
    """It holds neither words nor a file, or a correction changes nothing."""


class NobodyToReach(Refusal):
    """Nobody of those who are meant has joined."""


class NobodyAgain(Refusal):
    """Nobody of those who missed it can be reached now."""


class NeedsAnother(Refusal):
    """A second organiser must release it."""


class NotNow(Refusal):
    """It is not at a point at which this could be done."""


class TooLong(Refusal):
    """A correction needs more messages than what it corrects, which can't grow."""


class TextTooLong(Refusal):
    """A text is longer than what one announcement holds."""


class TimeIsPast(Refusal):
    """The time set for it is over."""


def lane_of(announcement_id: int) -> int:
    """Give the lane of an announcement."""
    return ANNOUNCED + announcement_id


def of_lane(lane: int) -> int:
    """Give the announcement of a lane."""
    return lane - ANNOUNCED


def own(session: Session, announcement_id: int, who: Who, *, lock: bool = False) -> Announcement:
    """Give an announcement to who may see it: organisers any, staff theirs.

    ``lock`` keeps others from changing it. Raises NoSuchAnnouncement.
    """
    row = found(session, announcement_id, lock=lock)
    if row is None or (who.role is not Role.ORGANISER and row.by_person != who.id):
        raise NoSuchAnnouncement
    return row


def found(session: Session, announcement_id: int, *, lock: bool = False) -> Announcement | None:
    """Give an announcement; None where there is none."""
    return session.get(Announcement, announcement_id, with_for_update=lock or None)


def first_hands(row: Announcement) -> set[int]:
    """Give who can't be the second that releases it: who changed it last, and who submitted it."""
    hands = {row.changed_by or row.by_person}
    return hands | {row.submitted_by} if row.submitted_by is not None else hands


def on_the_way(session: Session, announcement_id: int) -> bool:
    """Tell whether a correction or recall of an announcement is being sent."""
    query = select(ANNOUNCEMENTS.c.id).where(
        ANNOUNCEMENTS.c.amends == announcement_id, ANNOUNCEMENTS.c.stage.in_(ON_THE_WAY)
    )
    return session.execute(query.limit(1)).first() is not None


def is_recalled(session: Session, announcement_id: int) -> bool:
    """Tell whether an announcement was taken back."""
    return bool(recalls(session, [announcement_id]))


def recalls(session: Session, announcements: Collection[int]) -> dict[int, datetime]:
    """Give when those of some announcements that were taken back were."""
    query = select(ANNOUNCEMENTS.c.amends, ANNOUNCEMENTS.c.released_at).where(
        ANNOUNCEMENTS.c.amends.in_(announcements),
        ANNOUNCEMENTS.c.kind == AnnouncementKind.RECALL,
        ANNOUNCEMENTS.c.stage.in_(ON_THE_WAY | OVER),
    )
    return {row.amends: row.released_at for row in session.execute(query)}


def has_open(session: Session, lane: int, *states: DeliveryState) -> bool:
    """Tell whether a lane holds rows in one of these states; those without an outcome if none."""
    wanted = states or (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.STARTED)
    query = select(ROWS.c.id).where(ROWS.c.lane == lane, ROWS.c.state.in_(wanted)).limit(1)
    return session.execute(query).first() is not None


def delivered(session: Session, announcement_id: int) -> dict[str, int]:
    """Count the people whom an announcement reached, with its first part at least, by language."""
    found = session.execute(
        select(ROWS.c.payload, func.count().label("n"))
        .where(
            ROWS.c.lane == lane_of(announcement_id),
            ROWS.c.state == DeliveryState.SENT,
            ROWS.c.part == 1,
        )
        .group_by(ROWS.c.payload)
    )
    return {row.payload: row.n for row in found}


@dataclass(frozen=True, slots=True)
class Place:
    """The message that shows the progress: a chat and a number in it."""

    chat_id: int
    message_id: int


Got = list[tuple[int, datetime]]  # the messages that somebody got, and when


def messages_got(session: Session, announcement_id: int, people: Collection[int]) -> dict[int, Got]:
    """Give the messages that people got of an announcement, in the order of its parts."""
    rows = session.execute(
        select(ROWS.c.person_id, ROWS.c.message_id, ROWS.c.settled_at)
        .where(
            ROWS.c.person_id.in_(people),
            ROWS.c.lane == lane_of(announcement_id),
            ROWS.c.state == DeliveryState.SENT,
            ROWS.c.message_id.is_not(None),
        )
        .order_by(ROWS.c.person_id, ROWS.c.part)
    )
    found: dict[int, Got] = {}
    for person, number, at in rows:
        found.setdefault(person, []).append((number, at))
    return found


def fault_of(session: Session, lane: int) -> str | None:
    """Give why delivery closed a lane by itself."""
    return session.execute(select(LANES.c.fault).where(LANES.c.id == lane)).scalar()


def active(session: Session) -> list[Announcement]:
    """Give what has something to be done about, oldest first."""
    unreported = ANNOUNCEMENTS.c.reported < ANNOUNCEMENTS.c.run
    wanted = ANNOUNCEMENTS.c.stage.in_(ON_THE_WAY) | (ANNOUNCEMENTS.c.stage.in_(OVER) & unreported)
    query = select(Announcement).where(wanted).order_by(col(Announcement.id))
    return list(session.execute(query).scalars())


def audit(
    session: Session,
    row: Announcement,
    act: str,
    *,
    by: int | None,
    now: datetime,
    detail: str = "",
) -> None:
    """Write down a privileged act; ``by`` None is the bot itself."""
    session.add(
        Audit(
            at=now,
            person_id=by,
            action=f"announcement.{act}",
            subject=f"announcement {row.id}",
            detail=detail[:500],
        )
    )
