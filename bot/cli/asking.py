"""``samvad ask``: what the bot would answer."""

import asyncio
import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import settings
from bot.errors import Fault

if TYPE_CHECKING:
    from bot.cli.trial import Trial
    from bot.config import Config
    from bot.event import Event


class Locale(StrEnum):
    """The languages of an answer."""

    HI = "hi"
    EN = "en"


def ask(
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT...")] = None,
    locale: Annotated[
        Locale | None, typer.Option(help="Answer in this language, not in that of the question.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(metavar="NAME", help="As asked by somebody from this state.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Ask each line of FILE; - is the standard input."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer in JSON, an object in a line for each text.")
    ] = False,
) -> None:
    """Say what the bot would answer.

    Needs no token and no network, and records nothing.
    """
    if bool(text) == (file is not None):
        raise typer.BadParameter("expected either TEXT or --file FILE")
    texts = [" ".join(text)] if text else _lines(file or Path("-"))
    trial = _trial(settings(), locale, state)
    for number, one in enumerate(texts):
        found = trial.ask(one)
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
        else:
            asked = f"{'' if number == 0 else chr(10)}> {one}\n" if file else ""
            typer.echo(f"{asked}{found['answer']}")


def _lines(file: Path) -> Iterable[str]:
    """Give the lines of a file, empty ones too: the answers stand line by line beside them."""
    data = sys.stdin.buffer.read() if file == Path("-") else file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Fault(f"{file}: can't be read: it is not UTF-8 text") from None
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]


def _trial(config: "Config", locale: Locale | None, state: str | None) -> "Trial":
    from bot.cli.invites import state_code
    from bot.cli.trial import Trial
    from bot.clock import WallClock
    from bot.services.answers import Answers
    from bot.states import States
    from bot.text import Voices
    from bot.understanding import Understanding

    states = States.load()
    return Trial(
        understanding=Understanding.load(states),
        answers=Answers(WallClock(), states),
        voices=Voices.load(),
        event=_event(config),
        default=config.languages.default,
        locale=locale.value if locale else None,
        state=state_code(state, states) if state else None,
    )


def _event(config: "Config") -> "Event":
    """Give the released event, or that of the settings where there is no database yet."""
    from bot.cli import store

    if not store.exists(config):
        return config.event
    with store.opened(config) as database:
        found = asyncio.run(store.look_up(database))
    return found.event if found else config.event


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(ask)
