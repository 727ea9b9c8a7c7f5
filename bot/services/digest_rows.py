"""Digests in the outbox: who has an announcement in his, and the messages that it became."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, exists, func, literal, or_, select
from sqlmodel import Session

from bot.services.announcement_rows import ANNOUNCEMENTS, Got
from bot.services.audience import PEOPLE
from bot.services.outbox_rows import FINAL, ROWS
from db.announcements import CaughtUp
from db.dialects import table
from db.outbox import NOTICES
from db.types import DeliveryKind, DeliveryState

CAUGHT_UP = table(CaughtUp)
DIGESTED = "digest"  # what a correction or recall carries in place of a language: look there
# While one is in hand nobody knows which words it says, so that it is looked at again afterwards.
MAY_HAVE = (DeliveryState.SENT, DeliveryState.CLAIMED, DeliveryState.STARTED)
RENDERED = timedelta(seconds=5)  # within which what was made before it is begun, too
_DIGESTS = ROWS.alias("digests")


@dataclass(frozen=True, slots=True)
class SentDigest:
    """The messages of somebody's digest; while it ``is_open`` more of them may come."""

    messages: Got = field(default_factory=list)
    is_open: bool = False


def key_of(person: ColumnElement[int]) -> ColumnElement[str]:
    """Give the key of somebody's digest in the outbox."""
    return literal("digest:", String).concat(cast(person, String))


def has_digested(
    announcement_id: int, person: ColumnElement[int], *, before: datetime | None = None
) -> ColumnElement[bool]:
    """Match who has or may have an announcement in his digest.

    What was over when that was sent was not in it. ``before``: a digest that was begun after this
    moment has other words already, those of a correction.
    """
    valid = (
        select(ANNOUNCEMENTS.c.valid_until)
        .where(ANNOUNCEMENTS.c.id == announcement_id)
        .scalar_subquery()
    )
    over = _DIGESTS.c.settled_at.is_not(None) & (_DIGESTS.c.settled_at >= valid)
    found = exists().where(
        CAUGHT_UP.c.person_id == person,
        CAUGHT_UP.c.announcement_id == announcement_id,
        _DIGESTS.c.key == key_of(person),
        _DIGESTS.c.state.in_(MAY_HAVE),
        ~over,
    )
    if before is None:
        return found
    begun = _DIGESTS.c.started_at
    return found.where(or_(begun.is_(None), begun <= before + RENDERED))


def digested(session: Session, announcement_id: int) -> dict[str, int]:
    """Count the people whom an announcement reached in their digests, by language."""
    query = (
        select(PEOPLE.c.locale, func.count().label("n"))
        .select_from(CAUGHT_UP.join(_DIGESTS, _DIGESTS.c.key == key_of(CAUGHT_UP.c.person_id)))
        .join(PEOPLE, PEOPLE.c.id == CAUGHT_UP.c.person_id)
        .join(ANNOUNCEMENTS, ANNOUNCEMENTS.c.id == CAUGHT_UP.c.announcement_id)
        .where(
            CAUGHT_UP.c.announcement_id == announcement_id,
            _DIGESTS.c.state == DeliveryState.SENT,
            _DIGESTS.c.settled_at < ANNOUNCEMENTS.c.valid_until,
        )
        .group_by(PEOPLE.c.locale)
    )
    return {row.locale: row.n for row in session.execute(query)}


def sent_digests(session: Session, people: Collection[int]) -> dict[int, SentDigest]:
    """Give the digests of people, in the order of their parts."""
    query = (
        select(ROWS.c.person_id, ROWS.c.state, ROWS.c.message_id, ROWS.c.settled_at)
        .where(
            ROWS.c.person_id.in_(people),
            ROWS.c.lane == NOTICES,
            ROWS.c.kind == DeliveryKind.DIGEST,
        )
        .order_by(ROWS.c.person_id, ROWS.c.part)
    )
    found: dict[int, SentDigest] = {}
    for person, state, number, at in session.execute(query):
        before = found.get(person, SentDigest())
        is_sent = state == DeliveryState.SENT and number is not None
        messages: list[tuple[int, datetime]] = [(number, at)] if is_sent else []
        is_open = before.is_open or state not in FINAL
        found[person] = SentDigest([*before.messages, *messages], is_open)
    return found
