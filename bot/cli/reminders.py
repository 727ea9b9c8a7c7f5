"""``samvad reminders``: what goes out next, when and to how many, and what became of the last."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import note, settings

if TYPE_CHECKING:
    from datetime import datetime

    from bot.event import Event
    from bot.services.reminders import Coming, Report, Sent


def reminders(
    as_json: Annotated[bool, typer.Option("--json", help="Answer as one JSON object.")] = False,
) -> None:
    """List what the bot reminds of next: when, and how many.

    The figures are as things stand: whoever answers before is not asked again. Who has not joined
    cannot be reached by any reminder.
    """
    from datetime import UTC, datetime

    from bot.cli import store
    from bot.reminder_load import overloads, sentences
    from bot.services.reminders import report

    config, now = settings(), datetime.now(UTC)

    async def work() -> "tuple[Report, Event]":
        found = await store.look_up(database)
        event = found.event if found else config.event
        return await database.read(lambda s: report(s, event, now)), event

    with store.opened(config) as database:
        found, event = asyncio.run(work())
    if as_json:
        typer.echo(json.dumps(_as_object(found, event, now), ensure_ascii=False))
        return
    typer.echo("\n".join(_as_table(found, event)))
    for line in sentences(event, overloads(event, found.seats, config.delivery.per_second, now)):
        note(f"wrong: {line}")


def _as_object(found: "Report", event: "Event", now: "datetime") -> dict[str, object]:
    return {
        "as_of": event.local(now).isoformat(),
        "next": [_next(one, event) for one in found.coming],
        "past": [_past(one, event) for one in found.sent],
        "stopped": sorted(found.stopped),
        "not_joined": found.not_joined,
        "muted": found.muted,
    }


def _next(one: "Coming", event: "Event") -> dict[str, object]:
    occasion, figures = one.occasion, one.figures
    return {
        "rule": occasion.rule.id,
        "session": occasion.session.id,
        "date": occasion.session.date.isoformat(),
        "at": event.local(occasion.at).isoformat(),
        "until": event.local(occasion.until).isoformat(),
        "to": [str(kind) for kind in occasion.rule.to],
        "people": figures.people,
        "muted": figures.muted,
        "unreachable": figures.unreachable,
        "not_joined": figures.not_joined,
        "state": _state(one),
    }


def _state(one: "Coming") -> str:
    return "skipped" if one.skipped else "stopped" if one.stopped else "ahead"


def _past(one: "Sent", event: "Event") -> dict[str, object]:
    counts = {str(state): count for state, count in one.tally.counts.items()}
    return {
        "rule": one.rule,
        "session": one.session,
        "date": one.day.isoformat(),
        "at": event.local(one.at).isoformat(),
        "state": str(one.stage),
        "people": one.tally.total,
        "counts": counts,
    }


def _as_table(found: "Report", event: "Event") -> list[str]:
    lines = ["Ahead:"]
    lines += [
        f"  {event.local(one.occasion.at):%d.%m.%Y %H:%M}  {one.occasion.rule.id:<12}  "
        f"{one.occasion.session.id:<12}  {', '.join(one.occasion.rule.to):<14}  "
        f"{one.figures.people:>7}  {'' if _state(one) == 'ahead' else _state(one)}".rstrip()
        for one in found.coming
    ] or ["  none"]
    lines += ["", "Went out:"]
    lines += [
        f"  {event.local(one.at):%d.%m.%Y %H:%M}  {one.rule:<12}  {one.session:<12}  "
        + (", ".join(f"{count} {state}" for state, count in one.tally.counts.items()) or "nobody")
        for one in found.sent
    ] or ["  none"]
    rest = (
        f"{found.not_joined} invited have not joined: no reminder reaches them; "
        f"{found.muted} want none."
    )
    return [*lines, "", rest]


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(reminders)
