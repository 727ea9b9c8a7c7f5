"""How a delivery is taken in hand, started and given back: statements within a transaction.

SQLite has one writer, so a claim there is alone; PostgreSQL lets two deliverers pass each other by
with SKIP LOCKED, which SQLite would silently ignore.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, select, update
from sqlmodel import Session

from bot.services.outbox_rows import AT_ONCE, LANES, ROWS, touched
from db.dialects import table
from db.outbox import OutboxStop
from db.types import DeliveryKind, DeliveryState

LEASE = timedelta(seconds=10)  # of a claim; renewed while its holder lives
# In doubt, these are sent once more: better twice than never.
REPEATED = frozenset(DeliveryKind) - {DeliveryKind.ANNOUNCEMENT, DeliveryKind.DIGEST}
ATTEMPTS = 2  # of those


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in hand."""

    id: int
    key: str
    lane: int
    kind: DeliveryKind
    person_id: int
    payload: str | None
    part: int
    expires_at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Until when nothing goes out unasked, and why."""

    until: datetime
    reason: str


def claim(session: Session, worker: str, limit: int, now: datetime) -> list[Claimed]:
    """Take up to ``limit`` rows that are due, the most urgent lanes first; expire what is late."""
    if stop_in_force(session, now) is not None:
        return []
    connection = session.connection()
    claimed: list[Claimed] = []
    for lane in connection.execute(_DUE_LANES, {"now": now}).scalars().all():
        if len(claimed) < limit:
            found = _candidates(connection, lane, now, limit - len(claimed))
            if any(late for _, late in found):
                connection.execute(_EXPIRE, {"of_lane": lane, "now": now, "most": AT_ONCE})
                found = _candidates(connection, lane, now, limit - len(claimed))
            claimed += _take(connection, worker, found, now)
    return claimed


def start(session: Session, worker: str, ids: Sequence[int], now: datetime) -> set[int]:
    """Mark claimed rows as about to be sent; give those that may be, queue the others again.

    Nothing may during a stop. Rows that are started already are this very call's, made again after
    its commit was cut off.
    """
    in_hand = ROWS.c.state.in_([DeliveryState.CLAIMED, DeliveryState.STARTED])
    mine = (ROWS.c.id.in_(ids), ROWS.c.worker == worker, in_hand)
    if stop_in_force(session, now) is not None:
        session.execute(update(ROWS).where(*mine).values(**_BACK))
        return set()
    started = session.execute(
        update(ROWS)
        .where(*mine, ROWS.c.lane.in_(OPEN_LANES))
        .values(state=DeliveryState.STARTED, started_at=now)
        .returning(ROWS.c.id)
    )
    found = set(started.scalars())
    if len(found) < len(ids):
        session.execute(update(ROWS).where(*mine).values(**_BACK))
    return found


def give_back(session: Session, worker: str, keep: Sequence[int]) -> None:
    """Queue again what a worker holds, but for what it is sending."""
    in_hand = ROWS.c.state.in_([DeliveryState.CLAIMED, DeliveryState.STARTED])
    held = (ROWS.c.worker == worker, in_hand, ROWS.c.id.not_in(keep))
    session.execute(update(ROWS).where(*held).values(**_BACK))


def renew(session: Session, worker: str, now: datetime) -> None:
    """Prolong the lease of all that a worker holds."""
    session.execute(update(ROWS).where(ROWS.c.worker == worker).values(lease_until=now + LEASE))


def recover(
    session: Session, worker: str, now: datetime, *, alone: bool
) -> tuple[int, Sequence[int]]:
    """Take over from other workers: from all when ``alone``, else from those whose lease ran out.

    Gives how many rows that concerned, and the keys of those that had been started.

    A row in hand has a worker, any other has none: the index on workers finds them at once.
    """
    dead = [ROWS.c.worker > "", ROWS.c.worker != worker]
    if not alone:
        dead.append(ROWS.c.lease_until < now)
    back = session.execute(
        update(ROWS).where(*dead, ROWS.c.state == DeliveryState.CLAIMED).values(**_BACK)
    )
    again = ROWS.c.kind.in_(REPEATED) & (ROWS.c.attempts < ATTEMPTS - 1)
    doubt = session.execute(
        update(ROWS)
        .where(*dead, ROWS.c.state == DeliveryState.STARTED)
        .values(
            state=case((again, DeliveryState.QUEUED.value), else_=DeliveryState.IN_DOUBT.value),
            attempts=ROWS.c.attempts + 1,
            worker=None,
            lease_until=None,
            settled_at=case((again, None), else_=now),
            error="the process ended",
        )
        .returning(ROWS.c.id)
    )
    started = doubt.scalars().all()
    return touched(back) + len(started), started


def stop_in_force(session: Session, now: datetime) -> Stop | None:
    """Give the stop that Telegram asked for, if it is not over."""
    found = session.connection().execute(_STOP).one_or_none()
    return Stop(found.until, found.reason) if found and found.until > now else None


# Statements that every claim makes are built once: building them took most of its time.
OPEN_LANES = select(LANES.c.id).where(LANES.c.is_open).order_by(LANES.c.rank, LANES.c.id)
# The least of each lane, not whether there is one: either database finds that at an end of the
# index, whatever it believes about how many there are.
_SOONEST = (
    select(func.min(ROWS.c.due_at))
    .where(ROWS.c.lane == LANES.c.id, ROWS.c.state == DeliveryState.QUEUED)
    .correlate(LANES)
    .scalar_subquery()
)
_DUE_LANES = OPEN_LANES.where(bindparam("now", type_=ROWS.c.due_at.type) >= _SOONEST)
NEXT_DUE = select(func.min(_SOONEST)).where(LANES.c.is_open)
_STOP = select(table(OutboxStop)).limit(1)
_DUE = (
    select(ROWS.c.id, ROWS.c.expires_at)
    .where(
        ROWS.c.lane == bindparam("lane"),
        ROWS.c.state == DeliveryState.QUEUED,
        ROWS.c.due_at <= bindparam("now"),
    )
    .order_by(ROWS.c.due_at, ROWS.c.id)
    .limit(bindparam("most"))
)
_DUE_AND_FREE = _DUE.with_for_update(skip_locked=True)  # of other deliverers, on PostgreSQL
_CLAIM = (
    update(ROWS)
    .where(ROWS.c.id.in_(bindparam("keys", expanding=True)))
    .values(state=DeliveryState.CLAIMED, worker=bindparam("by"), lease_until=bindparam("until"))
    .returning(*(ROWS.c[name] for name in Claimed.__dataclass_fields__))
)
_EXPIRE = (
    update(ROWS)
    .where(
        ROWS.c.id.in_(
            select(ROWS.c.id)
            .where(
                ROWS.c.lane == bindparam("of_lane"),
                ROWS.c.state == DeliveryState.QUEUED,
                ROWS.c.due_at <= bindparam("now"),
                ROWS.c.expires_at <= bindparam("now"),
            )
            .order_by(ROWS.c.due_at, ROWS.c.id)
            .limit(bindparam("most"))
        ),
        ROWS.c.state == DeliveryState.QUEUED,
    )
    .values(state=DeliveryState.EXPIRED, settled_at=bindparam("now"))
)
_BACK: dict[str, object] = {"state": DeliveryState.QUEUED, "worker": None, "lease_until": None}


def _candidates(
    connection: Connection, lane: int, now: datetime, limit: int
) -> list[tuple[int, bool]]:
    """Give the keys of rows that are due, and whether they are too late."""
    query = _DUE_AND_FREE if connection.dialect.name == "postgresql" else _DUE
    rows = connection.execute(query, {"lane": lane, "now": now, "most": limit})
    return [(key, until is not None and until <= now) for key, until in rows]


def _take(
    connection: Connection, worker: str, found: list[tuple[int, bool]], now: datetime
) -> list[Claimed]:
    keys = [key for key, is_late in found if not is_late]
    if not keys:
        return []
    rows = connection.execute(_CLAIM, {"keys": keys, "by": worker, "until": now + LEASE})
    by_key = {row.id: Claimed(*row) for row in rows}
    return [by_key[key] for key in keys]
