"""Finding people on the roster: by number, phone, or parts of a name or district however spelt.

A name is cut into words and folded (`bot.names.loose_key`); each word typed must begin one of the
words that are kept of a row. Where nobody is found so, the words' beginnings decide, and of those
found the ones that are spelt most alike remain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import Session

from bot import phones
from bot.names import loose_key
from bot.services.reach import Met, met
from bot.services.reach_rows import DELEGATES, Scope
from bot.states import States
from db.desk import DelegateWord
from db.dialects import table
from db.engine import Database
from db.types import RosterStatus

MOST = 8  # people who are offered
MOST_WORDS = 5
_CANDIDATES = 2_000  # rows that a common word may bring before they are put in order
_BEGINNING = 3  # letters that a misspelt word is taken to have right
_ALIKE = 78.0  # of 100, from which two folded words may be one misspelt
_LAST = "\U0010ffff"
_WORDS = table(DelegateWord).c
_NUMBER_LENGTH = 7  # digits of a roster number, at most; a phone has more


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found: the best first; ``more`` when there are others beside them."""

    people: tuple[Met, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that may be meant: what decides its place among the others."""

    key: int
    number: int
    words: list[str]


class Finder:
    """Finds people within the states that somebody may see."""

    def __init__(self, database: Database, states: States) -> None:
        self._database = database
        self._states = states

    async def find(self, text: str, scope: Scope) -> Found:
        """Find by a roster number, a phone in any form, or words of name, district and state."""
        latin = "".join(str(int(c)) if c.isdecimal() else c for c in text.strip())
        if latin.lstrip("#").isdecimal() and len(latin) <= _NUMBER_LENGTH:
            return await self._only(DELEGATES.c.roster_no == int(latin.lstrip("#")), scope)
        phone = phones.to_e164(latin)
        if phone is not None:
            return await self._only(DELEGATES.c.phone == phone, scope)
        words, codes = self._read(text)
        if scope is not None and codes:
            codes = codes & frozenset(scope)
        limits = codes or scope
        if not words:
            return Found(())
        return await self._database.read(lambda session: _by_words(session, words, limits))

    async def one(self, delegate_id: int, scope: Scope) -> Met | None:
        """Give a roster row by its key, where it may be seen."""
        found = await self._only(DELEGATES.c.id == delegate_id, scope)
        return found.people[0] if found.people else None

    async def _only(self, condition: ColumnElement[bool], scope: Scope) -> Found:
        where = (condition, *_allowed(scope))
        people = await self._database.read(lambda s: met(s, where, limit=MOST + 1))
        return Found(tuple(people[:MOST]), len(people) > MOST)

    def _read(self, text: str) -> tuple[list[str], frozenset[str]]:
        """Cut into folded words; the name of a state at the end limits the search."""
        words = loose_key(text).split()[: MOST_WORDS + 2]
        for length in (3, 2, 1):
            tail = "".join(words[-length:])
            found = self._states.names.get(tail, ()) if len(words) > length else ()
            if len(found) == 1:
                return words[:-length][:MOST_WORDS], frozenset({found[0].code})
        return words[:MOST_WORDS], frozenset()


def _allowed(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return () if scope is None else (DELEGATES.c.state.in_(sorted(scope)),)


def _by_words(session: Session, words: Sequence[str], scope: Scope) -> Found:
    candidates = _matching(session, words, scope)
    ranked = sorted(candidates, key=lambda one: _rank(one, words))
    if not ranked:
        ranked = _misspelt(session, words, scope)
    best = [one.key for one in ranked[:MOST]]
    people = {one.id: one for one in met(session, (DELEGATES.c.id.in_(best),))} if best else {}
    return Found(tuple(people[key] for key in best), len(ranked) > MOST)


def _matching(session: Session, words: Sequence[str], scope: Scope) -> list[_Candidate]:
    """Give rows with a word for each of these, the rarest looked up first."""
    rare, *others = sorted(words, key=lambda word: _count(session, word))
    statement = (
        select(_WORDS.delegate_id, DELEGATES.c.roster_no, DELEGATES.c.search_key)
        .join_from(table(DelegateWord), DELEGATES, DELEGATES.c.id == _WORDS.delegate_id)
        .where(*_begins(_WORDS, rare), DELEGATES.c.status == RosterStatus.ACTIVE, *_allowed(scope))
    )
    for number, word in enumerate(others):
        other = table(DelegateWord).alias(f"other{number}")
        same = other.c.delegate_id == _WORDS.delegate_id
        statement = statement.where(exists().where(same, *_begins(other.c, word)))
    found = {row[0]: row for row in session.execute(statement.limit(_CANDIDATES))}
    return [_Candidate(key, number, kept.split()) for key, number, kept in found.values()]


def _begins(columns: object, word: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    column = columns.word  # type: ignore[attr-defined]
    return column >= word, column < word + _LAST


def _count(session: Session, word: str) -> int:
    """Count the words that begin so, as far as it matters for which to look up first."""
    some = select(_WORDS.delegate_id).where(*_begins(_WORDS, word)).limit(_CANDIDATES).subquery()
    return int(session.execute(select(func.count()).select_from(some)).scalar_one())


def _rank(one: _Candidate, words: Sequence[str]) -> tuple[int, int]:
    """Put those whose words are what was typed before those that only begin so."""
    return sum(word not in one.words for word in words), one.number


def _misspelt(session: Session, words: Sequence[str], scope: Scope) -> list[_Candidate]:
    """Give those whose words begin alike and are spelt nearly so, most alike first."""
    found = _matching(session, [word[:_BEGINNING] for word in words], scope)
    scored = [(_likeness(one, words), one) for one in found]
    best = [pair for pair in scored if pair[0] >= _ALIKE]
    return [one for _, one in sorted(best, key=lambda pair: (-pair[0], pair[1].number))]


def _likeness(one: _Candidate, words: Sequence[str]) -> float:
    return min(max((fuzz.ratio(word, k) for k in one.words), default=0.0) for word in words)
