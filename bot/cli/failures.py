"""What went wrong, as lines on stderr and an exit status; never a traceback.

The traceback of something unforeseen goes to ``var/errors.log``, without the bot token.
"""

import logging
import os
import sys
import traceback
from pathlib import Path

import typer

from bot.errors import Fault, SamvadError

INPUT_AT_FAULT = 1
WRONG_USAGE = 2
STOPPED = 130  # by Ctrl-C, as shells count it
DETAILS = Path("var", "errors.log")  # beside the config file

_log = logging.getLogger(__name__)


def reported(error: Exception) -> int:
    """Say on stderr what went wrong and give the exit status."""
    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "samvad"
        says = _first_line(error.format_message()).replace("Value error, ", "")  # pydantic's
        _say(f"{command}: {says} (see `{command} --help`)")
        return WRONG_USAGE
    if isinstance(error, typer.Abort):
        return STOPPED
    for line in _lines(error):
        _say(line)
    return INPUT_AT_FAULT


def _lines(error: Exception) -> tuple[str, ...]:
    if isinstance(error, Fault):
        return error.lines
    if isinstance(error, SamvadError):
        return (str(error),)
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return (f"{place}{error.strerror}",)
    return (_unforeseen(error),)


def _unforeseen(error: Exception) -> str:
    """Name the class and the place only: a message may hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    kept = _keep(error)
    where = f"details are in {kept}" if kept else "its details could not be written down"
    return f"samvad met something unforeseen: {type(error).__name__}{place}; {where}"


def _keep(error: Exception) -> Path | None:
    """Append the traceback to the file, in the form of the log, which hides the token."""
    from bot import logs
    from bot.cli.settings import folder

    logs.start("WARNING", "text")
    shape = logging.getLogger().handlers[0].formatter
    path = folder() / DETAILS
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            handler = logging.StreamHandler(file)
            handler.setFormatter(shape)
            about = (type(error), error, error.__traceback__)
            handler.handle(
                _log.makeRecord(_log.name, logging.ERROR, __file__, 0, "unforeseen", (), about)
            )
    except OSError:
        return None
    return path


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].rstrip(".")


def _say(line: str) -> None:
    typer.echo(line, file=sys.stderr)
