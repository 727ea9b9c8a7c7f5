"""What organisers change of the event, one edit at a time, and the event with edits laid over it.

An edit says what is to be, not what was: it can be laid over any version.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import orjson
from pydantic import TypeAdapter

from bot.errors import Problem, Refusal
from bot.event import Event, Session
from bot.event_check import event_problems
from bot.event_parts import Part
from bot.states import States


class Field(StrEnum):
    """What of a session can be changed; STATE is moved into it."""

    DATE = "date"
    TIME = "time"
    DOORS = "doors"
    END = "end_time"
    VENUE = "venue"
    GATE = "gate"
    AGENDA = "agenda"
    CANCELLED = "cancelled"
    STATE = "state"


class Edit(Part):
    """One change. ``value`` is JSON as the document has it; of STATE the state's code."""

    session: str
    field: Field
    value: Any = None

    @property
    def place(self) -> tuple[str, str]:
        """Say what it sets: a later edit of the same place takes its place."""
        if self.field is Field.STATE:
            return ("state", str(self.value))
        return (self.session, self.field)


_EDITS = TypeAdapter(tuple[Edit, ...])


def to_json(edits: Sequence[Edit]) -> str:
    """Write edits."""
    return orjson.dumps([edit.model_dump(mode="json") for edit in edits]).decode()


def from_json(text: str) -> tuple[Edit, ...]:
    """Read edits that `to_json` wrote."""
    return _EDITS.validate_json(text)


class EndsTooEarly(Refusal):
    """A session would end before it begins."""


class OpensTooLate(Refusal):
    """The doors would open after the session has begun."""


class Unsound(Refusal):
    """The event would not hold together."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.key}: {p.says}" for p in problems))
        self.problems = tuple(problems)


def laid_over(event: Event, edits: Sequence[Edit], states: States) -> Event:
    """Give the event with the edits; those of sessions that are gone are left out.

    Raises EndsTooEarly, OpensTooLate or Unsound where it would not hold together.
    """
    document = event.model_dump(mode="json", exclude_none=True)
    sessions = {session["id"]: session for session in document["sessions"]}
    for edit in edits:
        if edit.session not in sessions:
            continue
        if edit.field is Field.STATE:
            for session in sessions.values():
                kept = [code for code in session.get("states", ()) if code != edit.value]
                session["states"] = kept
            sessions[edit.session]["states"].append(edit.value)
        elif edit.value is None:
            sessions[edit.session].pop(edit.field.value, None)
        elif edit.field is Field.VENUE and isinstance(edit.value, dict):
            venue = dict(edit.value)
            name = venue.pop("id")
            document["venues"][name] = venue
            sessions[edit.session]["venue"] = name
        else:
            sessions[edit.session][edit.field.value] = edit.value
    for session in sessions.values():
        _in_order(session)
    problems = event_problems(document, states, file="", key="")
    if problems:
        raise Unsound(problems)
    return Event.model_validate(document)


def _in_order(session: dict[str, Any]) -> None:
    """Refuse hours that are out of order; ISO times compare as they stand."""
    start = session.get("time")
    if start and session.get("end_time") and session["end_time"] <= start:
        raise EndsTooEarly
    if start and session.get("doors") and session["doors"] > start:
        raise OpensTooLate


def is_change(event: Event, edit: Edit) -> bool:
    """Tell whether an edit would change anything."""
    session = event.session(edit.session)
    if session is None:
        return False
    if edit.field is Field.STATE:
        return edit.value not in session.states
    if edit.field is Field.VENUE and isinstance(edit.value, dict):
        return True
    return bool(_value(session, edit.field) != edit.value)


def _value(session: Session, field: Field) -> Any:  # noqa: ANN401 (any part of JSON)
    return session.model_dump(mode="json", exclude_none=True).get(field.value)
