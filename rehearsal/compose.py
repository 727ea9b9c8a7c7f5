"""A whole rehearsal in one process: the local Telegram, its people, the page and the real bot."""

import asyncio
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import app, roster_file
from bot.config import Config
from bot.context import Services
from bot.errors import Fault
from bot.services.roster import Roster
from db.engine import Database
from db.lock import AnotherBotRunsError, OneBot
from db.migrate import migrate, sqlite_path
from rehearsal import cast
from rehearsal.clock import RehearsalClock
from rehearsal.pace import Limits
from rehearsal.server import RehearsalServer

log = logging.getLogger(__name__)

POLL_TIMEOUT = 20  # seconds; the local Telegram answers at once when something comes
DATABASE = "rehearsal.db"


@dataclass(slots=True)
class Rehearsal:
    """A rehearsal under way."""

    server: RehearsalServer
    running: app.Running
    database: Database
    clock: RehearsalClock


@asynccontextmanager
async def rehearsal(
    config: Config,
    *,
    url: str,
    port: int = 0,
    now: datetime | None = None,
    speed: float = 1.0,
    roster: Path | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[Rehearsal]:
    """Set up a rehearsal on an empty database at ``url``, with everyone of the roster in it.

    Raises OSError where the port is taken, Fault where the roster cannot be read.
    """
    clock = RehearsalClock(now, speed)
    token = f"1000000000:{secrets.token_urlsafe(26)}"  # good for this run on this machine only
    event = config.event
    under_way: list[app.Running] = []  # set up below: it needs the server's address
    server = RehearsalServer(
        token=token,
        clock=clock,
        port=port,
        limits=limits,
        name=event.short_title.hi,
        extra={"title": event.title.model_dump()},
        next_moment=lambda: next_moment(under_way[0].services),
    )
    migrate(url, now=datetime.now(UTC))
    database = Database.open(url)
    try:
        await server.start()
        local = config.model_copy(
            update={
                "telegram": config.telegram.model_copy(
                    update={"api_url": server.api_url, "poll_timeout": POLL_TIMEOUT}
                )
            }
        )
        async with app.set_up(token, local, database, clock) as running:
            under_way.append(running)
            await _people(server, running, database, roster or config.rehearsal.roster)
            yield Rehearsal(server, running, database, clock)
    finally:
        await server.stop()
        database.close()


async def _people(
    server: RehearsalServer, running: app.Running, database: Database, path: Path
) -> None:
    """Import the roster and let everyone on it have an account and a link."""
    services = running.services
    event = (await services.events.current()).event
    sheet = roster_file.read(path)
    await Roster(database, services.clock, services.states).import_(sheet, event=event)
    username = running.bot.username
    invited = await cast.delegates(
        services.invites, services.states, services.voices, event, username
    )
    server.world.add_users(invited)
    server.world.add_users(await cast.team(services.invites, services.voices, event, username))
    server.world.add_users(cast.strangers())


async def next_moment(services: Services) -> datetime | None:
    """Give the moment at which the next reminder goes out; after the last one, of what is next.

    That is the start or end of a session.
    """
    reminder = await services.reminders.next_at()
    if reminder is not None:
        return reminder
    now, event = services.clock.now(), (await services.events.current()).event
    moments = [at(session) for session in event.sessions for at in (event.starts, event.ends)]
    return min((moment for moment in moments if moment > now), default=None)


async def rehearse(
    config: Config, *, port: int, now: datetime | None, speed: float, roster: Path | None
) -> None:
    """Rehearse until SIGINT or SIGTERM; prints where the page is."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    path = _database(config)
    url = f"sqlite:///{path}"
    with _alone(url):
        _empty(path)
        async with rehearsal(
            config, url=url, port=port, now=now, speed=speed, roster=roster
        ) as stage:
            people = len(stage.server.world.users)
            print(  # noqa: T201 (this is what the command is for)
                f"\n  Samvad rehearsal with {people} people – open  {stage.server.page_url}\n"
                f"  Everything stays on this machine; answers are in {sqlite_path(url)}\n"
                "  Ctrl-C ends it.\n",
                flush=True,
            )
            await app.serve(stage.running, stop)


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Keep a second rehearsal from emptying the database of this one."""
    try:
        with OneBot(url):
            yield
    except AnotherBotRunsError:
        raise Fault(
            "a rehearsal already runs in this folder: open its page, or end it first"
        ) from None


def _database(config: Config) -> Path:
    """Give the file for a database of its own, beside the live one, which is never touched."""
    live = sqlite_path(config.database.url)
    folder = live.parent if live else config.path.parent / "var"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / DATABASE


def _empty(path: Path) -> None:
    """Begin anew: the people of a rehearsal live in memory, so old answers would not fit."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
