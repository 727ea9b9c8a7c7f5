"""Buttons at the door, and those that delegates find after the event."""

from dataclasses import dataclass

from handlers.presses import ORGANISERS, STAFF, Press


@dataclass(frozen=True, slots=True)
class AdmitGuest(Press):
    """Let in somebody who was found by name."""

    CODE = "dr"
    WHO = STAFF
    delegate: str


@dataclass(frozen=True, slots=True)
class LetInAnyway(Press):
    """Let somebody in although the list says otherwise, for a reason."""

    CODE = "drlet"
    WHO = STAFF
    delegate: str
    reason: str


@dataclass(frozen=True, slots=True)
class EnterFromPaper(Press):
    """Enter somebody who came to his own session, on a day before."""

    CODE = "drpap"
    WHO = STAFF
    delegate: str


@dataclass(frozen=True, slots=True)
class TakeBackEntry(Press):
    """Take an entry back; ``stamp`` is when it was made."""

    CODE = "drno"
    WHO = STAFF
    entry: str
    stamp: str


@dataclass(frozen=True, slots=True)
class ShowPass(Press):
    """Show one's own pass."""

    CODE = "pass"


@dataclass(frozen=True, slots=True)
class ShowArrivals(Press):
    """Count the arrivals of a session in this message."""

    CODE = "arr"
    WHO = STAFF
    session: str


@dataclass(frozen=True, slots=True)
class ListMissing(Press):
    """List who said yes to a session and has not come."""

    CODE = "arrno"
    WHO = STAFF
    session: str


@dataclass(frozen=True, slots=True)
class PrintDoorList(Press):
    """Send the list of a session to print, to let people in without a network."""

    CODE = "arrpdf"
    WHO = STAFF
    session: str


@dataclass(frozen=True, slots=True)
class DrawArrivals(Press):
    """Draw the arrivals of a session by state."""

    CODE = "arrpic"
    WHO = STAFF
    session: str


@dataclass(frozen=True, slots=True)
class Rate(Press):
    """Rate a session that one came to, 1 to 5."""

    CODE = "fb"
    session: str
    rating: str


@dataclass(frozen=True, slots=True)
class NoComment(Press):
    """Say nothing beside the rating."""

    CODE = "fbno"


@dataclass(frozen=True, slots=True)
class FeedbackTable(Press):
    """Send what was said as a file."""

    CODE = "fbout"
    WHO = ORGANISERS


@dataclass(frozen=True, slots=True)
class ForgetMe(Press):
    """Be forgotten, or not."""

    CODE = "forget"
    sure: str  # '1' or '0'
