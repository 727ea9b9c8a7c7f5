"""The words that the bot knows, by meaning, in whatever spelling they come."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.fold import normalise, word_key
from bot.understanding.tokens import tokens_of
from bot.understanding.wordlists import ENDINGS, Grammar, Meaning, Role, listed, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.tokens import Token

_NO_VOWELS = str.maketrans("", "", "aeiou")
_NEAR, _FAR = 6, 9
"""Length of a key from which one typing error, and from which two, are forgiven."""
_BARE = 3
"""Consonants that a word written without its vowels must have to be recognised."""
_FORM = 3
"""Length of a generated verb form: shorter ones are other words too often."""
_DENIAL, _NOT = "nahi", "not"
_JOINED = re.compile(r"na?hi\w+|\w{3,}na?hi")
_VERB = 4
"""Length of a key that "not" may be joined to: "notcoming", but not "note"."""
_MEMORY = 20_000
"""Guesses that are kept: whoever types nonsense must not fill the memory."""


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

    @property
    def last_word(self) -> str:
        """Return the last word as it was written, lower-cased."""
        return self.tokens[-1].text.casefold()


_UNKNOWN = Meaning("unknown", Role.UNKNOWN, "")
_NUMBER = Meaning("number", Role.NUMBER, "")
_PAUSE = Meaning("pause", Role.PAUSE, "")


@dataclass
class Vocabulary:
    """Words and word groups -> meanings: as written, as folded, then forgiving typing errors."""

    grammar: Grammar
    entries: dict[tuple[str, ...], Meaning] = field(default_factory=dict)
    written: dict[str, Meaning] = field(default_factory=dict)
    _forms: set[str] = field(default_factory=set)
    _names: set[tuple[str, ...]] = field(default_factory=set)
    _longest: dict[str, int] = field(default_factory=dict)
    _near: dict[str, list[str]] = field(default_factory=dict)
    _bare: dict[str, list[str]] = field(default_factory=dict)
    _guesses: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Vocabulary:
        """Read words.toml of every language; the first meaning given to a word is kept."""
        vocabulary = cls(Grammar.load())
        words = list(listed())
        for word, meaning in words:
            vocabulary._add(word, meaning)
        for word, meaning in words:
            if word.endswith("-"):
                vocabulary._add_verb(word, meaning)
        for name, meaning in named():
            vocabulary._add_name(name, meaning)
        vocabulary._index()
        return vocabulary

    def items(self, tokens: list[Token]) -> Iterator[Item]:
        """Return the meanings of `tokens`, the longest known group of words first."""
        keys = [token.key for token in tokens]
        place = 0
        while place < len(tokens):
            length, meaning = self._group(keys, place)
            if length == 1:
                meaning = self.written.get(normalise(tokens[place].text), meaning)
            if meaning is None:
                meaning = self._single(tokens[place])
            yield Item(meaning, tuple(tokens[place : place + length]))
            place += length

    def _group(self, keys: list[str], place: int) -> tuple[int, Meaning | None]:
        for length in range(min(self._longest.get(keys[place], 0), len(keys) - place), 0, -1):
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
            if len(self._guesses) > _MEMORY:
                self._guesses.clear()
            self._guesses[token.key] = self._guess(token.key)
        guess = self._guesses[token.key]
        return self.entries[(guess,)] if guess else _UNKNOWN

    def _guess(self, key: str) -> str | None:
        """Return the known word that `key` was probably meant to be."""
        if self._is_joined_denial(key):
            return _DENIAL
        if len(key) >= _NEAR:
            near = process.extractOne(
                key,
                self._near.get(key[0], ()),
                scorer=OSA.distance,
                score_cutoff=2 if len(key) >= _FAR else 1,
            )
            if near:
                return str(near[0])
        return self._without_vowels(key)

    def _is_joined_denial(self, key: str) -> bool:
        """Tell whether a "no" was typed together with its neighbour: "nahiaa", "notcoming"."""
        if _JOINED.fullmatch(key):
            return True
        verb = key.removeprefix(_NOT)
        return key.startswith(_NOT) and len(verb) >= _VERB and (verb,) in self.entries

    def _without_vowels(self, key: str) -> str | None:
        """Return the word whose vowels were left out ("krykrm"), if only one meaning fits."""
        bare = _bare(key)
        if len(bare) < _BARE or len(key) - len(bare) > 1:
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
            self.written.setdefault(normalise(tokens[0].text), meaning)

    def _add_verb(self, word: str, meaning: Meaning) -> None:
        *before, stem = [token.key for token in tokens_of(word[:-1])]
        for ending in ENDINGS[meaning.language]:
            form = word_key(stem + ending)
            entry = (*before, form)
            if (len(form) >= _FORM or before) and entry not in self.entries:
                self.entries[entry] = meaning
                self._forms.add(form)

    def _add_name(self, name: str, meaning: Meaning) -> None:
        """Add a name unless it is a word too; as it is written it may differ from all of them."""
        tokens = tokens_of(name)
        entry = tuple(token.key for token in tokens)
        if entry not in self.entries:
            self.entries[entry] = meaning
            self._names.add(entry)
        if len(tokens) == 1:
            self.written.setdefault(normalise(tokens[0].text), meaning)

    def _index(self) -> None:
        near, bare = defaultdict(list), defaultdict(list)
        for entry in self.entries:
            first = entry[0]
            self._longest[first] = max(self._longest.get(first, 0), len(entry))
            if len(entry) > 1 or entry in self._names:
                continue
            if len(first) >= _NEAR and first not in self._forms:
                near[first[0]].append(first)
            consonants = _bare(first)
            if len(consonants) >= _BARE:
                bare[consonants].append(first)
        self._near, self._bare = dict(near), dict(bare)


def _bare(key: str) -> str:
    return key[0] + key[1:].translate(_NO_VOWELS)


def _is_within(key: str, word: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in key)
