"""What happens to announcements by themselves: planned in chunks, ended, stopped, reported once.

`step` does a little of what is due and says whether more is; it is called every second. Each of its
parts is a transaction of its own that looks again at how things stand, so that it may be broken
off anywhere, and done by two at once.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlmodel import Session

from bot.announcement_content import Content, reworded
from bot.clock import Clock
from bot.config import Config
from bot.services import announcement_rows as rows
from bot.services.announcement_rows import ANNOUNCEMENTS, Got, Stage, active, lane_of, messages_got
from bot.services.audience import ANSWERS, DELEGATES, PEOPLE, Audience, meant
from bot.services.digest_rows import CAUGHT_UP, DIGESTED, has_digested
from bot.services.event_editor import EventEditor
from bot.services.outbox_rows import ROWS, Draft, cancel, open_lane, queue
from db.announcements import Announcement
from db.dialects import insert_selected
from db.engine import Database
from db.types import AnnouncementKind, DeliveryKind, DeliveryState, HoldReason

CHUNK = 5_000  # rows in one transaction: the writer is free again within a tenth of a second
KINDS = {
    AnnouncementKind.NEWS: DeliveryKind.ANNOUNCEMENT,
    AnnouncementKind.CORRECTION: DeliveryKind.CORRECTION,
    AnnouncementKind.RECALL: DeliveryKind.RECALL,
}


class AnnouncementWork:
    """Carries announcements from their release to the report."""

    def __init__(
        self, database: Database, clock: Clock, events: EventEditor, config: Config
    ) -> None:
        self._database = database
        self._clock = clock
        self._events = events
        self._default = config.languages.default

    async def step(self) -> bool:
        """Do a part of what is due; tell whether there is more to do at once."""
        more = False
        for row in await self._database.read(active):
            doing = await self._database.read(partial(self._due, row))
            if doing is not None:
                key = row.id or 0
                more |= await self._database.write(partial(self._do, key, doing))
        return more

    async def many(self, keys: Collection[int]) -> dict[int, Announcement]:
        """Give announcements by their keys."""
        query = select(Announcement).where(ANNOUNCEMENTS.c.id.in_(keys))
        found = await self._database.read(lambda s: list(s.execute(query).scalars()))
        return {row.id or 0: row for row in found}

    async def messages_got(self, announcement_id: int, people: Collection[int]) -> dict[int, Got]:
        """Give the messages that people got of an announcement, in the order of its parts."""
        return await self._database.read(lambda s: messages_got(s, announcement_id, people))

    async def on_the_way(self) -> list[Announcement]:
        """Give what is scheduled or being sent."""
        found = await self._database.read(active)
        return [row for row in found if row.stage in rows.ON_THE_WAY]

    async def unreported(self) -> list[Announcement]:
        """Give what ended and was not reported."""
        found = await self._database.read(active)
        return [row for row in found if row.stage in rows.OVER]

    async def report(self, row: Announcement, drafts: Sequence[Draft]) -> bool:
        """Queue the report of a run, once: the mark and the rows are one transaction."""

        def work(session: Session) -> bool:
            marked = session.execute(
                update(ANNOUNCEMENTS)
                .where(ANNOUNCEMENTS.c.id == row.id, ANNOUNCEMENTS.c.reported < row.run)
                .values(reported=row.run)
                .returning(ANNOUNCEMENTS.c.id)
            ).first()
            if marked is not None:
                queue(session, drafts)
            return marked is not None

        return await self._database.write(work)

    async def untold(self) -> list[Announcement]:
        """Give what was held and those concerned do not know of."""
        query = select(Announcement).where(ANNOUNCEMENTS.c.held_told.is_(False))
        return await self._database.read(lambda s: list(s.execute(query).scalars()))

    async def told(self, row: Announcement, drafts: Sequence[Draft]) -> None:
        """Queue the notices about a hold, once."""

        def work(session: Session) -> None:
            marked = session.execute(
                update(ANNOUNCEMENTS)
                .where(ANNOUNCEMENTS.c.id == row.id, ANNOUNCEMENTS.c.held_told.is_(False))
                .values(held_told=True)
                .returning(ANNOUNCEMENTS.c.id)
            ).first()
            if marked is not None:
                queue(session, drafts)

        await self._database.write(work)

    def _due(self, row: Announcement, session: Session) -> Callable[..., bool] | None:
        """Say what there is to do about an announcement, if anything."""
        now = self._clock.now()
        match row.stage:
            case Stage.SCHEDULED:
                due = row.held is None and (row.due_at is None or row.due_at <= now)
                return self._begin if due else None
            case Stage.PLANNING:
                return self._plan
            case Stage.CANCELLING:
                return self._let_go
            case Stage.SENDING:
                return self._due_while_sending(session, row)
        return None

    def _due_while_sending(self, session: Session, row: Announcement) -> Callable[..., bool] | None:
        lane = lane_of(row.id or 0)
        if row.held is HoldReason.FAULT:
            return None  # whoever sent it decides, also where nobody is left
        if row.held is None and rows.fault_of(session, lane):
            return self._stop
        return None if rows.has_open(session, lane) else self._finish

    def _do(self, key: int, do: Callable[..., bool], session: Session) -> bool:
        row = rows.found(session, key, lock=True)
        if row is None:
            return False
        more = do(session, row, self._clock.now())
        session.add(row)
        return more

    def _begin(self, session: Session, row: Announcement, _now: datetime) -> bool:
        if row.stage is not Stage.SCHEDULED or row.held is not None:
            return False
        if row.amends is not None and not _settled(session, row.amends):
            return False
        row.stage = Stage.PLANNING
        lane = lane_of(row.id or 0)
        open_lane(session, lane, rank=_rank(row, lane))
        return True

    def _plan(self, session: Session, row: Announcement, now: datetime) -> bool:
        """Queue the next chunk."""
        if row.stage is not Stage.PLANNING:
            return False
        chosen = self._chosen(session, row)
        # A chunk is of people looked at, so that also a few among many take no longer.
        looked = select(PEOPLE.c.id).where(PEOPLE.c.id > row.planned_to)
        part = looked.order_by(PEOPLE.c.id).limit(CHUNK).subquery()
        last = session.execute(select(func.max(part.c[0]))).scalar()
        if last is None:
            row.stage = Stage.SENDING
            row.planned_at = row.planned_at or now
            return False
        person, spoken = chosen.selected_columns
        values = _row_values(row, person, spoken, now)
        picked = chosen.where(person <= last).with_only_columns(*values.values())
        insert_selected(session, ROWS, list(values), picked)
        row.planned_to = last
        return True

    def _chosen(self, session: Session, row: Announcement) -> Select[Any]:
        """Select those still to be planned: the person, and the language he gets it in."""
        if row.amends is not None:
            return _had_it(row)
        event = self._events.current_in(session).event
        scope = frozenset(row.scope.split()) if row.scope else None
        content = Content.of(row)
        fixed = content.spoken("hi") if content.missing else None
        spoken = literal(fixed) if fixed else func.coalesce(PEOPLE.c.locale, self._default)
        digest = exists().where(
            CAUGHT_UP.c.person_id == PEOPLE.c.id, CAUGHT_UP.c.announcement_id == row.id
        )
        joined = PEOPLE.join(DELEGATES, DELEGATES.c.id == PEOPLE.c.delegate_id)
        return (
            select(PEOPLE.c.id, spoken)
            .select_from(joined.outerjoin(ANSWERS, ANSWERS.c.delegate_id == DELEGATES.c.id))
            .where(
                meant(Audience.from_json(row.audience), event, scope),
                PEOPLE.c.verified_at.is_not(None),
                PEOPLE.c.id > row.planned_to,
                ~digest,
            )
        )

    def _let_go(self, session: Session, row: Announcement, now: datetime) -> bool:
        """Cancel a chunk of what waits."""
        if row.stage is not Stage.CANCELLING:
            return False
        lane = lane_of(row.id or 0)
        if cancel(session, lane, now, limit=CHUNK):
            return True
        if not rows.has_open(session, lane):
            row.stage = Stage.CANCELLED
        return False

    def _stop(self, session: Session, row: Announcement, now: datetime) -> bool:
        """Take note that delivery stopped the lane by itself."""
        reason = rows.fault_of(session, lane_of(row.id or 0))
        if row.stage is Stage.SENDING and row.held is None and reason:
            row.held, row.held_note, row.held_told = HoldReason.FAULT, reason, False
            rows.audit(session, row, "fault", by=None, now=now, detail=reason)
        return False

    def _finish(self, session: Session, row: Announcement, _now: datetime) -> bool:
        if row.stage is Stage.SENDING and not rows.has_open(session, lane_of(row.id or 0)):
            row.stage, row.held, row.held_told = Stage.DONE, None, True
        return False


def _row_values(
    row: Announcement,
    person: ColumnElement[Any],
    spoken: ColumnElement[Any],
    now: datetime,
) -> dict[str, ColumnElement[Any]]:
    """Give the columns of a row of the outbox, in the database's own hands."""
    until = row.valid_until if row.kind is AnnouncementKind.NEWS else None
    types = {column.name: column.type for column in ROWS.columns}
    fixed: dict[str, object] = {
        "lane": lane_of(row.id or 0),
        "kind": KINDS[row.kind],
        "part": 1,
        "continued": False,
        "state": DeliveryState.QUEUED,
        "due_at": now,
        "attempts": 0,
    }
    values: dict[str, ColumnElement[Any]] = {
        name: literal(value, types[name]) for name, value in fixed.items()
    }
    if until is not None:
        values["expires_at"] = literal(until, types["expires_at"])
    key = literal(f"a{row.id}:", String).concat(cast(person, String))
    return {"key": key, "person_id": person, "payload": spoken, **values}


def _had_it(row: Announcement) -> Select[Any]:
    """Select who got what is amended, itself or in his digest, in a language whose words change."""
    key = row.amends or 0
    its = (ROWS.c.person_id == PEOPLE.c.id, ROWS.c.lane == lane_of(key))
    got = and_(*its, ROWS.c.part == 1, ROWS.c.state == DeliveryState.SENT)
    digest = has_digested(key, PEOPLE.c.id)
    if row.kind is AnnouncementKind.CORRECTION:
        changed = reworded(Content.before(row), Content.of(row))
        got &= ROWS.c.payload.in_(changed)
        digest = has_digested(key, PEOPLE.c.id, before=row.released_at)
        digest &= PEOPLE.c.locale.in_(changed)
    return (
        select(PEOPLE.c.id, func.coalesce(ROWS.c.payload, DIGESTED))
        .select_from(PEOPLE.outerjoin(ROWS, got))
        .where(PEOPLE.c.id > row.planned_to, or_(ROWS.c.id.is_not(None), digest))
    )


def _settled(session: Session, announcement_id: int) -> bool:
    """Tell whether nothing of an announcement is in anybody's hands."""
    lane = lane_of(announcement_id)
    original = rows.found(session, announcement_id)
    if original is not None and original.stage in rows.OVER:
        return True
    return not rows.has_open(session, lane, DeliveryState.CLAIMED, DeliveryState.STARTED)


def _rank(row: Announcement, lane: int) -> int:
    """Let what puts something right go before what is new."""
    return lane if row.amends is None else 4
