"""Buttons and their typed callback data, written and read in one place.

Callback data is at most 64 bytes, so it holds ids only; a button stays clickable for ever, so
whoever handles a press looks at the world again.
"""

import re
from dataclasses import astuple, dataclass
from typing import ClassVar, Self

from db.types import Role

LIMIT = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
EVERYONE = frozenset(Role)
STAFF = frozenset({Role.STAFF, Role.ORGANISER})
ORGANISERS = frozenset({Role.ORGANISER})


@dataclass(frozen=True, slots=True)
class Press:
    """What a button means: a code and some ids, ``code:id:id``."""

    CODE: ClassVar[str]
    WHO: ClassVar[frozenset[Role]] = EVERYONE  # who may press it

    def data(self) -> str:
        """Write it as callback data; ValueError when it is too long."""
        text = ":".join([self.CODE, *(str(part) for part in astuple(self))])
        if len(text.encode()) > LIMIT:
            raise ValueError(f"callback data over {LIMIT} bytes: {text}")
        return text

    @classmethod
    def read(cls, data: str) -> Self:
        """Read callback data that ``data`` wrote; ValueError for anything else."""
        code, *parts = data.split(":")
        if code != cls.CODE:
            raise ValueError(f"not a {cls.__name__}: {data}")
        try:
            return cls(*parts)
        except TypeError:
            raise ValueError(f"not a {cls.__name__}: {data}") from None


@dataclass(frozen=True, slots=True)
class ChooseLanguage(Press):
    """हिंदी or English."""

    CODE = "lang"
    locale: str


@dataclass(frozen=True, slots=True)
class GiveAnswer(Press):
    """Yes, no or maybe, for the session and date that the button was shown for."""

    CODE = "rsvp"
    choice: str
    mark: str


@dataclass(frozen=True, slots=True)
class ChangeAnswer(Press):
    """Show the three answers again."""

    CODE = "again"


@dataclass(frozen=True, slots=True)
class GiveReason(Press):
    """Why one cannot come; '-' keeps it to oneself."""

    CODE = "why"
    option: str


@dataclass(frozen=True, slots=True)
class NoReason(Press):
    """Say that the words which were kept as a reason are a question."""

    CODE = "whyno"


@dataclass(frozen=True, slots=True)
class GiveDetail(Press):
    """The answer to a follow-up question; '-' skips it."""

    CODE = "more"
    question: str
    option: str


@dataclass(frozen=True, slots=True)
class AskAgain(Press):
    """Ask a follow-up question once more, to answer it differently."""

    CODE = "redo"
    question: str


@dataclass(frozen=True, slots=True)
class Ask(Press):
    """Ask what the intent says, as if typed."""

    CODE = "ask"
    intent: str


@dataclass(frozen=True, slots=True)
class AskState(Press):
    """Ask for the date of a state."""

    CODE = "state"
    code: str


@dataclass(frozen=True, slots=True)
class StatePage(Press):
    """Turn a page of the list of states; ``use`` is what the choice is for."""

    CODE = "page"
    use: str
    number: str


@dataclass(frozen=True, slots=True)
class ShowMap(Press):
    """Send the place as a point on the map."""

    CODE = "map"
    venue: str


@dataclass(frozen=True, slots=True)
class BeSeat(Press):
    """Say which of several roster rows with one's phone number one is."""

    CODE = "seat"
    delegate: str


@dataclass(frozen=True, slots=True)
class RequestJoin(Press):
    """Ask to be added to the roster."""

    CODE = "join"


@dataclass(frozen=True, slots=True)
class RequestState(Press):
    """Say of which state one is, in a request to be added."""

    CODE = "jstate"
    code: str


@dataclass(frozen=True, slots=True)
class DecideJoin(Press):
    """Accept or decline a request to be added."""

    CODE = "decide"
    WHO = STAFF
    request: str
    accept: str  # '1' or '0'


@dataclass(frozen=True, slots=True)
class SeatAsker(Press):
    """Say that who asks to be added is this delegate, whose place is free."""

    CODE = "seatis"
    WHO = STAFF
    request: str
    delegate: str


@dataclass(frozen=True, slots=True)
class GiveAsker(Press):
    """Give who asks to be added the place that another account holds; ``seen`` as in a yes."""

    CODE = "seatof"
    WHO = STAFF
    request: str
    delegate: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class ShowRequest(Press):
    """Show a request to be added as it stands."""

    CODE = "req"
    WHO = STAFF
    request: str


@dataclass(frozen=True, slots=True)
class AwaitFacts(Press):
    """Ask to be told facts when they are known; ``facts`` are joined by '+'."""

    CODE = "tell"
    facts: str


@dataclass(frozen=True, slots=True)
class StopAwaiting(Press):
    """No longer want to be told."""

    CODE = "untell"
    facts: str


def number(text: str) -> int | None:
    """Read a number of callback data; None for what no button of ours holds."""
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


@dataclass(frozen=True, slots=True)
class WriteToStaff(Press):
    """Write to the organisers, whatever the bot may think it understands."""

    CODE = "write"


@dataclass(frozen=True, slots=True)
class NoneOfThese(Press):
    """Say that nothing of what was offered was meant."""

    CODE = "none"


@dataclass(frozen=True, slots=True)
class TakeTopic(Press):
    """Take care of a question oneself."""

    CODE = "take"
    WHO = STAFF
    topic: str


@dataclass(frozen=True, slots=True)
class GiveBackTopic(Press):
    """Let anybody take a question again."""

    CODE = "back"
    WHO = STAFF
    topic: str


@dataclass(frozen=True, slots=True)
class ChooseColleague(Press):
    """Show to whom a question can be given."""

    CODE = "whom"
    WHO = STAFF
    topic: str


@dataclass(frozen=True, slots=True)
class AssignTopic(Press):
    """Give a question to a colleague; '-' gives it to nobody."""

    CODE = "assign"
    WHO = STAFF
    topic: str
    person: str


@dataclass(frozen=True, slots=True)
class CloseTopic(Press):
    """Close a question without an answer."""

    CODE = "done"
    WHO = STAFF
    topic: str


@dataclass(frozen=True, slots=True)
class MuteAsker(Press):
    """Stop passing on what somebody writes, or do so again."""

    CODE = "mute"
    WHO = STAFF
    person: str
    muted: str  # '1' or '0'


@dataclass(frozen=True, slots=True)
class SendAsWell(Press):
    """Send a reply although somebody else's went out before."""

    CODE = "also"
    WHO = STAFF
    reply: str


@dataclass(frozen=True, slots=True)
class AddToFaq(Press):
    """Make an FAQ entry of an answered question."""

    CODE = "faq"
    WHO = STAFF
    topic: str


@dataclass(frozen=True, slots=True)
class UseSuggestion(Press):
    """Take a text of an FAQ entry as it was suggested."""

    CODE = "faquse"
    WHO = STAFF
    draft: str
    field: str


@dataclass(frozen=True, slots=True)
class ReleaseFaq(Press):
    """Answer with a new FAQ entry from now on; '0' gives it up."""

    CODE = "faqend"
    WHO = STAFF
    draft: str
    release: str  # '1' or '0'


PRESSES: tuple[type[Press], ...] = (
    ChooseLanguage,
    GiveAnswer,
    ChangeAnswer,
    GiveReason,
    GiveDetail,
    AskAgain,
    Ask,
    AskState,
    StatePage,
    ShowMap,
    BeSeat,
    RequestJoin,
    RequestState,
    DecideJoin,
    SeatAsker,
    GiveAsker,
    ShowRequest,
    AwaitFacts,
    StopAwaiting,
    WriteToStaff,
    TakeTopic,
    GiveBackTopic,
    ChooseColleague,
    AssignTopic,
    CloseTopic,
    MuteAsker,
    SendAsWell,
    AddToFaq,
    UseSuggestion,
    ReleaseFaq,
)
