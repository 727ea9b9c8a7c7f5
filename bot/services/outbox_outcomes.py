"""What became of deliveries: outcomes recorded, people marked, parts queued, failures counted.

Statements within a transaction, as those in ``outbox_claims``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update
from sqlmodel import Session

from bot.services.outbox_rows import FINAL, LANES, ROWS
from db.dialects import insert_ignore, table
from db.models import Person
from db.outbox import ANNOUNCED
from db.types import DeliveryKind, DeliveryState

FAILURES = 20  # in a row, after which an announcement is stopped
TOO_MANY = "too many failures in a row"


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


def settle(session: Session, worker: str, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Record outcomes, mark whom Telegram does not reach, queue the parts that follow."""
    session.connection().execute(_SETTLE, [_settled(o, worker, now) for o in outcomes])
    _mark_gone(session, [o.id for o in outcomes if o.gone], now)
    _continue(session, [o.id for o in outcomes if o.more], now)
    _count_failures(session, outcomes)


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
