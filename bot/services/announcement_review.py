"""What is looked at before an announcement is released: whom it reaches, how long, what is odd."""

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from bot.announcement_checks import Concern
from bot.announcement_content import LANGUAGES, Content
from bot.services.announcement_rows import ANNOUNCEMENTS, Stage, first_hands
from bot.services.audience import Reach
from bot.services.people import Who
from db.announcements import Announcement
from db.types import AnnouncementKind, Role


@dataclass(frozen=True, slots=True)
class Review:
    """An announcement as it stands before its release."""

    row: Announcement
    reach: Reach  # of a correction or recall: only ``joined``, those who had it
    seconds: int  # that the sending takes at the pace; 0 where there is none
    concerns: tuple[Concern, ...]
    alone: bool = False  # whoever looks at it may not release it alone

    @property
    def content(self) -> Content:
        """Give what it says."""
        return Content.of(self.row)


def seconds_for(content: Content, reach: Reach, per_second: float) -> int:
    """Give how long the sending takes at a pace; 0 where there is none."""
    if not per_second:
        return 0
    by_language = {"hi": reach.hindi, "en": reach.english}
    total = sum(max(1, len(content.messages(x))) * by_language[x] for x in LANGUAGES)
    return math.ceil(total / per_second)


def scope_of(row: Announcement, who: Who) -> frozenset[str] | None:
    """Give the states that an announcement may reach: those of its author, and of who looks."""
    written = frozenset(row.scope.split()) if row.scope else None
    if row.by_person == who.id or who.states is None:
        return who.states if row.by_person == who.id else written
    return who.states & written if written is not None else who.states


def is_second(row: Announcement, who: Who) -> bool:
    """Tell whether somebody may be the second organiser who releases what waits for one."""
    waiting = row.stage is Stage.WAITING
    return waiting and who.role is Role.ORGANISER and who.id not in first_hands(row)


def said_before(session: Session, row: Announcement, content: Content) -> datetime | None:
    """Give when the same was released last."""
    query = select(func.max(ANNOUNCEMENTS.c.released_at)).where(
        ANNOUNCEMENTS.c.fingerprint == content.fingerprint(),
        ANNOUNCEMENTS.c.id != row.id,
        ANNOUNCEMENTS.c.kind == AnnouncementKind.NEWS,
    )
    return session.execute(query).scalar()
