"""What the outbox does within a transaction: queue, hold, cancel and count rows.

The life of a row and what always holds is drawn in ``db/outbox.py``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlmodel import Session

from db.dialects import insert_ignore, table
from db.models import Person
from db.outbox import Delivery, Lane
from db.types import DeliveryKind, DeliveryState

AT_ONCE = 5_000  # rows in one statement where a million may be meant
FINAL = frozenset(DeliveryState) - {
    DeliveryState.QUEUED,
    DeliveryState.CLAIMED,
    DeliveryState.STARTED,
}
ROWS = table(Delivery)
LANES = table(Lane)
PEOPLE = table(Person)


@dataclass(frozen=True, slots=True)
class Draft:
    """A delivery to be queued; ``key`` says what it is, so that planning twice queues it once."""

    key: str
    lane: int
    kind: DeliveryKind
    person_id: int
    due_at: datetime
    expires_at: datetime | None = None
    payload: str | None = None  # JSON


@dataclass(frozen=True, slots=True)
class Tally:
    """How many recipients of a lane are in which state."""

    counts: dict[DeliveryState, int] = field(default_factory=dict)

    def __getitem__(self, state: DeliveryState) -> int:
        """Give the recipients in one state."""
        return self.counts.get(state, 0)

    @property
    def total(self) -> int:
        """Give the audience."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """Give those whose outcome is not known yet."""
        return sum(n for state, n in self.counts.items() if state not in FINAL)


def queue(session: Session, drafts: Iterable[Draft]) -> None:
    """Queue drafts within a transaction; those whose key is known are left as they are."""
    rows = [
        {
            "key": d.key,
            "lane": d.lane,
            "kind": d.kind,
            "person_id": d.person_id,
            "payload": d.payload,
            "part": 1,
            "continued": False,
            "state": DeliveryState.QUEUED,
            "due_at": d.due_at,
            "expires_at": d.expires_at,
            "attempts": 0,
        }
        for d in drafts
    ]
    for at in range(0, len(rows), AT_ONCE):
        insert_ignore(session, ROWS, rows[at : at + AT_ONCE])


def open_lane(session: Session, lane: int, rank: int | None = None) -> None:
    """Let the rows of a lane through, forgetting why it was closed; make the lane if needed."""
    row = {"id": lane, "rank": lane if rank is None else rank, "is_open": True, "failures": 0}
    insert_ignore(session, LANES, [row])
    session.execute(
        update(LANES).where(LANES.c.id == lane).values(is_open=True, fault=None, failures=0)
    )


def close_lane(session: Session, lane: int, *, fault: str | None = None) -> None:
    """Hold the rows of a lane; what is being sent at this moment still arrives.

    A ``fault`` says why delivery did so by itself; one that is known already is kept.
    """
    why = {} if fault is None else {"fault": fault}
    session.execute(update(LANES).where(LANES.c.id == lane).values(is_open=False, **why))


def cancel(session: Session, lane: int, now: datetime, *, limit: int | None = None) -> int:
    """Cancel what is queued or claimed in a lane; give how many rows that were.

    With a ``limit`` at most so many: a million at once would hold up every other write.
    """
    waiting = (ROWS.c.lane == lane, ROWS.c.state.in_(["queued", "claimed"]))
    chosen = ROWS.c.id.in_(select(ROWS.c.id).where(*waiting).limit(limit)) if limit else waiting[0]
    done = session.execute(
        update(ROWS)
        .where(*waiting, chosen)
        .values(state=DeliveryState.CANCELLED, settled_at=now, worker=None, lease_until=None)
    )
    return touched(done)


def send_again(
    session: Session,
    lane: int,
    states: Iterable[DeliveryState],
    now: datetime,
    *,
    within: tuple[int, int] | None = None,
) -> int:
    """Queue the recipients of a lane who are in one of these final states; give how many.

    Who has blocked the bot is left as he is: nothing would reach him.
    ``within`` keeps it to the keys above the first and up to the last: see `slice_end`.
    """
    missed = _missed(lane, states)
    if within is not None:
        missed += (ROWS.c.id > within[0], ROWS.c.id <= within[1])
    done = session.execute(
        update(ROWS)
        .where(*missed)
        .values(state="queued", due_at=now, attempts=0, error=None, settled_at=None)
    )
    return touched(done)


def slice_end(
    session: Session, lane: int, states: Iterable[DeliveryState], after: int
) -> int | None:
    """Give the last key of the next AT_ONCE rows that `send_again` would queue; None for none.

    By keys, since a row that fails again meanwhile is not to be queued once more.
    """
    found = select(ROWS.c.id).where(*_missed(lane, states), ROWS.c.id > after)
    part = found.order_by(ROWS.c.id).limit(AT_ONCE).subquery()
    return session.execute(select(func.max(part.c.id))).scalar()


def _missed(lane: int, states: Iterable[DeliveryState]) -> tuple[ColumnElement[bool], ...]:
    wanted = [state for state in states if state in FINAL]
    return (
        ROWS.c.lane == lane,
        ROWS.c.state.in_(wanted),
        ROWS.c.continued.is_(False),
        ~_is_lost(),
    )


def _is_lost() -> ColumnElement[bool]:
    """Match the rows of those who have blocked the bot, or whose account is gone."""
    return exists().where(PEOPLE.c.id == ROWS.c.person_id, PEOPLE.c.unreachable_at.is_not(None))


def tally(session: Session, lane: int) -> Tally:
    """Count the recipients of a lane by state."""
    return _tally(session, ROWS.c.lane == lane)


def tally_missed(session: Session, lane: int, states: Iterable[DeliveryState]) -> Tally:
    """Count by state whom `send_again` would queue."""
    return _tally(session, *_missed(lane, states))


def _tally(session: Session, *which: ColumnElement[bool]) -> Tally:
    rows = session.execute(
        select(ROWS.c.state, func.count())
        .where(*which, ROWS.c.continued.is_(False))
        .group_by(ROWS.c.state)
    )
    return Tally({DeliveryState(state): n for state, n in rows})


def lane_fault(session: Session, lane: int) -> str | None:
    """Give why delivery closed a lane by itself; None when it did not."""
    return session.execute(select(LANES.c.fault).where(LANES.c.id == lane)).scalar()


def touched(result: object) -> int:
    """Give how many rows a statement changed."""
    return int(getattr(result, "rowcount", 0))
