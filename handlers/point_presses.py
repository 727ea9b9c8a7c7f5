"""Buttons of the points for the dialogue: those of their authors, and those of the organisers."""

from dataclasses import dataclass

from handlers.presses import STAFF, Press

ANY = "*"  # no filter


@dataclass(frozen=True, slots=True)
class WritePoint(Press):
    """Hand in a point: the next message is it."""

    CODE = "pt"


@dataclass(frozen=True, slots=True)
class DropPoint(Press):
    """Hand in nothing after all."""

    CODE = "ptno"


@dataclass(frozen=True, slots=True)
class IsPoint(Press):
    """Say whether words that look like a question are a point."""

    CODE = "ptis"
    point: str
    yes: str  # '1' or '0'


@dataclass(frozen=True, slots=True)
class MyPoints(Press):
    """Show one's own points."""

    CODE = "ptmine"


@dataclass(frozen=True, slots=True)
class ShowPoint(Press):
    """Show one of one's own points as a whole."""

    CODE = "ptshow"
    point: str


@dataclass(frozen=True, slots=True)
class ChooseSubject(Press):
    """Show what a point may be about."""

    CODE = "ptwhat"
    point: str


@dataclass(frozen=True, slots=True)
class PutUnder(Press):
    """Say what a point is about."""

    CODE = "ptunder"
    point: str
    subject: str


@dataclass(frozen=True, slots=True)
class WithdrawPoint(Press):
    """Take a point back."""

    CODE = "ptback"
    point: str


@dataclass(frozen=True, slots=True)
class GivePoint(Press):
    """Hand in a point again that was withdrawn."""

    CODE = "ptgive"
    point: str


@dataclass(frozen=True, slots=True)
class PointFiles(Press):
    """Send what is attached to a point: to its author, or to those who may see it."""

    CODE = "ptfile"
    point: str


@dataclass(frozen=True, slots=True)
class ListPoints(Press):
    """Show a page of points, of one state and subject or of any."""

    CODE = "pts"
    WHO = STAFF
    state: str = ANY
    subject: str = ANY
    page: str = "0"


@dataclass(frozen=True, slots=True)
class FilterPoints(Press):
    """Show the states or the subjects to choose from; the other filter stays."""

    CODE = "ptsby"
    WHO = STAFF
    by: str  # 'state' or 'subject'
    state: str
    subject: str


@dataclass(frozen=True, slots=True)
class OpenPoint(Press):
    """Show one point as a whole; the rest is the way back."""

    CODE = "ptsone"
    WHO = STAFF
    point: str
    state: str
    subject: str
    page: str


@dataclass(frozen=True, slots=True)
class PointTable(Press):
    """Send the points as a file, filtered as the list is."""

    CODE = "ptsout"
    WHO = STAFF
    state: str
    subject: str
