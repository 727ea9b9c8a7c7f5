"""Facts of the event that are still to be announced, and whether they are known by now."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.event import Both, Event, Faq, Session
from bot.understanding import Intent
from db.models import Delegate

LONGEST = 12  # characters of a state, an intent or an id of the event


class Kind(StrEnum):
    """What may be unknown; short, since it travels in buttons."""

    DATE = "date"
    TIME = "time"
    AGENDA = "agenda"
    HOURS = "hours"  # the times within the programme
    SPEAKERS = "speakers"
    CONTACTS = "contacts"
    DIRECTIONS = "way"
    ASKED = "ask"  # what the FAQ says to an intent
    FAQ = "faq"  # an entry of the FAQ that answers no intent


INTENTS = {
    Kind.DATE: Intent.DATE,
    Kind.TIME: Intent.DATE,
    Kind.AGENDA: Intent.AGENDA,
    Kind.HOURS: Intent.AGENDA,
    Kind.SPEAKERS: Intent.SPEAKERS,
    Kind.CONTACTS: Intent.CONTACT,
    Kind.DIRECTIONS: Intent.DIRECTIONS,
}
_OF_A_SESSION = {Kind.DATE, Kind.TIME, Kind.AGENDA, Kind.HOURS, Kind.DIRECTIONS}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``of`` is the state that was named, the intent, or the id of the FAQ entry.

    About a session without a state, it is whatever session the one who waits belongs to then.
    """

    kind: Kind
    of: str = ""

    def __str__(self) -> str:
        """Write it as it is stored and as buttons carry it."""
        return f"{self.kind}.{self.of}" if self.of else self.kind.value

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what was written; ValueError for anything else."""
        kind, _, of = text.partition(".")
        if len(of) > LONGEST:
            raise ValueError(f"no fact: {text!r}")
        return cls(Kind(kind), of)

    @property
    def intent(self) -> Intent | None:
        """Give the question that it answers; None for an FAQ entry without one."""
        if self.kind is Kind.ASKED:
            return Intent(self.of) if self.of in set(Intent) else None
        return INTENTS.get(self.kind)

    @property
    def state(self) -> str | None:
        """Give the state whose session it is about, where one was named."""
        return self.of or None if self.kind in _OF_A_SESSION else None


def known(event: Event, fact: Fact, seat: Delegate | None) -> bool:
    """Tell whether the event says it now, to somebody with this seat on the roster."""
    session = _session(event, fact, seat)
    found: object
    match fact.kind:
        case Kind.DATE:
            found = session
        case Kind.TIME:
            found = session.time if session else None
        case Kind.AGENDA:
            found = event.agenda_of(session) or None
        case Kind.HOURS:
            found = next((item.time for item in event.agenda_of(session) if item.time), None)
        case Kind.SPEAKERS:
            found = event.speakers or None
        case Kind.CONTACTS:
            found = event.contacts or None
        case Kind.DIRECTIONS:
            found = event.directions_of(session or event.sessions[0])
        case Kind.ASKED:
            found = _answer(event.faq_for(fact.of))
        case Kind.FAQ:
            found = _answer(next((entry for entry in event.faq if entry.id == fact.of), None))
    return found is not None


def unknown(
    event: Event, intents: Iterable[Intent], seat: Delegate | None, state: str | None
) -> tuple[Fact, ...]:
    """Give what these questions ask for and the event does not say yet, each once.

    ``state`` is the one that the question names, where it is not about the own seat.
    """
    asked = [fact for intent in intents for fact in _facts(intent, state or "", seat)]
    return tuple(fact for fact in dict.fromkeys(asked) if not known(event, fact, seat))


def _facts(intent: Intent, state: str, seat: Delegate | None) -> Iterable[Fact]:
    """Give what an answer to this question rests on."""
    match intent:
        case Intent.DATE if state or seat:
            found = [Fact(Kind.DATE, state), Fact(Kind.TIME, state)]
        case Intent.AGENDA:
            found = [Fact(Kind.AGENDA, state), Fact(Kind.HOURS, state)]
        case Intent.DIRECTIONS:
            found = [Fact(Kind.DIRECTIONS, state)]
        case Intent.SPEAKERS:
            found = [Fact(Kind.SPEAKERS)]
        case Intent.CONTACT:
            found = [Fact(Kind.CONTACTS)]
        case Intent.STAY | Intent.MEALS | Intent.ENTRY | Intent.COMPANIONS:
            found = [Fact(Kind.ASKED, intent)]
        case _:
            found = []
    return found


def _answer(entry: Faq | None) -> Both | None:
    return entry.answer if entry else None


def _session(event: Event, fact: Fact, seat: Delegate | None) -> Session | None:
    if fact.kind not in _OF_A_SESSION:
        return None
    if fact.of:
        return event.session_of(fact.of)
    return event.session_of(seat.state, seat.session_override) if seat else None
