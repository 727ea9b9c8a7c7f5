"""What a member of staff asks for in a line: a figure, a list, a file, somebody's page.

A small grammar of its own, apart from that of the delegates' questions: each word of the line must
mean something here, or the line is not for it. "UP mein kitne yes" is a figure, "bihar pending
list" a list, "123 haan" an answer that came by phone; a line that is all of something else is None.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from bot import phones
from bot.event import Event
from bot.place import EVERYBODY, Group, Place
from bot.states import State, States
from bot.text import LOCALES
from bot.understanding.fold import word_key
from bot.understanding.tokens import Token, tokens_of
from bot.understanding.wordlists import LANGUAGES
from db.types import RsvpChoice

LONGEST = 80  # characters; whoever writes more has something else to say
_STATE_WORDS = 8  # of the longest name
_INITIALS = frozenset(
    {"up", "mp", "hp", "jk", "wb", "tn", "cg", "uk", "ap", "rj", "br", "mh", "gj"}
)
_SHORT = 2  # letters of initials
_ROSTER_DIGITS = 7
_FILLER, _SESSION = "filler", "session"


class Shape(StrEnum):
    """In which form the answer is wanted."""

    STATUS = "status"
    FIGURE = "howmany"
    LIST = "list"
    FILE = "file"
    PICTURE = "picture"
    CALLS = "calls"
    PERSON = "person"
    ANSWER = "answer"


class Day(StrEnum):
    """A day that is meant by a word."""

    TODAY = "today"
    YESTERDAY = "yesterday"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted; ``who`` is the number or phone of a person, ``choice`` the answer to note."""

    shape: Shape
    place: Place = EVERYBODY
    group: Group = Group.ALL
    day: Day | None = None
    who: str = ""
    choice: RsvpChoice | None = None


_SHAPES = (Shape.CALLS, Shape.FILE, Shape.PICTURE, Shape.LIST, Shape.FIGURE, Shape.STATUS)
_GROUPS = {g.value: g for g in Group if g is not Group.ALL}
DATED = (  # groups into which people come on a day
    Group.YES,
    Group.NO,
    Group.MAYBE,
    Group.ANSWERED,
    Group.JOINED,
    Group.CAME,
)
_CHOICES = {Group.YES: RsvpChoice.YES, Group.NO: RsvpChoice.NO, Group.MAYBE: RsvpChoice.MAYBE}


class StaffWords:
    """Reads lines of staff."""

    def __init__(self, states: States) -> None:
        """Read the word lists of both languages."""
        self._names: Mapping[str, tuple[State, ...]] = states.names
        self._phrases: dict[tuple[str, ...], str] = {}
        entries = list(_entries())
        self._fillers = {w for concept, words in entries if concept == _FILLER for w in words}
        for concept, words in entries:
            kept = tuple(w for w in words if w not in self._fillers or concept == _FILLER)
            if concept != _FILLER and kept:
                self._phrases.setdefault(kept, concept)
        self._longest = max(map(len, self._phrases))

    def read(self, text: str, event: Event) -> Wish | None:
        """Give what a line asks for; None unless all of it is understood."""
        if len(text) > LONGEST or "\n" in text:
            return None
        number = _number(text)
        if number:
            return Wish(Shape.PERSON, who=number)
        tokens = [token for token in tokens_of(text) if not token.pause]
        if len(tokens) > 1 and (who := _leading_number(text)):
            answer = self._answer(who, tokens)
            if answer is not None:
                return answer
        found = _Found()
        return self._wish(found) if self._understood(tokens, event, found) else None

    def _answer(self, who: str, tokens: list[Token]) -> Wish | None:
        """Read a number and a yes, no or maybe behind it."""
        words = [t for t in tokens if not t.key.isdecimal()]
        found = _Found()
        if not words or not self._understood(words, None, found):
            return None
        if found.shapes or found.days or found.places or len(set(found.groups)) != 1:
            return None
        choice = _CHOICES.get(found.groups[0])
        return Wish(Shape.ANSWER, who=who, choice=choice) if choice else None

    def _understood(self, tokens: list[Token], event: Event | None, found: "_Found") -> bool:
        """Take the words one meaning after the other; False at the first that has none."""
        at = 0
        while at < len(tokens):
            taken = self._state(tokens, at, found) or _session(tokens, at, event, found)
            taken = taken or self._filler(tokens, at) or self._phrase(tokens, at, found)
            if not taken:
                return False
            at += taken
        return True

    def _filler(self, tokens: list[Token], at: int) -> int:
        return int(tokens[at].key in self._fillers)

    def _phrase(self, tokens: list[Token], at: int, found: "_Found") -> int:
        """Take the longest entry that begins here; fillers between its words do not count."""
        best, concept = 0, ""
        words: list[str] = []
        for place in range(at, len(tokens)):
            if tokens[place].key in self._fillers and words:
                continue
            words.append(tokens[place].key)
            if len(words) > self._longest:
                break
            if tuple(words) in self._phrases:
                best, concept = place - at + 1, self._phrases[tuple(words)]
        if best:
            found.take(concept)
        return best

    def _state(self, tokens: list[Token], at: int, found: "_Found") -> int:
        for length in range(min(_STATE_WORDS, len(tokens) - at), 0, -1):
            window = tokens[at : at + length]
            name = "".join(token.key for token in window)
            states = self._names.get(name, ())
            if len(states) == 1 and self._stands(name, window):
                found.places.append(Place(state=states[0].code))
                return length
        return 0

    def _stands(self, name: str, window: list[Token]) -> bool:
        """Tell initials from the small words that are written alike: "ka", "la", "as"."""
        if len(name) > _SHORT:
            return len(window) > 1 or (name,) not in self._phrases
        return name in _INITIALS or (window[0].text.isupper() and name not in self._fillers)

    def _wish(self, found: "_Found") -> Wish | None:
        if len(found.places) > 1 or len(set(found.groups)) > 1:
            return None
        place = found.places[0] if found.places else EVERYBODY
        group = found.groups[0] if found.groups else Group.ALL
        shape = next((s for s in _SHAPES if s in found.shapes), None)
        if shape is None:
            shape = Shape.FIGURE if found.groups and found.places else None
        if shape is None and place.state and not (found.groups or found.days):
            shape = Shape.STATUS
        if shape is None and group in DATED and found.days:
            shape = Shape.FIGURE
        if shape is None:
            return None
        if shape is Shape.LIST and not (found.groups or found.places):
            return None
        if shape is Shape.FIGURE and group is Group.ALL:
            shape = Shape.STATUS
        return Wish(shape, place, group, found.days[0] if found.days else None)


class _Found:
    """What the words of a line came to."""

    def __init__(self) -> None:
        self.shapes: set[Shape] = set()
        self.groups: list[Group] = []
        self.days: list[Day] = []
        self.places: list[Place] = []

    def take(self, concept: str) -> None:
        if concept in _GROUPS:
            self.groups.append(_GROUPS[concept])
        elif concept == "who":
            self.shapes.add(Shape.LIST)
        elif concept in set(Day):
            self.days.append(Day(concept))
        elif concept != _SESSION:
            self.shapes.add(Shape(concept))


def _session(tokens: list[Token], at: int, event: Event | None, found: _Found) -> int:
    """Take the date or the number of a session: "3 april", "अप्रैल 3", "batch 3"."""
    if event is None:
        return 0
    pair = [token.key for token in tokens[at : at + 2]]
    for session in event.sessions:
        day, months = str(session.date.day), _months(session.date.month)
        ordinal = (day, f"{day}th", f"{day}st", f"{day}nd", f"{day}rd")
        dated = len(pair) == 2 and (  # noqa: PLR2004 (a day and a month)
            (pair[0] in ordinal and pair[1] in months) or (pair[1] in ordinal and pair[0] in months)
        )
        if dated:
            found.places.append(Place(session=session.id))
            return 2
        named = [token.text.casefold() for token in tokens[at : at + 2]]
        for length in (2, 1):
            if "".join(named[:length]) == session.id:
                found.places.append(Place(session=session.id))
                return length
    return 0


def _months(month: int) -> frozenset[str]:
    names = (
        locale.months["format"][width][month]
        for locale in LOCALES.values()
        for width in ("wide", "abbreviated")
    )
    return frozenset(word_key(name) for name in names)


def _number(text: str) -> str:
    """Give a line that is a roster number or a phone, in Latin digits; '' for any other."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text.strip()).removeprefix("#")
    if plain.isdecimal() and len(plain) <= _ROSTER_DIGITS:
        return plain
    return plain if phones.to_e164(plain) else ""


def _leading_number(text: str) -> str:
    """Give the roster number or phone that a line begins with."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text.strip())
    head = plain[: next((i for i, c in enumerate(plain) if c.isalpha()), len(plain))]
    return _number(head.rstrip(" -–:,.="))


def _entries() -> Iterator[tuple[str, tuple[str, ...]]]:
    for language in LANGUAGES:
        source = files("locales").joinpath(language, "staff.toml").read_text("utf-8")
        for concept, line in tomllib.loads(source).items():
            for entry in filter(None, map(str.strip, line.split(","))):
                yield concept, tuple(t.key for t in tokens_of(entry) if not t.pause)
