"""Many recipients and one announcement to them all, and what the other side says it delivered."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import BigInteger, ColumnElement, String, Table, cast, insert, literal, select
from sqlmodel import Session

from bot.services.outbox_rows import ROWS, Tally, open_lane, tally
from db.dialects import table
from db.engine import Database
from db.models import Person
from db.outbox import ANNOUNCED
from db.types import DeliveryKind, DeliveryState, Role
from rehearsal.clock import RehearsalClock
from rehearsal.pace import Limits
from rehearsal.people import User
from rehearsal.server import RehearsalServer

TOKEN = "1000000000:a-token-for-tests-only-000000"  # noqa: S105 (nothing real answers to it)
FIRST_ID = 7_000_000_000
LANE = ANNOUNCED + 1
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Accounts:
    """What the outbox says became of an announcement, beside what was really delivered."""

    tally: Tally
    lost: int  # said to be sent, or never tried again, and not delivered
    doubled: int  # people who had it more than once
    phantom: int  # delivered, and the outbox does not know it (neither sent nor in doubt)

    def adds_up(self, audience: int) -> bool:
        """Tell whether every recipient is in one state."""
        return self.tally.total == audience


def fill(database: Database, people: int, kind: DeliveryKind = DeliveryKind.ANNOUNCEMENT) -> None:
    """Let so many people have joined, and queue an announcement for each."""
    now = datetime.now(UTC) - timedelta(seconds=1)
    database.run(lambda s: _join(s, people, now))
    database.run(lambda s: _queue(s, people, now, kind))
    database.run(lambda s: open_lane(s, LANE))
    if database.dialect == "postgresql":  # as autovacuum has done on tables that are in use
        database.run(lambda s: s.connection().exec_driver_sql("ANALYZE") and None)


def _join(session: Session, people: int, now: datetime) -> None:
    number = _numbers(people)
    _insert(
        session,
        table(Person),
        id=number,
        telegram_id=number + FIRST_ID,
        chat_id=number + FIRST_ID,
        name=literal("Namuna ", String).concat(cast(number, String)),
        role=Role.DELEGATE,
        created_at=now,
    )


def _queue(session: Session, people: int, now: datetime, kind: DeliveryKind) -> None:
    number = _numbers(people)
    _insert(
        session,
        ROWS,
        key=literal("a1:", String).concat(cast(number, String)),
        lane=LANE,
        kind=kind,
        person_id=number,
        part=1,
        continued=False,
        state=DeliveryState.QUEUED,
        due_at=now,
        attempts=0,
    )


def _numbers(last: int) -> ColumnElement[int]:
    """Count from 1 within the database: a million rows are there in seconds."""
    counted = select(literal(1, BigInteger).label("number")).cte("numbers", recursive=True)
    following = select(counted.c.number + 1).where(counted.c.number < last)
    return counted.union_all(following).c.number


def _insert(session: Session, into: Table, **values: object) -> None:
    """Insert what is an expression for each number, and what is a value for all."""
    columns = [
        value if isinstance(value, ColumnElement) else literal(value, into.c[name].type)
        for name, value in values.items()
    ]
    session.execute(insert(into).from_select(list(values), select(*columns)))


@asynccontextmanager
async def telegram(
    people: int, *, limits: Limits | None = None, delay: float = 0.0, seed: int = 0
) -> AsyncIterator[RehearsalServer]:
    """Serve a Telegram in which all of them have pressed start."""
    clock = RehearsalClock()
    server = RehearsalServer(
        token=TOKEN, clock=clock, limits=limits or Limits.none(), delay=delay, seed=seed
    )
    for number in range(1, people + 1):
        server.world.add_user(User(FIRST_ID + number, f"Namuna {number}")).started = True
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def deliverer(
    url: str, server: RehearsalServer, per_second: float = 0
) -> asyncio.subprocess.Process:
    """Start a process that delivers."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.deliverer"),
        *(url, server.api_url, TOKEN, str(per_second)),
        cwd=ROOT,
    )


def account(database: Database, server: RehearsalServer, people: int) -> Accounts:
    """Hold what the outbox says against what the chats contain."""
    delivered = Counter(row.text for row in server.world.ledger.rows)
    states = database.fetch(_states)
    known = {DeliveryState.SENT, DeliveryState.IN_DOUBT}
    return Accounts(
        tally=database.fetch(lambda s: tally(s, LANE)),
        lost=people
        - len(states)
        + sum(state is DeliveryState.SENT and not delivered[key] for key, state in states.items()),
        doubled=sum(count > 1 for count in delivered.values()),
        phantom=sum(states[key] not in known for key in delivered),
    )


def _states(session: Session) -> dict[str, DeliveryState]:
    return dict(session.execute(select(ROWS.c.key, ROWS.c.state)).all())
