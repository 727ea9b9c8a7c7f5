"""Whether two messages ask the same, whatever the spelling, script or order of their words.

A gist is text: the words of a message with what says nothing left out. ``parking/parking`` is a
word that carries the matter, with its meaning where that is known; ``~where`` is a light one, of
which only the meaning counts, so that "kahan" and "where" are the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.understanding.wordlists import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.understanding.vocabulary import Item

LONGEST = 500  # characters of a gist
_LIGHT = frozenset({Role.QUESTION, Role.ACT, Role.SIGN, Role.SETTING})
_SILENT = frozenset({Role.GLUE, Role.GREETING, Role.PAUSE})
_TELLING = frozenset({"reason"})  # illness, weddings: glue to who answers, the matter to who asks
_LIGHT_TOPICS = frozenset({"arrangement", "me"})  # "wheelchair ki vyavastha": the first matters
_HEAVY_WEIGHT, _LIGHT_WEIGHT = 3.0, 0.5
_SPELLED_ALIKE = 84.0  # of 100: "parking" and "parkig", "vilchair" and "vhilcher"
_CONSONANTS = 3  # so many, all alike: "draivar" and "driver", "tikat" and "tiket"
_RELATED = 0.3  # what another word of the same meaning counts


def gist_of(items: Iterable[Item]) -> str:
    """Give the gist of a message; '' where nothing in it says what it is about."""
    words: dict[str, None] = {}
    for item in items:
        if item.role in _SILENT and item.concept not in _TELLING:
            continue
        if item.role in _LIGHT or item.concept in _LIGHT_TOPICS:
            words[f"~{item.concept}"] = None
            continue
        meaning = item.concept if item.role is Role.TOPIC else ""
        for token in item.tokens:
            words[f"{token.key}/{meaning}"] = None
    if not any(_weight(word) == _HEAVY_WEIGHT for word in words):
        return ""
    text = " ".join(words)
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0]


def likeness(one: str, other: str) -> float:
    """Tell how alike two gists are, from 0 to 1; "where" and "when" of one thing are not alike.

    The share of their weight that they have in common (a Dice coefficient over words).
    """
    first, second = one.split(), other.split()
    if not first or not second or _asks_otherwise(first, second):
        return 0.0
    common = _common(first, second) + _common(second, first)
    return common / (sum(map(_weight, first)) + sum(map(_weight, second)))


def same_question(asked: str, known: str) -> bool:
    """Tell whether an answer to ``known`` answers ``asked``: stricter than being alike.

    All that carries the matter of one is in the other, and the reverse; and what is asked about
    it ("how many") is asked there too.
    """
    first, second = asked.split(), known.split()
    wanted = _ASKING.intersection(first) <= _ASKING.intersection(second)
    return wanted and _covers(first, second) and _covers(second, first)


def _covers(words: Sequence[str], others: Sequence[str]) -> bool:
    return all(
        word.startswith("~") or any(_same(word, other) == 1.0 for other in others) for word in words
    )


def _common(words: Sequence[str], others: Sequence[str]) -> float:
    return sum(_weight(word) * max(_same(word, other) for other in others) for word in words)


def _same(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if word.startswith("~") or other.startswith("~"):
        return 0.0
    key, _, meaning = word.partition("/")
    other_key, _, other_meaning = other.partition("/")
    if key.isdecimal() or other_key.isdecimal():
        return float(key == other_key)
    if key[:1] == other_key[:1] and _spelled_alike(key, other_key):
        return 1.0
    return _RELATED if meaning and meaning == other_meaning else 0.0


def _spelled_alike(key: str, other: str) -> bool:
    return fuzz.ratio(key, other) >= _SPELLED_ALIKE or _sounds(key) == _sounds(other) != ""


@lru_cache(maxsize=8192)
def _sounds(key: str) -> str:
    """Give the consonants of a word that has enough of them to be known by."""
    found = "".join(letter for letter in key if letter not in "aeiou")
    return found if len(found) >= _CONSONANTS else ""


def _weight(word: str) -> float:
    return _LIGHT_WEIGHT if word.startswith("~") else _HEAVY_WEIGHT


_ASKING = frozenset({"~when", "~where", "~how", "~who", "~whom", "~why", "~howmany"})


def _asks_otherwise(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether both name what they want to know, or a number, and it is not the same."""
    asked = _ASKING.intersection(first), _ASKING.intersection(second)
    numbers = _numbers(first), _numbers(second)
    return any(one and other and not one & other for one, other in (asked, numbers))


def _numbers(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.partition("/")[0].isdecimal())
