"""``samvad delegates``: the roster into the database and out of it."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import note, settings

if TYPE_CHECKING:
    from bot.services.roster_report import Entry, ImportReport

NAMED = 10  # people under each heading; the rest is a number


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Tell nobody; cards are put right all the same.")
    ] = False,
) -> None:
    """Bring the roster to what FILE says, all of it or nothing.

    Needs the columns name, state, district, phone; name_hi, language and session may be there, and
    all headers may be in Hindi. Importing again updates. Nobody is removed: who is no longer in the
    file is listed and kept as gone. Who has joined and has another session now is told so by the
    bot, as soon as it runs.
    """
    from bot import roster_file
    from bot.cli import store, waiting
    from bot.clock import WallClock
    from bot.services.roster import Roster, RosterRefused
    from bot.states import States

    config = settings()
    with waiting.bar(f"Reading {file.name}"):
        sheet = roster_file.read(file)

    async def work() -> "ImportReport":
        event = (await store.released(database, config)).event
        roster = Roster(database, WallClock(), States.load())
        with waiting.bar("Importing") as tell:
            return await roster.import_(
                sheet, event=event, dry_run=dry_run, quiet=quiet, progress=tell
            )

    with store.opened(config, create=True) as database:
        try:
            report = asyncio.run(work())
        except RosterRefused as refused:
            for line in refused.lines:
                note(line)
            note(f"{file}: nothing was imported: {_count(len(refused.lines), 'bad row')}")
            raise typer.Exit(1) from None
    for line in report_lines(str(file), report, dry_run=dry_run):
        typer.echo(line)


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file.")],
) -> None:
    """Write the roster with reach and answers to FILE; it can be imported again."""
    from bot.cli import store, waiting
    from bot.clock import WallClock
    from bot.services.roster import Roster
    from bot.states import States

    config = settings()

    async def work() -> int:
        found = await store.look_up(database)
        event = found.event if found else config.event
        return await Roster(database, WallClock(), States.load()).export(file, event=event)

    with store.opened(config) as database, waiting.bar(f"Writing {file.name}"):
        rows = asyncio.run(work())
    typer.echo(f"{file}: {_count(rows, 'row')}")


def report_lines(file: str, report: "ImportReport", *, dry_run: bool) -> Iterator[str]:
    """Write what an import did, or would do, as people read it."""
    yield (
        f"{file}: {_count(report.total, 'row')}: {len(report.added)} added, "
        f"{len(report.changed)} changed, {len(report.gone)} gone, {report.same} as before"
    )
    yield from _under("added", [_named(entry) for entry in report.added])
    yield from _under(
        "changed",
        [f"{_named(change.entry)}: {_columns(change.fields)}" for change in report.changed],
    )
    yield from _under(
        "moved",
        [
            f"{_named(move.entry)}: {move.before or 'no session'} -> {move.after or 'no session'}"
            for move in report.moved
        ],
    )
    yield from _under(
        "gone (not in the file; kept and marked)", [_named(entry) for entry in report.gone]
    )
    if report.told:
        people = "1 person is" if report.told == 1 else f"{report.told} people are"
        yield f"{people} told of another session by the bot, at once if it runs."
    for warning in report.warnings:
        yield f"note: {warning}"
    if dry_run:
        yield "This was a dry run: nothing was changed."


def _under(heading: str, people: Sequence[str]) -> Iterator[str]:
    if not people:
        return
    yield f"{heading}: {len(people)}"
    yield from (f"  {person}" for person in people[:NAMED])
    if len(people) > NAMED:
        yield f"  ... and {len(people) - NAMED} more"


def _named(entry: "Entry") -> str:
    return f"{entry.roster_no} {entry.name}, {entry.district} ({entry.state})"


def _columns(fields: Sequence[str]) -> str:
    return ", ".join(field.removesuffix("_override") for field in fields)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="The roster: bring it in from a file, write it to one.")
    group.command("import")(import_)
    group.command()(export)
    app.add_typer(group, name="delegates")
