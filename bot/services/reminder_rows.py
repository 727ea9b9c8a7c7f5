"""What planning does within a transaction: reminders noted, queued in slices, closed, withdrawn."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, String, cast, exists, func, literal, select, update
from sqlmodel import Session

from bot.event import Event
from bot.quiet import after_quiet
from bot.reminder_plan import Key, Occasion, Record, Step
from bot.services.outbox_rows import ROWS, cancel, close_lane, open_lane, touched
from bot.services.reminder_audience import DELEGATES, PEOPLE, recipients
from db.dialects import insert_ignore, insert_selected, table
from db.outbox import REMINDERS
from db.reminders import Reminder, ReminderStop
from db.types import DeliveryKind, DeliveryState, ReminderStage

SLICE = 5_000  # roster rows looked at in one transaction: a tenth of a second
# Added to the numbers in keys: of one length they are inserted in their order, which is faster.
ONE_LENGTH = 10_000_000_000
UNSETTLED = (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.STARTED)
_REMINDERS = table(Reminder)


def records(session: Session) -> dict[Key, Record]:
    """Read what is kept about all reminders; there are a few for each session."""
    columns = (_REMINDERS.c[name] for name in ("id", "stage", "due_at", "until"))
    keys = (_REMINDERS.c[name] for name in ("rule", "session", "anchor"))
    rows = session.execute(select(*columns, *keys))
    return {(r.rule, r.session, r.anchor): Record(r.id, r.stage, r.due_at, r.until) for r in rows}


def stopped(session: Session) -> frozenset[str]:
    """Give the rules that are held back; EVERY_RULE for all."""
    return frozenset(session.execute(select(table(ReminderStop).c.rule)).scalars())


def note(session: Session, step: Step, stage: ReminderStage, now: datetime) -> None:
    """Remember a reminder that is ahead, or passed before anybody got it."""
    one = step.occasion
    if one is None:
        return
    values = {"due_at": one.at, "until": one.until, "stage": stage}
    rule, batch, anchor = one.key
    row = {"rule": rule, "session": batch, "anchor": anchor, "seen_at": now, **values}
    insert_ignore(session, _REMINDERS, [{**row, "upto": 0, "people": 0}])
    waiting = _REMINDERS.c.stage.in_([ReminderStage.AHEAD, ReminderStage.GONE])
    same = (_REMINDERS.c[name] == row[name] for name in ("rule", "session", "anchor"))
    session.execute(update(_REMINDERS).where(*same, waiting).values(**values))


def plan_slice(
    session: Session, reminder_id: int, event: Event, one: Occasion, now: datetime
) -> bool:
    """Queue a reminder for the next slice of the roster; tell whether there is more of it.

    It goes out at its moment, or now if that is over, but not in quiet hours; those for whom it
    would be useless by then are counted as expired.
    """
    row = session.get_one(Reminder, reminder_id, with_for_update=True)
    if row.stage not in _PLANNABLE:
        return False
    if row.stage is not ReminderStage.PLANNING:
        open_lane(session, row.lane, rank=REMINDERS)
        row.stage, row.due_at, row.until = ReminderStage.PLANNING, one.at, one.until
    last = _end_of_slice(session, row.upto)
    if last is None:
        row.stage, row.planned_at = ReminderStage.PLANNED, now
    else:
        people = recipients(event, one, now).where(
            DELEGATES.c.id > row.upto, DELEGATES.c.id <= last
        )
        goes = after_quiet(event, max(one.at, now))
        row.people += _insert(session, people, row, goes=goes, now=now)
        row.upto = last
    session.add(row)
    session.flush()
    return last is not None


_PLANNABLE = {ReminderStage.AHEAD, ReminderStage.GONE, ReminderStage.PLANNING}


def _end_of_slice(session: Session, after: int) -> int | None:
    keys = select(DELEGATES.c.id).where(DELEGATES.c.id > after).order_by(DELEGATES.c.id)
    part = keys.limit(SLICE).subquery()
    return session.execute(select(func.max(part.c.id))).scalar()


def _insert(
    session: Session,
    people: Select[tuple[int, int]],
    row: Reminder,
    *,
    goes: datetime,
    now: datetime,
) -> int:
    """Queue for those of a slice in one statement; the key keeps all from being queued twice."""
    late = goes >= row.until
    payload = orjson.dumps({"rule": row.rule, "session": row.session, "anchor": row.anchor})
    state = DeliveryState.EXPIRED if late else DeliveryState.QUEUED
    key = literal(f"reminder:{row.rule}:{row.session}:{row.anchor}:") + cast(
        DELEGATES.c.id + ONE_LENGTH, String
    )
    values: dict[str, ColumnElement[Any]] = {
        "key": key,
        "person_id": PEOPLE.c.id,
        **{
            name: literal(value, ROWS.c[name].type)
            for name, value in {
                "lane": row.lane,
                "kind": DeliveryKind.REMINDER,
                "payload": payload.decode(),
                "part": 1,
                "continued": False,
                "state": state,
                "due_at": goes,
                "expires_at": row.until,
                "attempts": 0,
                "settled_at": now if late else None,
            }.items()
        },
    }
    chosen = people.with_only_columns(*values.values())
    return insert_selected(session, ROWS, list(values), chosen)


def finish(session: Session, record: Record, now: datetime) -> bool:
    """Close a reminder whose deliveries are all settled; expire a slice of those that are useless.

    Tells whether there is more to expire.
    """
    if now >= record.until and _expire_slice(session, record, now):
        return True
    if not _has_unsettled(session, record):
        _end(session, record)
    return False


def withdraw_slice(session: Session, record: Record, now: datetime) -> bool:
    """Cancel a slice of a reminder that no longer fits; tell whether there is more of it."""
    if record.stage is ReminderStage.AHEAD:
        _set_stage(session, record, ReminderStage.GONE)
        return False
    close_lane(session, -record.id)
    if cancel(session, -record.id, now, limit=SLICE) == SLICE:
        return True
    if not _has_unsettled(session, record):
        _end(session, record)  # or else the next time: what is in hand may come back to the queue
    return False


def _has_unsettled(session: Session, record: Record) -> bool:
    some = exists().where(ROWS.c.lane == -record.id, ROWS.c.state.in_(UNSETTLED))
    return bool(session.execute(select(some)).scalar())


def _expire_slice(session: Session, record: Record, now: datetime) -> bool:
    waiting = (ROWS.c.lane == -record.id, ROWS.c.state == DeliveryState.QUEUED)
    some = select(ROWS.c.id).where(*waiting).limit(SLICE)
    done = session.execute(
        update(ROWS)
        .where(ROWS.c.id.in_(some.scalar_subquery()), ROWS.c.state == DeliveryState.QUEUED)
        .values(state=DeliveryState.EXPIRED, settled_at=now)
    )
    return touched(done) == SLICE


def _end(session: Session, record: Record) -> None:
    """Take the lane from those that delivery looks through; what is in hand still settles."""
    close_lane(session, -record.id)
    _set_stage(session, record, ReminderStage.OVER)


def _set_stage(session: Session, record: Record, stage: ReminderStage) -> None:
    session.execute(
        update(_REMINDERS)
        .where(_REMINDERS.c.id == record.id, _REMINDERS.c.stage == record.stage)
        .values(stage=stage)
    )
