"""Buttons of reminders: of those who get them, and of the organisers who look after them."""

from dataclasses import dataclass

from db.types import Role
from handlers.presses import Press

ORGANISERS = frozenset({Role.ORGANISER})


@dataclass(frozen=True, slots=True)
class MuteReminders(Press):
    """Get no reminders any more, or get them again."""

    CODE = "rmmute"
    muted: str  # '1' or '0'


@dataclass(frozen=True, slots=True)
class ListReminders(Press):
    """Show what goes out next."""

    CODE = "rms"
    WHO = ORGANISERS


@dataclass(frozen=True, slots=True)
class PastReminders(Press):
    """Show what became of those that went out."""

    CODE = "rmold"
    WHO = ORGANISERS


@dataclass(frozen=True, slots=True)
class OpenReminder(Press):
    """Show one that is ahead."""

    CODE = "rmone"
    WHO = ORGANISERS
    reminder: str


@dataclass(frozen=True, slots=True)
class TryReminder(Press):
    """Send it to oneself, in both languages."""

    CODE = "rmtry"
    WHO = ORGANISERS
    reminder: str


@dataclass(frozen=True, slots=True)
class SkipReminder(Press):
    """Leave this one out, or take it in again."""

    CODE = "rmskip"
    WHO = ORGANISERS
    reminder: str
    skipped: str  # '1' or '0'


@dataclass(frozen=True, slots=True)
class StopReminders(Press):
    """Hold back a rule, or all ('*'), or let them through again."""

    CODE = "rmstop"
    WHO = ORGANISERS
    rule: str
    stopped: str  # '1' or '0'
