"""Buttons of changes: what those concerned answer, and what organisers change."""

from dataclasses import dataclass

from db.types import Role
from handlers.presses import Press

ORGANISERS = frozenset({Role.ORGANISER})


@dataclass(frozen=True, slots=True)
class ConfirmAnswer(Press):
    """Answer below a notice of a change, for the session and date that it told."""

    CODE = "conf"
    choice: str
    mark: str


@dataclass(frozen=True, slots=True)
class SendCalendar(Press):
    """Send the calendar file once more, with what changed."""

    CODE = "cal"
