"""``samvad checkin``: enter who came, from the numbers of a printed list."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import settings

if TYPE_CHECKING:
    from bot.door_line import Listed
    from bot.event import Event
    from bot.services.door_lists import Report


def checkin(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A text, .csv or .xlsx file with the numbers.")
    ],
) -> None:
    """Enter who came, from the numbers of a printed list.

    FILE holds roster numbers and codes of passes, as 12 15 18-20; of a table the first column
    counts, and lines that begin with # are left out. Each counts for the delegate's own session,
    which must be today or over. Who is in already is not entered again, so a list can be entered
    twice, and after passes were scanned.
    """
    from bot.cli import store
    from bot.clock import WallClock
    from bot.services.checkin import CheckIns, Helper
    from bot.services.door_lists import DoorLists
    from bot.services.event_editor import EventEditor

    config, listed = settings(), _read(file)

    async def work() -> tuple["Report", "Event"]:
        clock = WallClock()
        events = EventEditor(database, clock)
        event = (await store.released(database, config)).event
        lists = DoorLists(database, clock, events, CheckIns(database, clock, events))
        return await lists.enter(listed, Helper()), event

    with store.opened(config) as database:
        report, event = asyncio.run(work())
    for line in _lines(str(file), report, event):
        typer.echo(line)
    if not (report.new or report.already):
        raise typer.Exit(1)


def _read(file: Path) -> "Listed":
    from bot import sheet_lines
    from bot.door_line import read_list

    plain = file.suffix.lower() not in {".csv", ".xlsx"}
    rows = (line.cells for line in sheet_lines.lines(file))
    cells = [" ".join(row) if plain else row[0] for row in rows]
    if not plain and cells and not any(map(str.isdigit, cells[0])):
        del cells[0]  # a heading
    return read_list("\n".join(cell for cell in cells if not cell.startswith("#")))


def _lines(file: str, report: "Report", event: "Event") -> Iterator[str]:
    yield f"{file}: {len(report.new)} new, {len(report.already)} in already"
    for key, count in report.by_session.items():
        session = event.session(key)
        yield f"  {key} ({session.date:%d.%m.%Y}): {count}" if session else f"  {key}: {count}"
    for says, found in (
        ("had said no, entered", report.after_all),
        ("another day, not entered", report.wrong_day),
        ("not on the list any more, not entered", report.not_on_list),
        ("not found", report.unknown),
    ):
        if found:
            yield f"{says}: {len(found)}: {' '.join(map(str, found))}"


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(checkin)
