"""The particulars of a message: states, days, and the language asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from bot.understanding.reading import DayMention, DayWord, Slots
from bot.understanding.vocabulary import Item, Meaning, Role

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
_WORDS = {
    "today": "today",
    "tomorrow": "tomorrow",
    "yesterday_or_tomorrow": "yesterday_or_tomorrow",
    "day_after": "day_after",
    **{word: word for word in get_args(DayWord)},
}
_SHORT = frozenset({"up", "mp", "hp", "jk", "wb", "tn", "cg", "uk", "ap", "ut", "empi", "yupi"})
"""Short names that are read as states inside a sentence when a word for people or place follows."""
_BELONGING = frozenset({"folk", "president", "state"})
_BELONGING_WORDS = frozenset({"se", "ke", "ka", "ki", "ko", "से", "के", "का", "की", "को", "from"})
_ORDINALS = frozenset({"th", "st", "nd", "rd", "ko", "को", "tarikh", "तारीख", "tarik", "tareekh"})
_NOT_INSIDE = frozenset({"maha", "raj", "bangla", "utar", "andra", "mijo", "and", "damn"})


class StateFinder:
    """Finds the names of states inside a sentence."""

    def __init__(self, states: States) -> None:
        """Keep the names; those that are also everyday words count only with a word after them."""
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
        for length in (4, 3, 2, 1):
            window = tokens[place : place + length]
            if len(window) < length or any(token.pause for token in window):
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
        if name in _NOT_INSIDE or (len(name) < 4 and name not in (*_SHORT, "goa", "leh")):
            return False
        if len(name) >= 4 or name in ("goa", "leh"):
            return True
        text = tokens[place].text
        after = tokens[place + 1].text.casefold() if place + 1 < len(tokens) else ""
        return (text.isupper() and len(text) == 2) or after in _BELONGING_WORDS | {
            "walo", "wale", "walon", "wala", "vale", "valo", "वालों", "वालो", "वाले", "me", "mein", "में",
        }  # fmt: skip


def with_states(
    tokens: list[Token], items: list[Item], finder: StateFinder
) -> tuple[list[Item], list[tuple[State, ...]]]:
    """Return `items` with the names of states as items of their own, and the states named."""
    found = list(finder.mark([token for token in tokens if token]))
    if not found:
        return items, []
    taken = {place + step: (place, length) for place, length, _ in found for step in range(length)}
    result: list[Item] = []
    place = 0
    done: set[int] = set()
    for item in items:
        spans = {taken[at] for at in range(place, place + len(item.tokens)) if at in taken}
        if spans and not _is_delhi_alone(item):
            start, length = min(spans)
            if start not in done:
                result.append(Item(_STATE, tuple(tokens[start : start + length])))
                done.add(start)
        else:
            result.append(item)
        place += len(item.tokens)
    return result, [states for start, _, states in found if start in done]


def _is_delhi_alone(item: Item) -> bool:
    return item.concept in ("delhi", "bhavan", "greeting", "way", "leader")


def with_days(items: list[Item]) -> tuple[list[Item], tuple[DayMention, ...]]:
    """Return `items` with dates and day words as `day`, and the days named."""
    result: list[Item] = []
    days: list[DayMention] = []
    place = 0
    while place < len(items):
        day, length = _day_at(items, place)
        if day:
            days.append(day)
            tokens = tuple(token for item in items[place : place + length] for token in item.tokens)
            result.append(Item(_DAY if day.day else _DAY_WORD, tokens))
        else:
            result.append(items[place])
        place += length
    return result, tuple(dict.fromkeys(days))


def _day_at(items: list[Item], place: int) -> tuple[DayMention | None, int]:
    item = items[place]
    after = items[place + 1] if place + 1 < len(items) else None
    if item.role is Role.DAYS:
        return DayMention(word=_WORDS[item.concept]), 1  # type: ignore[arg-type]
    if item.role is Role.MONTHS:
        if after and _is_day_number(after):
            return DayMention(day=int(after.tokens[0].key), month=_month(item)), 2
        return DayMention(month=_month(item)), 1
    if not _is_day_number(item) or after is None:
        return None, 1
    day = int(item.tokens[0].key)
    third = items[place + 2] if place + 2 < len(items) else None
    if after.role is Role.MONTHS:
        return DayMention(day=day, month=_month(after)), 2
    if after.tokens[0].text.casefold() in _ORDINALS or after.concept == "date":
        if third and third.role is Role.MONTHS:
            return DayMention(day=day, month=_month(third)), 3
        return DayMention(day=day), 2
    return None, 1


def _is_day_number(item: Item) -> bool:
    return item.role is Role.NUMBER and 1 <= int(item.tokens[0].key[:4]) <= 31


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
