"""How long it takes to plan a reminder to a million people, and what memory it needs.

    python -m benchmarks reminders

One rule to everybody; the roster is spread over all states, so that it is a reminder for each
session, and each looks through the whole roster.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from sqlalchemy import func, insert, select
from sqlmodel import Session

from benchmarks.databases import KINDS, new_database, server_time
from bot.clock import ShiftedClock
from bot.config import load
from bot.event import Event, ReminderRule
from bot.services.event_editor import EventEditor
from bot.services.outbox_rows import ROWS
from bot.services.reminders import Reminders
from db import counting
from db.dialects import table
from db.engine import Database
from db.models import Delegate, Person
from db.types import Role

SIZE = 1_000_000
CHUNK = 10_000
NOW = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)  # 10:00 in India
HERE = Path(__file__).parent.parent


def main() -> None:
    """Measure and print, on each database."""
    for kind in KINDS:
        with new_database(kind) as database:
            event = _event()
            _fill(database, event)
            asyncio.run(_measure(kind, database, event))


async def _measure(kind: str, database: Database, event: Event) -> None:
    clock = ShiftedClock(NOW)
    events = EventEditor(database, clock)
    await events.ensure_first(event)
    reminders = Reminders(database, clock, events)
    memory = _memory()
    there, busy = server_time(database), time.process_time()
    began = time.perf_counter()
    await reminders.plan()
    took, worked = time.perf_counter() - began, time.process_time() - busy
    there = server_time(database) - there
    count = select(func.count()).select_from(ROWS)
    queued = database.fetch(lambda s: s.execute(count).scalar_one())
    began = time.perf_counter()
    await reminders.plan()
    again = time.perf_counter() - began
    server = f" and {there:.1f} s of the server's" if there else ""
    print(
        f"{kind}: {queued:,} reminders planned in {took:.1f} s, {worked:.1f} s of this process's "
        f"time{server}; planned once more in {again:.2f} s; "
        f"memory {memory:.0f} MB before, {_memory():.0f} MB at most",
        flush=True,
    )
    assert queued == SIZE


def _event() -> Event:
    """Give the shipped event with one rule, to all, that is due now."""
    shipped = load(HERE / "config.toml", {}).event
    when = {"at": shipped.local(NOW).replace(tzinfo=None).isoformat()}
    to = ["silent", "yes", "maybe", "no"]
    rule = ReminderRule.model_validate({"id": "all", "to": to, "when": when})
    reminders = shipped.reminders.model_copy(update={"rules": (rule,)})
    return shipped.model_copy(update={"reminders": reminders})


def _fill(database: Database, event: Event) -> None:
    """Let a million have joined; what counts them is left out, planning does not look at it."""
    database.run(lambda s: counting.remove(s.connection()))
    states = [code for session in event.sessions for code in session.states]
    for first in range(1, SIZE + 1, CHUNK):
        keys = range(first, min(first + CHUNK, SIZE + 1))
        database.run(lambda s, keys=keys: _join(s, keys, states))  # type: ignore[misc]
    if database.dialect == "postgresql":  # as autovacuum has done on a roster that is in use
        database.run(lambda s: s.connection().exec_driver_sql("ANALYZE") and None)


def _join(session: Session, keys: range, states: list[str]) -> None:
    then = NOW - timedelta(days=3)
    stamps = {"created_at": then, "updated_at": then}
    session.execute(
        insert(table(Delegate)),
        [
            {
                "id": key,
                "roster_no": key,
                "name": f"Namuna {key}",
                "state": states[key % len(states)],
                "district": f"Zila {key % 760}",
                **stamps,
            }
            for key in keys
        ],
    )
    session.execute(
        insert(table(Person)),
        [
            {
                "telegram_id": key,
                "chat_id": key,
                "name": f"Namuna {key}",
                "role": Role.DELEGATE,
                "locale": "hi",
                "delegate_id": key,
                "verified_at": then,
                "created_at": then,
            }
            for key in keys
        ],
    )


def _memory() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
