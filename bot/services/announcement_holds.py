"""Announcements held because of something else than their sending: the event moved under them."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from bot.announcement_content import Content, words
from bot.dates_in_text import dates_in
from bot.services.announcement_rows import ANNOUNCEMENTS, ON_THE_WAY, Stage, audit, lane_of
from bot.services.outbox_rows import close_lane
from db.announcements import Announcement
from db.types import AnnouncementKind, HoldReason


def hold_mentioning(
    session: Session, dates: Collection[date], *, note: str = "", by: int | None, now: datetime
) -> list[int]:
    """Hold what is on its way and names one of these dates, which a session was moved from.

    For the transaction that moves it. Those concerned are told by themselves; ``note`` goes with
    that (at most 200 characters). Gives the announcements that were held.
    """
    query = select(Announcement).where(
        ANNOUNCEMENTS.c.stage.in_({*ON_THE_WAY, Stage.WAITING} - {Stage.CANCELLING}),
        ANNOUNCEMENTS.c.kind != AnnouncementKind.RECALL,
        ANNOUNCEMENTS.c.held.is_(None),
    )
    held: list[int] = []
    for row in session.execute(query.with_for_update()).scalars():
        said = words(Content.of(row))
        named = sorted(day for day in set(dates) if day in dates_in(said, day.year))
        if named:
            row.held, row.held_told = HoldReason.DATES, False
            row.held_note = (note or " ".join(day.isoformat() for day in named))[:200]
            close_lane(session, lane_of(row.id or 0))
            audit(session, row, "hold", by=by, now=now, detail=row.held_note)
            session.add(row)
            held.append(row.id or 0)
    return held
