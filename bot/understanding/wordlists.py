"""words.toml of every language, as it is written: words under meanings, meanings under roles."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("hi", "en")

_HINDI_ENDINGS = (
    "", "na", "ne", "ni", "ta", "te", "ti", "unga", "ungi", "oonga", "uga", "ugi", "enge", "ega",
    "egi", "yega", "yegi", "yenge", "ga", "gi", "ge", "oge", "o", "e", "en", "u", "un", "oon",
    "kar", "ke", "ya", "yi", "ye", "yen", "a", "i", "iye", "iyega", "ie", "aya", "ayi", "aye",
    "ana", "ane", "ani", "ayega", "ayegi", "ayenge", "wa", "va", "egaa", "engi", "aunga", "jiye",
    "wana", "wane",
)  # fmt: skip
_ENGLISH_ENDINGS = ("", "s", "ed", "d", "ing", "es")
ENDINGS = {"hi": _HINDI_ENDINGS, "en": _ENGLISH_ENDINGS}
"""What the hyphen of a verb stem stands for, in Latin letters, before folding."""

_GRAMMAR = "grammar"


class Role(StrEnum):
    """What a meaning does in a sentence: the sections of words.toml, and what is found besides.

    SETTING shows what a message is about, TOPIC is what can be asked for, ASIDE is seldom about
    the event, ELSEWHERE never.
    """

    QUESTION = "question"
    ACT = "act"
    SETTING = "setting"
    TOPIC = "topic"
    SIGN = "sign"
    GLUE = "glue"
    GREETING = "greeting"
    DAYS = "days"
    MONTHS = "months"
    PLACES = "places"
    ASIDE = "aside"
    ELSEWHERE = "elsewhere"
    NUMBER = "number"
    STATE = "state"
    UNKNOWN = "unknown"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A concept and its role; the language is that of the word list it comes from."""

    concept: str
    role: Role
    language: str


PLACE = Meaning("place_name", Role.PLACES, "")
PERSON = Meaning("person", Role.UNKNOWN, "")
"""A name says nothing, but it is known not to be a misspelt word."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words that shape a sentence, as written, lower-cased: the section [grammar]."""

    verb_ends: frozenset[str]
    trailing: frozenset[str]
    origin: frozenset[str]
    region: frozenset[str]
    ordinal: frozenset[str]

    @classmethod
    def load(cls) -> Grammar:
        """Read the section of every language and put them together."""
        tables = [_table(language)[_GRAMMAR] for language in LANGUAGES]
        return cls(
            **{
                name: frozenset(word for table in tables for word in _words(table.get(name, "")))
                for name in cls.__slots__
            }
        )


def listed() -> Iterator[tuple[str, Meaning]]:
    """Return every word of every language with its meaning, in the order of the files."""
    for language in LANGUAGES:
        for role, meanings in _table(language).items():
            if role == _GRAMMAR:
                continue
            for concept, words in meanings.items():
                meaning = Meaning(concept, Role(role), language)
                for word in _words(words):
                    yield word, meaning


def named() -> Iterator[tuple[str, Meaning]]:
    """Return the names of places and people of names.toml, which are not words."""
    source = files("locales").joinpath("names.toml").read_text("utf-8")
    table = tomllib.loads(source)
    for word in _words(table["places"]):
        yield word, PLACE
    for word in _words(table["people"]):
        yield word, PERSON


@cache
def _table(language: str) -> dict[str, dict[str, str]]:
    source = files("locales").joinpath(language, "words.toml").read_text("utf-8")
    return tomllib.loads(source)


def _words(line: str) -> Iterator[str]:
    return filter(None, map(str.strip, line.split(",")))
