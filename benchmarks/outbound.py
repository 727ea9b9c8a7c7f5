"""Many recipients and one announcement to them all, and what the other side says it delivered."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select
from sqlmodel import Session

from bot.services.outbox_rows import ROWS, Draft, Tally, open_lane, queue, tally
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
AT_ONCE = 10_000
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
    for first in range(0, people, AT_ONCE):
        numbers = range(first + 1, min(first + AT_ONCE, people) + 1)
        database.run(lambda s, numbers=numbers: _join(s, numbers, now))
        database.run(lambda s, numbers=numbers: queue(s, drafts(numbers, now, kind)))
    database.run(lambda s: open_lane(s, LANE))


def drafts(numbers: range, now: datetime, kind: DeliveryKind) -> list[Draft]:
    """Address the announcement to people by their numbers."""
    return [Draft(f"a1:{number}", LANE, kind, number, now) for number in numbers]


def _join(session: Session, numbers: range, now: datetime) -> None:
    rows = [
        {
            "id": number,
            "telegram_id": FIRST_ID + number,
            "chat_id": FIRST_ID + number,
            "name": f"Namuna {number}",
            "role": Role.DELEGATE,
            "created_at": now,
        }
        for number in numbers
    ]
    session.execute(insert(table(Person)), rows)


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
