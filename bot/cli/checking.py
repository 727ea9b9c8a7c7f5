"""``samvad check``: everything that is wrong, in plain words."""

from typing import TYPE_CHECKING

import typer

from bot.cli.settings import environment

if TYPE_CHECKING:
    from bot.check import Findings
    from bot.config import Config


def check() -> None:
    """Say everything that is wrong, in plain words.

    Looks at the settings, the event, the catalogues, the phrases and the database, and changes
    nothing. The exit status is 1 if anything is wrong; notes are only good to know.
    """
    from datetime import UTC, datetime

    from bot import check as checks

    further = (_catalogues, _phrases, _intake, _reminders)
    found = checks.check(None, environment(), datetime.now(UTC), further=further)
    for problem in found.problems:
        typer.echo(f"wrong: {problem}")
    for note in found.notes:
        typer.echo(f"note:  {note}")
    if found.problems:
        count = len(found.problems)
        typer.echo("1 thing is wrong." if count == 1 else f"{count} things are wrong.")
        raise typer.Exit(1)
    typer.echo("Nothing is wrong.")


def _catalogues(_config: "Config") -> "Findings":
    from bot.catalogue_check import catalogue_problems
    from bot.check import Findings

    return Findings(problems=tuple(map(str, catalogue_problems())))


def _phrases(_config: "Config") -> "Findings":
    """Load what people type: a phrase with a word that nobody explained is refused by name."""
    from bot.check import Findings
    from bot.states import States
    from bot.understanding import Understanding

    try:
        Understanding.load(States.load())
    except ValueError as error:
        return Findings(problems=(f"locales: {error}",))
    return Findings()


def _intake(config: "Config") -> "Findings":
    """Tell how many updates could not be handled and are kept for a look."""
    from sqlmodel import col, func, select

    from bot.check import Findings, check_database
    from bot.cli import store
    from bot.errors import Fault
    from db.models import Intake
    from db.types import IntakeState

    if check_database(config).problems or not store.is_current(config):
        return Findings()  # that is said elsewhere
    count = select(func.count()).where(col(Intake.state) == IntakeState.SET_ASIDE)
    try:
        with store.opened(config) as database:
            aside = database.fetch(lambda session: session.exec(count).one())
    except Fault as fault:
        return Findings(problems=fault.lines)
    if not aside:
        return Findings()
    what = "1 update was" if aside == 1 else f"{aside} updates were"
    note = f"database: {what} set aside because of an error: see the table intake, column error"
    return Findings(notes=(note,))


def _reminders(config: "Config") -> "Findings":
    """Tell which reminders of the event in force cannot reach all who are on the roster in time."""
    import asyncio
    from datetime import UTC, datetime

    from bot.check import Findings, check_database
    from bot.cli import store
    from bot.reminder_load import overloads, sentences, wasted
    from bot.services.reminder_audience import counted, seats

    notes = tuple(f"event.{line}" for line in wasted(config.event))
    if check_database(config).problems or not store.is_current(config):
        return Findings(notes=notes)  # that is said elsewhere
    with store.opened(config) as database:
        found = asyncio.run(store.look_up(database))
        event = found.event if found else config.event
        people = database.fetch(lambda session: seats(event, counted(session)))
    loads = overloads(event, people, config.delivery.per_second, datetime.now(UTC))
    problems = tuple(f"event.{line}" for line in sentences(event, loads))
    return Findings(problems=problems, notes=notes)


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(check)
