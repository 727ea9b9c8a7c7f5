"""Buttons of changes: what those concerned answer, and what organisers change."""

from dataclasses import dataclass

from handlers.presses import ORGANISERS, Press


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


@dataclass(frozen=True, slots=True)
class ListSessions(Press):
    """Show the sessions, to change one of them."""

    CODE = "chg"
    WHO = ORGANISERS


@dataclass(frozen=True, slots=True)
class OpenSession(Press):
    """Show a session and what of it can be changed."""

    CODE = "chgs"
    WHO = ORGANISERS
    session: str


@dataclass(frozen=True, slots=True)
class ChangeField(Press):
    """Ask what a fact of a session is to be."""

    CODE = "chgf"
    WHO = ORGANISERS
    session: str
    field: str


@dataclass(frozen=True, slots=True)
class SetField(Press):
    """Change a fact of a session to what the button says; '-' is nothing."""

    CODE = "chgv"
    WHO = ORGANISERS
    session: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class MoveState(Press):
    """Ask into which session a state is to be moved."""

    CODE = "chgst"
    WHO = ORGANISERS
    state: str


@dataclass(frozen=True, slots=True)
class ShowDraft(Press):
    """Show what one is changing, and whom it concerns."""

    CODE = "chgd"
    WHO = ORGANISERS


@dataclass(frozen=True, slots=True)
class UndoEdit(Press):
    """Take the last change back."""

    CODE = "chgu"
    WHO = ORGANISERS


@dataclass(frozen=True, slots=True)
class DropDraft(Press):
    """Forget what one was changing."""

    CODE = "chgno"
    WHO = ORGANISERS


@dataclass(frozen=True, slots=True)
class SeeNotice(Press):
    """Show what those concerned would get, in both languages."""

    CODE = "chgsee"
    WHO = ORGANISERS


@dataclass(frozen=True, slots=True)
class ReleaseDraft(Press):
    """Release what was shown over a version of the event."""

    CODE = "chgok"
    WHO = ORGANISERS
    version: str
    tell: str  # '1' or '0'


@dataclass(frozen=True, slots=True)
class WhoWasTold(Press):
    """Show how far the notices of a release are."""

    CODE = "chgtold"
    WHO = ORGANISERS
    version: str
