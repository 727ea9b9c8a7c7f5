"""How a delivery is taken in hand, started and settled: statements within a transaction.

SQLite has one writer, so a claim there is alone; PostgreSQL lets two deliverers pass each other by
with SKIP LOCKED, which SQLite would silently ignore.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, or_, select, update
from sqlmodel import Session

from bot.services.outbox_rows import AT_ONCE, FINAL, LANES, ROWS, touched
from db.dialects import insert_ignore, table
from db.models import Person
from db.outbox import ANNOUNCED, OutboxStop
from db.types import DeliveryKind, DeliveryState

LEASE = timedelta(seconds=10)  # of a claim; renewed while its holder lives
# In doubt, these are sent once more: better twice than never.
REPEATED = frozenset(DeliveryKind) - {DeliveryKind.ANNOUNCEMENT, DeliveryKind.DIGEST}
ATTEMPTS = 2  # of those
FAILURES = 20  # in a row, after which an announcement is stopped
TOO_MANY = "too many failures in a row"


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
class Outcome:
    """What became of a delivery that was started, or of one that is not to be (any more)."""

    id: int
    state: DeliveryState
    message_id: int | None = None
    error: str | None = None
    due_at: datetime | None = None  # with QUEUED: not before
    attempts: int = 1  # to be added
    more: bool = False  # with SENT: another part follows
    gone: bool = False  # with UNREACHABLE: mark the person


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a notice, for whoever had it sent: the first word of ``key`` says who."""

    id: int
    key: str
    state: DeliveryState
    message_id: int | None

    @property
    def numbers(self) -> list[int]:
        """Give the numbers in the key's second part."""
        return [int(one) for one in self.key.split(":")[1].split(".")]


# Records it in the transaction of the outcome.
Listener = Callable[[Session, Sequence[Heard], datetime], None]


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


def settle(session: Session, worker: str, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Record outcomes, mark whom Telegram does not reach, queue the parts that follow."""
    session.connection().execute(_SETTLE, [_settled(o, worker, now) for o in outcomes])
    _mark_gone(session, [o.id for o in outcomes if o.gone], now)
    _continue(session, [o.id for o in outcomes if o.more], now)
    _count_failures(session, outcomes)


def give_back(session: Session, worker: str, keep: Sequence[int]) -> None:
    """Queue again what a worker holds, but for what it is sending."""
    in_hand = ROWS.c.state.in_([DeliveryState.CLAIMED, DeliveryState.STARTED])
    held = (ROWS.c.worker == worker, in_hand, ROWS.c.id.not_in(keep))
    session.execute(update(ROWS).where(*held).values(**_BACK))


def renew(session: Session, worker: str, now: datetime) -> None:
    """Prolong the lease of all that a worker holds."""
    session.execute(update(ROWS).where(ROWS.c.worker == worker).values(lease_until=now + LEASE))


def heard(session: Session, ids: Sequence[int]) -> dict[str, list[Heard]]:
    """Give the notices among rows that have an outcome now, by the first word of their keys."""
    columns = (ROWS.c.id, ROWS.c.key, ROWS.c.state, ROWS.c.message_id)
    rows = session.execute(
        select(*columns)
        .where(ROWS.c.id.in_(ids), ROWS.c.kind == DeliveryKind.NOTICE, ROWS.c.state.in_(FINAL))
        .order_by(ROWS.c.id)
    )
    found: dict[str, list[Heard]] = {}
    for row in rows:
        found.setdefault(row.key.split(":")[0], []).append(Heard(*row))
    return found


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
_SETTLE = (
    update(ROWS)
    .where(
        ROWS.c.id == bindparam("b_id"),
        or_(
            ROWS.c.worker == bindparam("b_worker"),
            ROWS.c.state == DeliveryState.IN_DOUBT,
        ),
    )
    .values(
        state=bindparam("b_state"),
        message_id=bindparam("b_message_id"),
        error=bindparam("b_error"),
        settled_at=bindparam("b_settled_at"),
        due_at=func.coalesce(bindparam("b_due_at", type_=ROWS.c.due_at.type), ROWS.c.due_at),
        attempts=ROWS.c.attempts + bindparam("b_attempts"),
        continued=bindparam("b_continued"),
        worker=None,
        lease_until=None,
    )
)


def _settled(outcome: Outcome, worker: str, now: datetime) -> dict[str, object]:
    return {
        "b_id": outcome.id,
        "b_worker": worker,
        "b_state": outcome.state,
        "b_message_id": outcome.message_id,
        "b_error": outcome.error,
        "b_settled_at": now if outcome.state in FINAL else None,
        "b_due_at": outcome.due_at,
        "b_attempts": outcome.attempts,
        "b_continued": outcome.more,
    }


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


def _mark_gone(session: Session, ids: list[int], now: datetime) -> None:
    if ids:
        people = table(Person)
        whose = select(ROWS.c.person_id).where(ROWS.c.id.in_(ids))
        session.execute(
            update(people)
            .where(people.c.id.in_(whose), people.c.unreachable_at.is_(None))
            .values(unreachable_at=now)
        )


def _continue(session: Session, ids: list[int], now: datetime) -> None:
    """Queue the next part of rows whose part was sent."""
    for row in session.execute(select(ROWS).where(ROWS.c.id.in_(ids))) if ids else ():
        whole, _, _ = row.key.partition("#")
        following = {
            "key": f"{whole}#{row.part + 1}",
            "lane": row.lane,
            "kind": row.kind,
            "person_id": row.person_id,
            "payload": row.payload,
            "part": row.part + 1,
            "continued": False,
            "state": DeliveryState.QUEUED,
            "due_at": now,
            "expires_at": row.expires_at,
            "attempts": 0,
        }
        insert_ignore(session, ROWS, [following])


def _count_failures(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Count the failures in a row of each lane; a success begins anew."""
    told = {o.id: o.state is DeliveryState.SENT for o in outcomes if _tells(o)}
    lanes = session.execute(select(ROWS.c.id, ROWS.c.lane).where(ROWS.c.id.in_(told)))
    runs: dict[int, tuple[bool, int]] = {}  # by lane: was one sent, failures since then
    for key, lane in lanes.all() if told else ():
        sent, failures = runs.get(lane, (False, 0))
        runs[lane] = (True, 0) if told[key] else (sent, failures + 1)
    for lane, (sent, failures) in runs.items():
        before = 0 if sent else LANES.c.failures
        changed = LANES.c.failures != before + failures
        session.execute(
            update(LANES).where(LANES.c.id == lane, changed).values(failures=before + failures)
        )
        session.execute(
            update(LANES)
            .where(LANES.c.id == lane, LANES.c.id > ANNOUNCED, LANES.c.failures >= FAILURES)
            .where(LANES.c.is_open)
            .values(is_open=False, fault=TOO_MANY)
        )


_TELLING = frozenset({DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.IN_DOUBT})


def _tells(outcome: Outcome) -> bool:
    """Tell whether an outcome says how a lane fares: not what was never tried."""
    refused = outcome.state is DeliveryState.UNREACHABLE and outcome.attempts > 0
    return refused or outcome.state in _TELLING
