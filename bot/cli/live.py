"""``samvad run`` and ``samvad start``: the bot on Telegram."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import at_venue, environment, moment
from bot.loading import quickly

if TYPE_CHECKING:
    from bot.config import Config

Now = Annotated[
    datetime | None,
    typer.Option(
        parser=moment,
        metavar="ISO",
        help="Run as if it were that moment, as in 2025-04-02T18:00 (the venue's clock).",
    ),
]

_log = logging.getLogger(__name__)


Standby = Annotated[
    bool,
    typer.Option(
        "--standby",
        help="Where another bot works on the database, wait and take over when it ends.",
    ),
]


def run(now: Now = None, standby: Standby = False) -> None:
    """Run the bot on Telegram; needs BOT_TOKEN.

    Ctrl-C or SIGTERM end it within ten seconds. An older database is brought up to date first,
    after a copy of it was made.
    """
    config = loaded()
    live(config, _token(config), now, standby=standby)


def deliver() -> None:
    """Deliver beside a running bot (PostgreSQL only).

    Announcements, reminders and all else that the bot says first, for an audience that one process
    cannot serve. Each process has a pace of its own: divide delivery.per_second among them.
    """
    from bot.errors import Fault

    config = loaded()
    token = _token(config)
    if config.database.url.startswith("sqlite"):
        raise Fault(
            "database.url: on SQLite the bot itself delivers; "
            "a process beside it needs PostgreSQL (postgresql+psycopg://USER@HOST/NAME)"
        )
    with quickly():
        from bot import logs, process
        from bot.cli import loop, store
        from bot.clock import WallClock

    logs.start(config.log.level, config.log.format)
    with store.opened(config) as database:
        loop.run(process.deliver(token, config, database, WallClock()))


def _token(config: "Config") -> str:
    from bot.errors import Fault

    if config.bot_token is None:
        raise Fault(
            "BOT_TOKEN is not set: put BOT_TOKEN=... as given by @BotFather into .env beside "
            f"{config.path.name}, or try everything without one: samvad rehearse"
        )
    return config.bot_token.get_secret_value()


def start() -> None:
    """Run the bot, or rehearse where BOT_TOKEN is not set."""
    from bot.cli.rehearsing import rehearsal

    config = loaded()
    if config.bot_token is None:
        typer.echo("BOT_TOKEN is not set, so this is a rehearsal.")
        rehearsal(config)
    else:
        live(config, config.bot_token.get_secret_value(), None)


def loaded() -> "Config":
    """Read the settings for a command that stays."""
    with quickly():
        from bot.config import load

        return load(None, environment())


def live(config: "Config", token: str, now: datetime | None, *, standby: bool = False) -> None:
    """Run the bot on its database, which nobody else may do at the same time."""
    with quickly():
        from bot import logs, process
        from bot.cli import loop, store
        from bot.clock import Clock, ShiftedClock, WallClock

    logs.start(config.log.level, config.log.format)
    clock: Clock = WallClock()
    if now is not None:
        moved = at_venue(now, config.event)
        clock = ShiftedClock(moved)
        _log.warning("THE CLOCK IS MOVED: for this bot it is %s now (--now)", moved.isoformat())
    with store.alone(config, wait=standby), store.ready(config) as database:
        _log.info("connecting to Telegram; the database is %s", store.named(config.database.url))
        loop.run(process.run(token, config, database, clock))


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(run)
    app.command()(start)
    app.command()(deliver)
