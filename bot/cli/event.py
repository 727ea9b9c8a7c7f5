"""``samvad event``: the event in force, what a file would change, and its release."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import note, settings

if TYPE_CHECKING:
    from bot.config import Config
    from bot.event import Event
    from bot.services.event_editor import Released
    from db.engine import Database

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A config, or only its [event]: TOML, or JSON as `show` writes it."
    ),
]


def show() -> None:
    """Print the event in force as JSON, which can be changed and applied."""
    config = settings()
    version, event = _in_force(config)
    note(version)
    typer.echo(json.dumps(json.loads(event.to_json()), ensure_ascii=False, indent=2))


def diff(file: File) -> None:
    """Say what FILE would change in the event in force."""
    config = settings()
    wanted = _read(file)
    version, event = _in_force(config)
    note(version)
    _print_changes(event, wanted)


def apply(
    file: File,
    remark: Annotated[
        str | None, typer.Option("--note", help="Why, for those who look at it later.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Tell nobody; cards are put right all the same.")
    ] = False,
) -> None:
    """Release FILE as the new version of the event.

    A running bot answers by it from then on; every version is kept. Those whose date, time, place
    or programme it changes are told by the bot, as soon as it runs.
    """
    from bot.cli import store
    from bot.clock import WallClock
    from bot.services.event_editor import EventEditor

    config = settings()
    wanted = _read(file)

    async def work() -> tuple["Released", "Released"]:
        before = await store.released(database, config)
        await _refuse_overload(database, wanted, config.delivery.per_second)
        after = await EventEditor(database, WallClock()).release(
            wanted,
            note=remark or f"from {file.name}",
            by=None,
            seen=before.version,
            quiet=quiet,
        )
        return before, after

    with store.opened(config, create=True) as database:
        before, after = asyncio.run(work())
    _print_changes(before.event, after.event)
    already = " already" if before.version == after.version else ""
    typer.echo(f"Version {after.version} of the event is in force{already}.")
    if after.told:
        people = "1 person is" if after.told == 1 else f"{after.told} people are"
        typer.echo(f"{people} told of it by the bot, at once if it runs.")


async def _refuse_overload(database: "Database", wanted: "Event", per_second: float) -> None:
    """Refuse an event with a reminder that cannot reach all who are on the roster in time."""
    from datetime import UTC, datetime

    from bot.errors import Fault
    from bot.reminder_load import overloads, sentences
    from bot.services.reminder_audience import counted, seats

    people = await database.read(lambda session: seats(wanted, counted(session)))
    found = overloads(wanted, people, per_second, datetime.now(UTC))
    if found:
        raise Fault(*(f"event.{line}" for line in sentences(wanted, found)))


def _read(file: Path) -> "Event":
    from bot.event_check import load_event
    from bot.states import States

    return load_event(file, States.load())


def _in_force(config: "Config") -> tuple[str, "Event"]:
    """Give the event in force and say which version it is; creates nothing."""
    from bot.cli import store

    found = None
    if store.exists(config):
        with store.opened(config) as database:
            found = asyncio.run(store.look_up(database))
    if found is None:
        return f"Nothing is released yet; this is the event of {config.path.name}.", config.event
    when = f"{found.event.local(found.released_at):%d.%m.%Y %H:%M}"
    return f"Version {found.version}, released {when}.", found.event


def _print_changes(before: "Event", after: "Event") -> None:
    from bot.event_changes import diff as differences

    changes = differences(before, after)
    for change in changes:
        old, new = (
            value if value is not None else "(nothing)" for value in (change.old, change.new)
        )
        typer.echo(f"{change.path}: {old} -> {new}")
    if not changes:
        typer.echo("No differences.")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="The event in force: look at it, compare, release a new version.")
    group.command()(show)
    group.command()(diff)
    group.command()(apply)
    app.add_typer(group, name="event")
