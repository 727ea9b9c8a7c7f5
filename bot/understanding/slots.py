"""The particulars of a message: states, days, and the language asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from bot.understanding.reading import DayMention, DayWord, Slots
from bot.understanding.vocabulary import Item
from bot.understanding.wordlists import Grammar, Meaning, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.states import State, States
    from bot.understanding.tokens import Token

_DAY = Meaning("day", Role.TOPIC, "")
_DAY_WORD = Meaning("dayword", Role.TOPIC, "")
_STATE = Meaning("state", Role.STATE, "")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WORDS: dict[str, DayWord] = {word: word for word in get_args(DayWord)}
_FULL = 4
"""Length of a folded name from which it is read as a state wherever it stands."""
_SHORT = frozenset({"up", "mp", "hp", "jk", "wb", "tn", "cg", "uk", "ap", "ut"})
"""Initials that are read as a state before a word for people or place, or in capitals."""
_SHORT_NAMES = frozenset({"goa", "leh"})
_EVERYDAY = frozenset({"maha", "raj", "bangla", "utar", "andra", "mijo", "and"})
"""Folded names that are also everyday words, and count only as a whole message."""
_PART_OF_MORE = frozenset({"delhi", "bhavan", "greeting", "way", "leader", "event"})
"""Meanings whose words may hold the name of a state without naming it: "nai dilli station"."""
_LAST_DAY = 31


class StateFinder:
    """Finds the names of states inside a sentence."""

    def __init__(self, states: States, grammar: Grammar) -> None:
        """Keep the names, and the words that may follow the initials of a state."""
        self._region = grammar.region
        self._names: Mapping[str, tuple[State, ...]] = states.names
        self._starts = {name[:2] for name in self._names}

    def mark(self, tokens: list[Token]) -> Iterator[tuple[int, int, tuple[State, ...]]]:
        """Return (place, length, candidates) of each name among `tokens`, without overlap."""
        place = 0
        while place < len(tokens):
            length, states = self._at(tokens, place)
            if states:
                yield place, length, states
            place += length

    def _at(self, tokens: list[Token], place: int) -> tuple[int, tuple[State, ...]]:
        if tokens[place].key[:2] not in self._starts:
            return 1, ()
        for length in range(min(_FULL, len(tokens) - place), 0, -1):
            window = tokens[place : place + length]
            if any(token.pause for token in window):
                continue
            name = "".join(token.key for token in window)
            states = self._names.get(name, ())
            if states and self._stands(name, tokens, place, length):
                return length, states
        return 1, ()

    def _stands(self, name: str, tokens: list[Token], place: int, length: int) -> bool:
        """Say whether a name found is meant as one, not as the everyday word it also is."""
        if len(tokens) == length:
            return True
        if len(name) >= _FULL:
            return name not in _EVERYDAY
        if name not in _SHORT:
            return name in _SHORT_NAMES
        initials = tokens[place].text.isupper() and len(tokens[place].text) == len(name)
        after = tokens[place + 1].text.casefold() if place + 1 < len(tokens) else ""
        return initials or after in self._region


def with_states(
    tokens: list[Token], items: list[Item], finder: StateFinder
) -> tuple[list[Item], list[tuple[State, ...]]]:
    """Return `items` with the names of states as items of their own, and the states named."""
    found = list(finder.mark(tokens))
    if not found:
        return items, []
    taken = {place + step: (place, length) for place, length, _ in found for step in range(length)}
    result: list[Item] = []
    place = 0
    done: set[int] = set()
    for item in items:
        spans = {taken[at] for at in range(place, place + len(item.tokens)) if at in taken}
        if spans and item.concept not in _PART_OF_MORE:
            start, length = min(spans)
            if start not in done:
                result.append(Item(_STATE, tuple(tokens[start : start + length])))
                done.add(start)
        else:
            result.append(item)
        place += len(item.tokens)
    return result, [states for start, _, states in found if start in done]


def with_days(
    items: list[Item], ordinal: frozenset[str]
) -> tuple[list[Item], tuple[DayMention, ...]]:
    """Return `items` with dates and day words as `day`, and the days named."""
    result: list[Item] = []
    days: list[DayMention] = []
    place = 0
    while place < len(items):
        day, length = _day_at(items, place, ordinal)
        if day:
            days.append(day)
            tokens = tuple(token for item in items[place : place + length] for token in item.tokens)
            result.append(Item(_DAY if day.day else _DAY_WORD, tokens))
        else:
            result.append(items[place])
        place += length
    return result, tuple(dict.fromkeys(days))


def _day_at(
    items: list[Item], place: int, ordinal: frozenset[str]
) -> tuple[DayMention | None, int]:
    """Return the day named at `place` and how many items name it."""
    item, after, third = (*items[place : place + 3], None, None)[:3]
    if item is not None and item.role is Role.DAYS:
        return DayMention(word=_WORDS[item.concept]), 1
    if item is not None and item.role is Role.MONTHS:
        day = after if after and _is_day_number(after) else None
        return DayMention(day=_number(day) if day else None, month=_month(item)), 2 if day else 1
    if item is None or after is None or not _is_day_number(item):
        return None, 1
    if after.role is Role.MONTHS:
        return DayMention(day=_number(item), month=_month(after)), 2
    if after.tokens[0].text.casefold() in ordinal or after.concept == "date":
        month = third if third and third.role is Role.MONTHS else None
        return DayMention(_number(item), _month(month) if month else None), 3 if month else 2
    return None, 1


def _number(item: Item) -> int:
    return int(item.tokens[0].key)


def _is_day_number(item: Item) -> bool:
    return item.role is Role.NUMBER and 1 <= int(item.tokens[0].key[:4]) <= _LAST_DAY


def _month(item: Item) -> int:
    return _MONTHS.index(item.concept) + 1


def slots_of(
    states: list[tuple[State, ...]], days: tuple[DayMention, ...], items: list[Item]
) -> Slots:
    """Put the particulars together; a state is sure when each name had one meaning."""
    codes = dict.fromkeys(state.code for candidates in states for state in candidates)
    asked: dict[str, Literal["hi", "en"]] = {"hindi": "hi", "english": "en"}
    languages = [asked[item.concept] for item in items if item.concept in asked]
    return Slots(
        states=tuple(codes),
        state_sure=all(len(candidates) == 1 for candidates in states),
        days=days,
        language=languages[-1] if languages else None,
    )
