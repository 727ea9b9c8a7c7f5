"""``samvad rehearse``: the bot, a local Telegram and a page, on this machine only."""

import socket
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.live import Now, loaded
from bot.cli.settings import at_venue
from bot.errors import Fault
from bot.loading import quickly

if TYPE_CHECKING:
    from bot.config import Config

HOST = "127.0.0.1"


def rehearse(
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The page's port; 0 takes a free one.")
    ] = None,
    now: Now = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0, max=10_000, help="How fast the clock runs: 1 real time, 0 not at all."),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Whom to rehearse with, as for an import.")
    ] = None,
) -> None:
    """Try everything in a browser, on this machine only.

    Needs no token, no phone and no network; the live database stays untouched.
    """
    rehearsal(loaded(), port=port, now=now, speed=speed, roster=roster)


def rehearsal(
    config: "Config",
    *,
    port: int | None = None,
    now: datetime | None = None,
    speed: float | None = None,
    roster: Path | None = None,
) -> None:
    """Rehearse until Ctrl-C; what is not given is as the settings say."""
    wanted = config.rehearsal
    port = wanted.port if port is None else port
    _free(port)  # before anything of a rehearsal that runs already is touched
    with quickly():
        from bot import logs
        from bot.cli import loop
        from rehearsal.compose import rehearse as compose

    logs.start(config.log.level, config.log.format)
    loop.run(
        compose(
            config,
            port=port,
            now=at_venue(now, config.event) if now else config.rehearsal_now(),
            speed=wanted.speed if speed is None else speed,
            roster=roster or wanted.roster,
        )
    )


def _free(port: int) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Fault(
                f"port {port} can't be used ({error.strerror}): say another one with --port, "
                "0 takes any free one"
            ) from None


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(rehearse)
