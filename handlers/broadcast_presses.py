"""Buttons of announcements: writing one, aiming it, releasing it, and what can be done after."""

from dataclasses import dataclass

from handlers.presses import STAFF, Press


@dataclass(frozen=True, slots=True)
class NewAnnouncement(Press):
    """Begin an announcement."""

    CODE = "annew"
    WHO = STAFF


@dataclass(frozen=True, slots=True)
class ListAnnouncements(Press):
    """Show the announcements."""

    CODE = "anls"
    WHO = STAFF


@dataclass(frozen=True, slots=True)
class OpenAnnouncement(Press):
    """Show one as it stands."""

    CODE = "anop"
    WHO = STAFF
    announcement: str


@dataclass(frozen=True, slots=True)
class WriteWords(Press):
    """Write the words of a language: anew, or more of them ('+'); '-' leaves them out."""

    CODE = "anw"
    WHO = STAFF
    announcement: str
    locale: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class DropFile(Press):
    """Take the file off."""

    CODE = "anx"
    WHO = STAFF
    announcement: str


@dataclass(frozen=True, slots=True)
class Aim(Press):
    """Show whom it is for, or change it by one value."""

    CODE = "ana"
    WHO = STAFF
    announcement: str
    by: str = ""  # a `By`, or '*' for everybody
    value: str = ""


@dataclass(frozen=True, slots=True)
class AimStates(Press):
    """Show a page of the states to choose from; with a code, put that one in or out."""

    CODE = "anst"
    WHO = STAFF
    announcement: str
    page: str = "0"
    code: str = ""


@dataclass(frozen=True, slots=True)
class SetTime(Press):
    """Show when it is to be sent, or set it: 'now', a day and hour ('1.9'), or '?' to type it."""

    CODE = "ant"
    WHO = STAFF
    announcement: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class DiscardDraft(Press):
    """Give up a draft."""

    CODE = "and"
    WHO = STAFF
    announcement: str


@dataclass(frozen=True, slots=True)
class ReviewIt(Press):
    """Show it as everybody will see it, and ask whether to send it."""

    CODE = "anr"
    WHO = STAFF
    announcement: str


@dataclass(frozen=True, slots=True)
class ReleaseIt(Press):
    """Send what was previewed as this version."""

    CODE = "ango"
    WHO = STAFF
    announcement: str
    version: str


@dataclass(frozen=True, slots=True)
class HoldIt(Press):
    """Pause."""

    CODE = "anh"
    WHO = STAFF
    announcement: str


@dataclass(frozen=True, slots=True)
class GoOn(Press):
    """Let a paused one go on."""

    CODE = "anu"
    WHO = STAFF
    announcement: str


@dataclass(frozen=True, slots=True)
class CancelIt(Press):
    """Ask whether to send nothing more, or do it ('1')."""

    CODE = "anc"
    WHO = STAFF
    announcement: str
    sure: str = "0"


@dataclass(frozen=True, slots=True)
class SendAgain(Press):
    """Send again to some of those who did not get it: 'failed', 'doubt', 'late' or 'rest'."""

    CODE = "anag"
    WHO = STAFF
    announcement: str
    what: str


@dataclass(frozen=True, slots=True)
class ListMissed(Press):
    """Send the list of those whom it did not reach."""

    CODE = "anmi"
    WHO = STAFF
    announcement: str


@dataclass(frozen=True, slots=True)
class Amend(Press):
    """Correct it or take it back: an `AnnouncementKind`."""

    CODE = "anam"
    WHO = STAFF
    announcement: str
    kind: str


@dataclass(frozen=True, slots=True)
class ShowMissedOne(Press):
    """Send an announcement whole to somebody who finds it in a digest."""

    CODE = "ansh"
    announcement: str
