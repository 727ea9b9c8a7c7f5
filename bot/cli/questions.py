"""``samvad questions``: what went to the organisers, on the screen and as a file."""

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.settings import settings

Row = dict[str, str | int | None]


class Status(StrEnum):
    """How it stands with a question."""

    OPEN = "open"
    TAKEN = "taken"
    ANSWERED = "answered"
    DONE = "done"


InState = Annotated[
    str | None, typer.Option("--state", metavar="NAME", help="Only questions from this state.")
]
WithStatus = Annotated[
    Status | None, typer.Option("--status", help="Only questions that stand so.")
]
COLUMNS = (
    *("no", "topic", "asked", "status", "name", "district", "state", "session"),
    *("kind", "question", "answer", "answered_by", "delivered"),
)
_WIDTHS = (6, 7, 17, 10, 26, 20, 22, 12, 10, 70, 70, 22, 10)  # characters


def list_(
    state: InState = None,
    status: WithStatus = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer in JSON, an object in a line for each question.")
    ] = False,
) -> None:
    """Print questions, the oldest first, with what was answered.

    Questions of one topic are alike: one answer goes to all who asked them.
    """
    rows = _found(state, status)
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else as_text(row))
    if not rows and not as_json:
        typer.echo("No questions.")


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file.")],
    state: InState = None,
    status: WithStatus = None,
) -> None:
    """Write questions and answers to FILE."""
    from bot.sheet_file import write_table

    rows = _found(state, status)
    cells = ([row[name] for name in COLUMNS] for row in rows)
    count = write_table(file, COLUMNS, cells, _WIDTHS)
    typer.echo(f"{file}: {count} {'question' if count == 1 else 'questions'}")


def as_text(row: Row) -> str:
    """Write a question as a person reads it: who, what, and what was answered, indented."""
    where = ", ".join(str(row[key]) for key in ("district", "state") if row[key])
    who = f"{row['name']} ({where})" if where else str(row["name"])
    head = f"{row['no']}. [{row['status']}] {who}, {row['asked']}, topic {row['topic']}"
    asked = str(row["question"]) or f"({row['kind']})"
    said = [f"   ? {line}" for line in asked.splitlines()]
    if row["answered_by"] is not None:
        answer = str(row["answer"]) or "(not a text)"
        said += [f"   = {line}" for line in answer.splitlines()]
        said.append(f"     {row['answered_by']}, {row['delivered']}")
    return "\n".join([head, *said])


def _found(state: str | None, status: Status | None) -> list[Row]:
    from bot.cli import store
    from bot.cli.invites import state_code
    from bot.services.inbox_list import QuestionList, as_row
    from bot.states import States
    from db.types import TopicStatus

    config = settings()
    code = state_code(state, States.load()) if state else None
    wanted = TopicStatus(status) if status else None

    async def work() -> list[Row]:
        found = await store.look_up(database)
        event = found.event if found else config.event
        listed = await QuestionList(database).all(state=code, status=wanted)
        return [as_row(one, event) for one in listed]

    with store.opened(config) as database:
        return asyncio.run(work())


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Questions to the organisers: list them, write them to a file.")
    group.command("list")(list_)
    group.command()(export)
    app.add_typer(group, name="questions")
