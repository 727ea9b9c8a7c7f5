"""What is left when all is over: the counts, and nobody's name.

Every table is named in FATES, and a test compares them with the schema: a table that is added
without a decision cannot be forgotten here. Rows that counts are made of stay without what says
whose they are, so the figures are the same before and after. The team's own accounts stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Table, delete, func, select, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from bot.clock import Clock
from bot.errors import Fault
from bot.event import Event
from bot.services.own_data import EMPTY_PERSON
from db.dialects import table
from db.engine import Database
from db.models import Audit, Delegate, Person, RsvpChange
from db.types import Role

NOBODY = "–"


class Fate(StrEnum):
    """What becomes of a table."""

    STAYS = "stays"  # nothing personal in it, or the event's own
    EMPTIED = "emptied"  # every row goes
    BLANKED = "blanked"  # the rows stay for the counts, without what says whose they are


FATES: Mapping[str, Fate] = {
    **dict.fromkeys(
        ["announcement", "check_in", "digest_wish", "event_version", "lane", "outbox_stop"],
        Fate.STAYS,
    ),
    **dict.fromkeys(
        ["reminder", "reminder_stop", "replacement", "staff_chat", "tally"], Fate.STAYS
    ),
    **dict.fromkeys(
        ["caught_up", "delivery", "door_secret", "entry_pass", "event_draft", "faq_draft"],
        Fate.EMPTIED,
    ),
    **dict.fromkeys(
        ["intake", "invite", "join_notice", "join_request", "live_count", "point", "point_file"],
        Fate.EMPTIED,
    ),
    **dict.fromkeys(
        ["question", "reply", "reply_sending", "rsvp_detail", "staff_copy", "staff_note"],
        Fate.EMPTIED,
    ),
    **dict.fromkeys(["staff_post", "topic", "waiting"], Fate.EMPTIED),
    **dict.fromkeys(
        ["audit", "delegate", "delegate_word", "feedback", "person", "rsvp", "rsvp_change"],
        Fate.BLANKED,
    ),
}


@dataclass(frozen=True, slots=True)
class Shredded:
    """What was shredded."""

    delegates: int
    accounts: int
    rows: int  # that went as a whole


def allowed_from(event: Event, days: int) -> datetime:
    """Give the moment from which it may be done: so many days after the last session ended."""
    return max(event.ends(s) for s in event.sessions) + timedelta(days=days)


class Shredding:
    """Shreds, once, when everything is over."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def shred(self, event: Event, days: int) -> Shredded:
        """Empty and blank every table as FATES say, in one transaction.

        Raises Fault where it is too early.
        """
        now = self._clock.now()
        start = allowed_from(event, days)
        if now < start:
            raise Fault(
                f"it is too early: personal data can be shredded from "
                f"{event.local(start):%d.%m.%Y %H:%M}, {days} days after the last session "
                "(privacy.shred_after_days)"
            )

        def work(db: Db) -> Shredded:
            rows = 0
            for found in reversed(SQLModel.metadata.sorted_tables):
                if FATES.get(found.name) is Fate.EMPTIED:
                    rows += _count(db, found)
                    db.execute(delete(found))
            done = Shredded(_blank_delegates(db), _blank_accounts(db), rows)
            _blank_words(db)
            detail = f"{done.delegates} delegates, {done.accounts} accounts"
            db.add(Audit(at=now, action="close", detail=detail))
            return done

        return await self._database.write(work)


def _blank_delegates(db: Db) -> int:
    values = {"name": NOBODY, "district": NOBODY, "search_key": ""}
    nothing = dict.fromkeys(["name_hi", "district_hi", "phone", "language"])
    db.execute(update(table(Delegate)).values(**values, **nothing))
    db.execute(delete(SQLModel.metadata.tables["delegate_word"]))  # made anew by the change
    return _count(db, table(Delegate))


def _blank_accounts(db: Db) -> int:
    """Blank those of delegates and guests; reach and verification stay, they are counted."""
    people = table(Person)
    team = people.c.role.in_([Role.STAFF, Role.ORGANISER])
    others = ~team
    count = _count(db, people, others)
    db.execute(update(people).where(others).values(**EMPTY_PERSON, telegram_id=-people.c.id))
    db.execute(update(people).where(team).values(phone=None, expecting=None))
    return count


def _count(db: Db, of: Table, where: ColumnElement[bool] | None = None) -> int:
    query = select(func.count()).select_from(of)
    found = db.execute(query if where is None else query.where(where))
    return int(found.scalar_one())


def _blank_words(db: Db) -> None:
    """Take words of people out of what stays: reasons, comments, notes of the audit."""
    changes = table(RsvpChange)
    db.execute(delete(changes).where(changes.c.question != ""))
    tables = SQLModel.metadata.tables
    db.execute(update(tables["rsvp"]).values(reason=None))
    db.execute(update(tables["feedback"]).values(comment=None))
    db.execute(update(tables["audit"]).values(detail=""))
