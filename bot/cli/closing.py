"""``samvad close``: when all is over, write the files that are kept and shred the rest."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import settings
from bot.errors import Fault

if TYPE_CHECKING:
    from bot.config import Config
    from bot.event import Event
    from bot.services.shredding import Shredded
    from db.engine import Database


def close(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new folder for the files that you keep.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """When all is over: export to FOLDER, then shred personal data.

    Stop the bot first. Only so many days after the last session as privacy.shred_after_days says.
    The counts stay: `samvad status` gives the same figures afterwards. So do the accounts of the
    team, the event and its announcements. Backups made before are yours to delete.
    """
    from bot.cli import store

    config = settings()
    with store.alone(config), store.ready(config) as database:
        done = asyncio.run(_close(config, database, folder, yes=yes))
    if done is None:
        typer.echo(f"Nothing was shredded. The export is in {folder}.")
        raise typer.Exit(1)
    _compact(config)
    typer.echo(
        f"Shredded: {done.delegates} delegates, {done.accounts} accounts, {done.rows} other rows. "
        f"The export is in {folder}; it holds names and numbers, keep it safe."
    )
    for copy in _copies(config):
        typer.echo(f"Still there, with personal data: {copy}: delete it when you need it no more.")


async def _close(
    config: "Config", database: "Database", folder: Path, *, yes: bool
) -> "Shredded | None":
    from bot.cli import store
    from bot.clock import WallClock
    from bot.services.shredding import Shredding, allowed_from

    event = (await store.released(database, config)).event
    days = config.privacy.shred_after_days
    clock = WallClock()
    if clock.now() >= allowed_from(event, days):  # too early is said before anything is written
        _make(folder)
        await _export(config, database, event, folder)
        if not (yes or _sure(event)):
            return None
    return await Shredding(database, clock).shred(event, days)


async def _export(config: "Config", database: "Database", event: "Event", folder: Path) -> None:
    """Write roster, points, feedback and figures."""
    from bot import feedback_texts, point_table
    from bot.clock import WallClock
    from bot.services.event_editor import EventEditor
    from bot.services.feedback import FeedbackService
    from bot.services.point_list import PointList, Wanted
    from bot.services.reports import By, Reports
    from bot.services.roster import Roster
    from bot.sheet_file import write_table
    from bot.states import States
    from bot.text import Voices

    clock, states = WallClock(), States.load()
    voice = Voices.load()[config.languages.default]
    await Roster(database, clock, states).export(folder / "roster.xlsx", event=event)
    points = await PointList(database).all(Wanted())
    rows = point_table.rows(voice, event, states, points)
    write_table(folder / "points.xlsx", point_table.header(voice), rows, point_table.WIDTHS)
    events = EventEditor(database, clock)
    said = await FeedbackService(database, clock, events, config.feedback).results(states)
    comments = feedback_texts.rows(voice, event, states, said)
    header, widths = feedback_texts.header(voice), feedback_texts.WIDTHS
    write_table(folder / "feedback.xlsx", header, comments, widths)
    reports = Reports(database, clock, states)
    figures = {by.value: (await reports.funnel(by, event)).as_json() for by in By}
    text = json.dumps(figures, ensure_ascii=False, indent=2)
    _write(folder / "status.json", text + "\n")


def _make(folder: Path) -> None:
    """Make a folder that only its owner can read; one that is there already is never used."""
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise Fault(f"{folder}: a new folder is needed: {error.strerror}") from None


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _sure(event: "Event") -> bool:
    if not sys.stdin.isatty():
        raise Fault("nothing was shredded: say --yes to do it without being asked")
    said = typer.prompt(f"This cannot be undone. To shred all personal data, type {event.id}")
    return bool(said.strip() == event.id)


def _compact(config: "Config") -> None:
    from bot.cli import store
    from db.compact import compact

    with store.alone(config):
        compact(config.database.url)


def _copies(config: "Config") -> Iterator[Path]:
    """Give the copies that were made beside the database before migrations."""
    from db.migrate import sqlite_path

    path = sqlite_path(config.database.url)
    if path is not None:
        yield from sorted(path.parent.glob(f"{path.stem}-before-*.db"))


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("close")(close)
