"""The settings as a command finds them: the environment, ``.env`` and the config file."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.errors import Fault

if TYPE_CHECKING:
    from bot.config import Config
    from bot.event import Event

SECRETS = ".env"


def folder() -> Path:
    """Give the folder of the config file, in which everything else is found."""
    from bot.config import DEFAULT_PATH
    from bot.overrides import CONFIG_VARIABLE

    return Path(os.environ.get(CONFIG_VARIABLE) or DEFAULT_PATH).resolve().parent


def environment() -> dict[str, str]:
    """Give the environment, completed by ``.env`` in the config's folder; what is set wins."""
    from dotenv import dotenv_values

    path = folder() / SECRETS
    if not path.is_file():
        return dict(os.environ)
    try:  # Notepad writes a byte order mark; a password may have a $ in it
        found = dotenv_values(path, interpolate=False, encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Fault(f"{path}: can't be read: it is not UTF-8 text") from None
    return {**{name: value for name, value in found.items() if value is not None}, **os.environ}


def settings() -> "Config":
    """Read the settings for a command that is soon over: it logs only what is wrong."""
    from bot import logs
    from bot.config import load

    config = load(None, environment())
    logs.start("WARNING", config.log.format)
    return config


def moment(text: str) -> datetime:
    """Read ``--now``: a date, with or without time and offset."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"expected a moment such as 2025-04-02T18:00, got {text!r}"
        ) from None


def at_venue(given: datetime, event: "Event") -> datetime:
    """Give an aware moment; without an offset it is on the clock at the venue."""
    return given if given.tzinfo else given.replace(tzinfo=event.zone)


def note(line: str) -> None:
    """Say something by the way: on stderr, so that it never gets into a result."""
    typer.echo(line, file=sys.stderr)
