"""The intake by itself: a real database, a real poll of the local Telegram, any handler."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import pytest
from stage import MORNING, TOKEN

from bot.intake import Intake, IntakeStore, Poller
from bot.intake.raw import Raw
from db.engine import Database
from rehearsal.clock import RehearsalClock
from rehearsal.pace import Limits
from rehearsal.people import User
from rehearsal.server import RehearsalServer

FIRST = 7_000_000_001


class PassingError(Exception):
    """A failure that time heals."""


@dataclass
class Inflow:
    """The intake under way; ``handled`` is what its handler saw, with whether it came again."""

    server: RehearsalServer
    database: Database
    intake: Intake
    handled: list[tuple[int, bool]] = field(default_factory=list)
    act: Callable[[Raw, bool], Awaitable[None]] | None = None
    task: asyncio.Task[None] | None = None

    async def handle(self, raw: Raw, again: bool) -> None:
        self.handled.append((raw["update_id"], again))
        if self.act is not None:
            await self.act(raw, again)

    def start(self) -> None:
        self.task = asyncio.create_task(self.intake.run())

    async def stop(self, patience: float = 5.0) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
            self.task = None
        await self.intake.stop(patience)

    def send(self, text: str, person: int = 0) -> int:
        """Let a person write; give the update's number."""
        user = self.server.world.users[FIRST + person]
        chat = self.server.world.chats[user.id]
        self.server.world.receive(chat, user, {"text": text})
        return int(self.server.world.updates._queue[-1]["update_id"])

    async def until(self, done: Callable[[], bool], seconds: float = 15.0) -> None:
        async with asyncio.timeout(seconds):
            while not done():  # noqa: ASYNC110 (the other side is behind a wire)
                await asyncio.sleep(0.002)

    async def quiet(self) -> None:
        await self.until(
            lambda: not self.server.world.updates.pending and not self.intake.lanes.waiting
        )


MakeInflow = Callable[[], Inflow]


@pytest.fixture
async def server() -> AsyncIterator[RehearsalServer]:
    server = RehearsalServer(token=TOKEN, clock=RehearsalClock(MORNING, 0), limits=Limits.none())
    for number in range(5):
        user = User(FIRST + number, "Namuna", str(number))
        server.world.add_user(user).started = True
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def make(server: RehearsalServer, database: Database) -> AsyncIterator[MakeInflow]:
    """Give a maker: each call is one more start of the bot on the same database."""
    made: list[Inflow] = []
    async with httpx.AsyncClient(timeout=30) as client:

        def build() -> Inflow:
            inflow: Inflow
            store = IntakeStore(database, server.world.clock)
            poller = Poller(client, f"{server.api_url}{TOKEN}/getUpdates", 10, pauses=(0.0,))

            async def handle(raw: Raw, again: bool) -> None:
                await inflow.handle(raw, again)

            intake = Intake(
                poller=poller,
                store=store,
                handle=handle,
                passing=lambda error: 0.0 if isinstance(error, PassingError) else None,
                concurrency=8,
                again_after=(0.2,),
            )
            inflow = Inflow(server, database, intake)
            made.append(inflow)
            return inflow

        yield build
        for inflow in made:
            await inflow.stop()


@pytest.fixture
async def inflow(make: MakeInflow) -> Inflow:
    """Give an intake that runs."""
    inflow = make()
    inflow.start()
    return inflow
