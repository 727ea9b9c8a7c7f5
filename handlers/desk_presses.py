"""Buttons of the desk: figures, lists of people, one person's page, and what staff do there.

A place is written as `bot.place.Place.code` does. The buttons of a person's page carry the list
that he was opened from, to lead back there.
"""

from dataclasses import dataclass
from typing import Protocol

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


class OnDelegate(Protocol):
    """What the buttons of a person's page share: a delegate, and the list that leads to him."""

    @property
    def delegate(self) -> str:
        """Give the key of the roster row."""

    @property
    def place(self) -> str:
        """Give the code of the place."""

    @property
    def group(self) -> str:
        """Give the group; '' where no list leads to him."""

    @property
    def page(self) -> str:
        """Give the page of the list."""


@dataclass(frozen=True, slots=True)
class ShowDelegate(Press):
    """Show a delegate's page."""

    CODE = "one"
    WHO = STAFF
    delegate: str
    place: str = ".."
    group: str = ""
    page: str = "0"


@dataclass(frozen=True, slots=True)
class ShowHistory(Press):
    """Show every change of a delegate's answer."""

    CODE = "hist"
    WHO = STAFF
    delegate: str
    place: str = ".."
    group: str = ""
    page: str = "0"


@dataclass(frozen=True, slots=True)
class ManageDelegate(Press):
    """Show what else can be done about a delegate."""

    CODE = "man"
    WHO = STAFF
    delegate: str
    place: str = ".."
    group: str = ""
    page: str = "0"


@dataclass(frozen=True, slots=True)
class EnterAnswer(Press):
    """Note the answer that a delegate gave by phone."""

    CODE = "set"
    WHO = STAFF
    delegate: str
    place: str = ".."
    group: str = ""
    page: str = "0"
    choice: str = ""


@dataclass(frozen=True, slots=True)
class ActOnDelegate(Press):
    """Do something about a delegate: see ``handlers/person_acts.py``."""

    CODE = "act"
    WHO = STAFF
    delegate: str
    place: str = ".."
    group: str = ""
    page: str = "0"
    act: str = ""


@dataclass(frozen=True, slots=True)
class MoveDelegate(Press):
    """Put a delegate into another session; '-' is that of his state."""

    CODE = "mv"
    WHO = STAFF
    delegate: str
    place: str = ".."
    group: str = ""
    page: str = "0"
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
