"""``samvad points``: what delegates handed in for the dialogue, on the screen and as a file."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.asking import Locale
from bot.cli.settings import settings
from bot.errors import Fault

if TYPE_CHECKING:
    from bot.event import Event
    from bot.services.point_list import Entry, PointList
    from bot.sheet_file import Cell
    from bot.states import States

NO_SUBJECT = "other"  # as one writes it; stored points have a mark that no id can be

State = Annotated[
    str | None, typer.Option("--state", metavar="NAME", help="Only points from this state.")
]
Topic = Annotated[
    str | None,
    typer.Option(
        "--topic",
        metavar="ID",
        help="Only points under this item of the programme, by its id; 'other' is none of them.",
    ),
]
In = Annotated[
    Locale | None, typer.Option("--locale", help="The language of names, subjects and headings.")
]


def list_(
    state: State = None,
    topic: Topic = None,
    locale: In = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer in JSON, an object in a line for each point.")
    ] = False,
) -> None:
    """Print the points that stand, the oldest first."""
    from bot import point_table
    from bot.text import Voices

    entries, event, states, language = _found(state, topic, locale)
    voice = Voices.load()[language]
    for row in point_table.rows(voice, event, states, entries):
        found = dict(zip(point_table.KEYS, row, strict=True))
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _as_text(found))
    if not entries and not as_json:
        typer.echo("No points.")


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file.")],
    state: State = None,
    topic: Topic = None,
    locale: In = None,
) -> None:
    """Write the points that stand to FILE, for the meeting."""
    from bot import point_table
    from bot.sheet_file import write_table
    from bot.text import Voices

    entries, event, states, language = _found(state, topic, locale)
    voice = Voices.load()[language]
    rows = point_table.rows(voice, event, states, entries)
    count = write_table(file, point_table.header(voice), rows, point_table.WIDTHS)
    typer.echo(f"{file}: {count} {'point' if count == 1 else 'points'}")


def _found(
    state: str | None, topic: str | None, locale: Locale | None
) -> tuple[list["Entry"], "Event", "States", str]:
    from bot.cli import store
    from bot.cli.invites import state_code
    from bot.services.point_list import PointList, Wanted
    from bot.states import States

    config, states = settings(), States.load()

    async def work() -> tuple[list["Entry"], "Event"]:
        found = await store.look_up(database)
        event = found.event if found else config.event
        points = PointList(database)
        code = state_code(state, states) if state else None
        wanted = Wanted(state=code, subject=await _subject(points, event, topic))
        return await points.all(wanted), event

    with store.opened(config) as database:
        entries, event = asyncio.run(work())
    return entries, event, states, locale.value if locale else config.languages.default


async def _subject(points: "PointList", event: "Event", topic: str | None) -> str | None:
    """Give the subject that a topic means: of the programme, or one that points are under."""
    from bot.services.point_list import Wanted
    from bot.subjects import OTHER, current

    if topic is None or topic == NO_SUBJECT:
        return topic and OTHER
    known = {*current(event), *(subject.key for subject, _ in await points.by_subject(Wanted()))}
    if topic not in known:
        names = ", ".join([*sorted(known - {OTHER}), NO_SUBJECT])
        raise Fault(f"there is no topic {topic!r}; there are: {names}")
    return topic


def _as_text(row: dict[str, "Cell"]) -> str:
    """Write a point as a person reads it: who, on what, and the words, indented."""
    head = f"{row['no']}. {row['name']}, {row['district']}, {row['state']} ({row['handed_in']})"
    words = [line for key in ("point", "attached") for line in str(row[key] or "").splitlines()]
    return "\n".join([head, f"   [{row['subject']}]", *(f"   {line}" for line in words)])


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Points for the dialogue: list them, write them to a file.")
    group.command("list")(list_)
    group.command()(export)
    app.add_typer(group, name="points")
