"""Delivery is killed at random moments: nobody is left out, nobody is told twice."""

import asyncio
import os
import signal

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from benchmarks import kills
from benchmarks.kills import IN_FLIGHT, deliveries, finished, killed
from benchmarks.outbound import account, deliverer, fill, telegram
from bot.clock import WallClock
from bot.delivery.worker import RENEW
from bot.services.outbox import Outbox
from bot.services.outbox_claims import LEASE
from bot.services.outbox_rows import ROWS
from db.engine import Database
from db.types import DeliveryState

LONG = bool(os.environ.get("SAMVAD_LONG"))
KILLS, PEOPLE = (kills.KILLS, kills.PEOPLE) if LONG else (6, 1_500)
STALLED = 5.0  # seconds by which a busy machine may be late


def at_work(session: Session) -> int:
    """Count the processes that hold anything, dead or alive."""
    held = select(func.count(func.distinct(ROWS.c.worker)))
    return int(session.execute(held).scalar_one())


async def test_kills_leave_nobody_out_and_tell_nobody_twice(
    database: Database, database_url: str
) -> None:
    found = await killed(database, database_url, kills=KILLS, people=PEOPLE)
    print(f"{database.dialect}: {found}")  # noqa: T201 (the figures, for who runs it by hand)
    found.check()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_deliver_side_by_side(database: Database, database_url: str) -> None:
    fill(database, PEOPLE)
    outbox = Outbox(database, WallClock())
    async with telegram(PEOPLE) as server:
        pair = [await deliverer(database_url, server) for _ in range(2)]
        await deliveries(server, PEOPLE // 3)
        pair[0].send_signal(signal.SIGKILL)
        await pair[0].wait()
        async with asyncio.timeout(LEASE.total_seconds() + 2 * RENEW + STALLED):
            while database.fetch(at_work) > 1:  # noqa: ASYNC110 (another process's doing)
                await asyncio.sleep(0.1)
        await finished(outbox)
        pair[1].terminate()
        await pair[1].wait()
        found = account(database, server, PEOPLE)
    assert (found.lost, found.doubled, found.phantom) == (0, 0, 0)
    assert found.adds_up(PEOPLE)
    assert found.tally[DeliveryState.IN_DOUBT] <= IN_FLIGHT
