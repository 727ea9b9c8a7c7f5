"""The words that the bot knows, by meaning, in whatever spelling they come."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.fold import normalise, word_key
from bot.understanding.tokens import Token, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("hi", "en")

_HINDI_ENDINGS = (
    "", "na", "ne", "ni", "ta", "te", "ti", "unga", "ungi", "oonga", "uga", "ugi", "enge", "ega", "egi", "yega",
    "yegi", "yenge", "ga", "gi", "ge", "oge", "o", "e", "en", "u", "un", "oon", "kar", "ke", "ya", "yi", "ye", "yen",
    "a", "i", "iye", "iyega", "ie", "aya", "ayi", "aye", "ana", "ane", "ani", "ayega", "ayegi", "ayenge", "wa", "va",
    "egaa", "engi", "aunga", "jiye", "wana", "wane",
)  # fmt: skip
_ENGLISH_ENDINGS = ("", "s", "ed", "d", "ing", "es")
_NO_VOWELS = str.maketrans("", "", "aeiou")
_NEAR, _NEARER = 5, 8
"""Length of a key from which one typing error, and from which two, are forgiven."""


class Role(StrEnum):
    """What a meaning does in a sentence: the sections of words.toml, and what is found besides."""

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


@dataclass(frozen=True, slots=True)
class Item:
    """One or more neighbouring tokens with one meaning."""

    meaning: Meaning
    tokens: tuple[Token, ...]

    @property
    def concept(self) -> str:
        """Return the id of the meaning."""
        return self.meaning.concept

    @property
    def role(self) -> Role:
        """Return what the meaning does in a sentence."""
        return self.meaning.role


_UNKNOWN = Meaning("unknown", Role.UNKNOWN, "")
_NUMBER = Meaning("number", Role.NUMBER, "")
_PAUSE = Meaning("pause", Role.PAUSE, "")


@dataclass
class Vocabulary:
    """Folded words and word groups -> meanings, exact first, then forgiving of typing errors."""

    entries: dict[tuple[str, ...], Meaning] = field(default_factory=dict)
    written: dict[str, Meaning] = field(default_factory=dict)
    collisions: list[tuple[str, str, str]] = field(default_factory=list)
    _forms: set[str] = field(default_factory=set)
    _first: dict[str, int] = field(default_factory=dict)
    _near: dict[str, list[str]] = field(default_factory=dict)
    _bare: dict[str, list[str]] = field(default_factory=dict)
    _guesses: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Vocabulary:
        """Read words.toml of every language; the first meaning given to a word is kept."""
        vocabulary = cls()
        listed = [entry for language in LANGUAGES for entry in _listed(language)]
        for word, meaning in listed:
            vocabulary._add(word, meaning)
        for word, meaning in listed:
            if word.endswith("-"):
                vocabulary._add_verb(word, meaning)
        vocabulary._index()
        return vocabulary

    def items(self, tokens: list[Token]) -> Iterator[Item]:
        """Return the meanings of `tokens`, the longest known group of words first."""
        keys = [token.key for token in tokens]
        place = 0
        while place < len(tokens):
            length, meaning = self._longest(keys, place)
            if meaning is None:
                meaning = self._single(tokens[place])
            if length == 1:
                meaning = self.written.get(normalise(tokens[place].text), meaning)
            yield Item(meaning, tuple(tokens[place : place + length]))
            place += length

    def _longest(self, keys: list[str], place: int) -> tuple[int, Meaning | None]:
        for length in range(min(self._first.get(keys[place], 0), len(keys) - place), 0, -1):
            meaning = self.entries.get(tuple(keys[place : place + length]))
            if meaning is not None:
                return length, meaning
        return 1, None

    def _single(self, token: Token) -> Meaning:
        if token.pause:
            return _PAUSE
        if token.key.isdecimal():
            return _NUMBER
        if token.key not in self._guesses:
            if len(self._guesses) > 20_000:  # whoever types nonsense must not fill the memory
                self._guesses.clear()
            self._guesses[token.key] = self._guess(token.key)
        guess = self._guesses[token.key]
        return self.entries[(guess,)] if guess else _UNKNOWN

    def _guess(self, key: str) -> str | None:
        """Return the known word that `key` was probably meant to be."""
        if len(key) >= _NEAR:
            errors = 2 if len(key) >= _NEARER else 1
            near = process.extractOne(
                key, self._near.get(key[0], ()), scorer=OSA.distance, score_cutoff=errors
            )
            if near:
                return str(near[0])
        return self._without_vowels(key)

    def _without_vowels(self, key: str) -> str | None:
        """Return the word whose vowels were left out ("krykrm"), if only one meaning fits."""
        bare = _bare(key)
        if len(bare) < 3 or len(key) - len(bare) > 1:
            return None
        fitting = [word for word in self._bare.get(bare, ()) if _is_within(key, word)]
        meanings = {self.entries[(word,)].concept for word in fitting}
        return fitting[0] if len(meanings) == 1 else None

    def _add(self, word: str, meaning: Meaning) -> None:
        tokens = tokens_of(word.rstrip("-"))
        if word.endswith("-") and len(tokens) == 1:
            return
        self.entries.setdefault(tuple(token.key for token in tokens), meaning)
        if len(tokens) == 1:
            known = self.written.setdefault(normalise(tokens[0].text), meaning)
            if known.concept != meaning.concept:
                self.collisions.append((word, known.concept, meaning.concept))

    def _add_verb(self, word: str, meaning: Meaning) -> None:
        *before, stem = [token.key for token in tokens_of(word[:-1])]
        for ending in _HINDI_ENDINGS if meaning.language == "hi" else _ENGLISH_ENDINGS:
            form = word_key(stem + ending)
            if (len(form) > 2 or before) and (*before, form) not in self.entries:
                self.entries.setdefault((*before, form), meaning)
                self._forms.add(form)

    def _index(self) -> None:
        near, bare = defaultdict(list), defaultdict(list)
        for entry in self.entries:
            self._first[entry[0]] = max(self._first.get(entry[0], 0), len(entry))
            if len(entry) == 1 and len(entry[0]) >= _NEAR and entry[0] not in self._forms:
                near[entry[0][0]].append(entry[0])
            if len(entry) == 1 and len(_bare(entry[0])) >= 3:
                bare[_bare(entry[0])].append(entry[0])
        self._near, self._bare = dict(near), dict(bare)


def _listed(language: str) -> Iterator[tuple[str, Meaning]]:
    """Return every word of the list of `language`, with its meaning, in order."""
    source = files("locales").joinpath(language, "words.toml").read_text("utf-8")
    for role, meanings in tomllib.loads(source).items():
        for concept, words in meanings.items():
            for word in filter(None, map(str.strip, words.split(","))):
                yield word, Meaning(concept, Role(role), language)


def _bare(key: str) -> str:
    return key[0] + key[1:].translate(_NO_VOWELS)


def _is_within(key: str, word: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in key)
