"""Delivery is killed again and again, and it is counted who was left out, and who told twice.

    python -m benchmarks kills

200 SIGKILLs over 20,000 recipients, on each database; a short form of it is a test
(``tests/outbox/test_outbox_kill.py``). Judged by what the local Telegram says that it delivered.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.databases import KINDS, new_database
from benchmarks.outbound import LANE, Accounts, account, deliverer, fill, telegram
from bot.clock import WallClock
from bot.services.outbox import Outbox
from db.engine import Database
from db.types import DeliveryState
from rehearsal.server import RehearsalServer

KILLS, PEOPLE = 200, 20_000
IN_FLIGHT = 16  # messages that a process has under way at most
SLOWEST = 60.0  # seconds that a start may take on a busy machine


@dataclass(frozen=True, slots=True)
class Killed:
    """What came of it."""

    accounts: Accounts
    kills: int
    people: int

    @property
    def in_doubt(self) -> int:
        """Give how many may or may not have it."""
        return self.accounts.tally[DeliveryState.IN_DOUBT]

    def check(self) -> None:
        """Raise AssertionError where anything was lost, doubled or not accounted for."""
        found = self.accounts
        assert (found.lost, found.doubled, found.phantom) == (0, 0, 0)
        assert found.adds_up(self.people)
        assert found.tally[DeliveryState.SENT] + self.in_doubt == self.people
        assert self.in_doubt <= self.kills * IN_FLIGHT


def main() -> None:
    """Do it on each database and print what came of it."""
    for kind in KINDS:
        with new_database(kind) as database:
            url = database.engine.url.render_as_string(hide_password=False)
            began = time.perf_counter()
            found = asyncio.run(killed(database, url, kills=KILLS, people=PEOPLE))
            took = time.perf_counter() - began
        accounts = found.accounts
        print(
            f"{kind}: {KILLS} kills over {PEOPLE:,} recipients in {took:.0f} s: "
            f"lost {accounts.lost}, doubled {accounts.doubled}, unknown to the outbox "
            f"{accounts.phantom}, sent {accounts.tally[DeliveryState.SENT]:,}, in doubt "
            f"{found.in_doubt:,} (at most {KILLS * IN_FLIGHT:,} were under way)",
            flush=True,
        )
        found.check()


async def killed(database: Database, url: str, *, kills: int, people: int) -> Killed:
    """Deliver to all of them with a process that is killed at random moments."""
    dice = random.Random(20250403)
    fill(database, people)
    outbox = Outbox(database, WallClock())
    async with telegram(people) as server:
        each = people // (kills + 1)
        for _ in range(kills):
            async with _delivering(url, server):
                before = len(server.world.ledger.rows)
                await deliveries(server, before + dice.randrange(1, each))
        async with _delivering(url, server):
            await finished(outbox)
        return Killed(account(database, server, people), kills, people)


@asynccontextmanager
async def _delivering(url: str, server: RehearsalServer) -> AsyncIterator[None]:
    """Let a process deliver, and kill it in the end, whatever came of it."""
    process = await deliverer(url, server)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def deliveries(server: RehearsalServer, count: int) -> None:
    """Wait until so many messages were delivered."""
    async with asyncio.timeout(SLOWEST):
        while len(server.world.ledger.rows) < count:  # noqa: ASYNC110 (another process's doing)
            await asyncio.sleep(0.002)


async def finished(outbox: Outbox) -> None:
    """Wait until the outcome of every message is known."""
    async with asyncio.timeout(SLOWEST):
        while (await outbox.tally(LANE)).open:  # noqa: ASYNC110 (another process's doing)
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    main()
