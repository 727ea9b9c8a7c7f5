"""``samvad status``: the reach funnel."""

import asyncio
import json
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import settings

if TYPE_CHECKING:
    from bot.event import Event
    from bot.services.reports import Status
    from bot.states import States


class By(StrEnum):
    """What a row stands for."""

    SESSION = "session"
    STATE = "state"


def status(
    by: Annotated[By, typer.Option(help="A row for each session or each state.")] = By.SESSION,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as one JSON object.")] = False,
) -> None:
    """Count who was invited, who joined, and who answered what.

    Yes, no, maybe and silent add up to invited; unreachable have blocked the bot or are gone;
    to be confirmed are those of yes and maybe that were said for a date which has moved since.
    """
    from bot.cli import store
    from bot.clock import WallClock
    from bot.services.reports import Reports
    from bot.states import States

    config, states = settings(), States.load()

    async def work() -> tuple["Status", "Event"]:
        found = await store.look_up(database)
        event = found.event if found else config.event
        return await Reports(database, WallClock(), states).funnel(by.value, event), event

    with store.opened(config) as database:
        counted, event = asyncio.run(work())
    if as_json:
        typer.echo(json.dumps(counted.as_json(), ensure_ascii=False))
    else:
        typer.echo(as_table(counted, event, states))


def as_table(counted: "Status", event: "Event", states: "States") -> str:
    """Lay the figures out in columns, the total last."""
    figures = [*counted.rows, ("total", counted.total)]
    head = [str(counted.by or ""), *(name.replace("_", " ") for name in asdict(counted.total))]
    rows = [
        [_label(key, event, states), *(str(figure) for figure in asdict(funnel).values())]
        for key, funnel in figures
    ]
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [_line(row, widths) for row in [head, *rows]]
    asof = f"As of {counted.as_of:%d.%m.%Y %H:%M} ({event.timezone})"
    return "\n".join([asof, "", lines[0], rule, *lines[1:-1], rule, lines[-1]])


def _line(row: list[str], widths: list[int]) -> str:
    cells = [
        row[0].ljust(widths[0]),
        *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
    ]
    return "  ".join(cells).rstrip()


def _label(key: str | None, event: "Event", states: "States") -> str:
    if key is None:
        return "no session"
    if key in states.codes:
        return f"{states.get(key).en} ({key})"
    session = event.session(key)
    return f"{key} ({session.date:%d.%m.%Y})" if session else key


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(status)
