"""Buttons of the desk: figures, lists of people, one person's page, and what staff do there.

A place is written as `bot.place.Place.code` does. The buttons of a person's page carry the list
that he was opened from, to lead back there.
"""

from dataclasses import dataclass

from handlers.presses import ORGANISERS, STAFF, Press

PARTS, STATES = "part", "state"  # what the figures of a place are split into


@dataclass(frozen=True, slots=True)
class ShowReach(Press):
    """Show the figures of a place; ``by`` is 'part' or, for everybody, 'state'."""

    CODE = "reach"
    WHO = STAFF
    place: str = ".."
    by: str = PARTS
    page: str = "0"


@dataclass(frozen=True, slots=True)
class ShowPeople(Press):
    """Show a page of a group in a place."""

    CODE = "who"
    WHO = STAFF
    place: str
    group: str
    page: str = "0"


@dataclass(frozen=True, slots=True)
class ShowPicture(Press):
    """Draw the figures of a place: 'states', 'funnel' or 'time'."""

    CODE = "pic"
    WHO = STAFF
    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class SendFile(Press):
    """Send a group in a place as a file: 'xlsx', 'csv', or 'pdf' to call from."""

    CODE = "out"
    WHO = STAFF
    place: str
    group: str
    kind: str


@dataclass(frozen=True, slots=True)
class OnDelegate(Press):
    """What the buttons of a person's page share: a delegate, and the list that leads to him."""

    WHO = STAFF
    delegate: str
    place: str = ".."
    group: str = ""  # '' where no list leads to him
    page: str = "0"


@dataclass(frozen=True, slots=True)
class ShowDelegate(OnDelegate):
    """Show a delegate's page."""

    CODE = "one"


@dataclass(frozen=True, slots=True)
class ShowHistory(OnDelegate):
    """Show every change of a delegate's answer."""

    CODE = "hist"


@dataclass(frozen=True, slots=True)
class ManageDelegate(OnDelegate):
    """Show what else can be done about a delegate."""

    CODE = "man"


@dataclass(frozen=True, slots=True)
class EnterAnswer(OnDelegate):
    """Note the answer that a delegate gave by phone."""

    CODE = "set"
    choice: str = ""


@dataclass(frozen=True, slots=True)
class ActOnDelegate(OnDelegate):
    """Do something about a delegate: see ``handlers/person_acts.py``."""

    CODE = "act"
    act: str = ""


@dataclass(frozen=True, slots=True)
class MoveDelegate(OnDelegate):
    """Put a delegate into another session; '-' is that of his state."""

    CODE = "mv"
    session: str = "-"


@dataclass(frozen=True, slots=True)
class ReadAudit(Press):
    """Show a page of what was done by whom."""

    CODE = "log"
    WHO = ORGANISERS
    page: str = "0"


@dataclass(frozen=True, slots=True)
class WantDigest(Press):
    """Have a digest each morning, or none."""

    CODE = "dig"
    WHO = STAFF
    wanted: str  # '1' or '0'
