"""The sentences of phrases.toml, as sets of meanings, and which of them a clause contains."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.understanding.reading import Intent
from bot.understanding.slots import with_days
from bot.understanding.tokens import tokens_of
from bot.understanding.vocabulary import LANGUAGES, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.understanding.vocabulary import Item, Vocabulary

_WEIGHTS = {Role.QUESTION: 1.0, Role.ACT: 1.0, Role.SETTING: 0.5, Role.TOPIC: 2.0, Role.SIGN: 1.0}
_LIGHT = {
    "what": 0.4,
    "me": 0.4,
    "ours": 0.2,
    "mine": 0.4,
    "you": 0.8,
    "self": 0.8,
    "inwhat": 0.4,
    "isit": 0.0,
    "askdone": 0.2,
    "done": 0.4,
    "turn": 1.0,
    "work": 0.6,
    "ask": 0.2,
    "can": 0.2,
    "night": 1.0,
    "arrangement": 0.8,
}
_LEAST = 0.45
"""The weight that a phrase must have to say anything: "kya" or "mera" alone do not."""
_STRANGE = frozenset({Role.UNKNOWN, Role.ASIDE, Role.ELSEWHERE})
_PROBING = frozenset({"when", "where", "how", "who", "whom", "why", "howmany"})
_PLAIN_ACTS = frozenset(
    {
        "come",
        "willcome",
        "reach",
        "send",
        "give",
        "happen",
        "remain",
        "call",
        "start",
        "inform",
        "about",
    }
)
"""Deeds that may stand beside any question; others want an explanation."""
_ATTRIBUTES = frozenset({"date", "time", "place", "day", "dayword", "clock"})
"""Topics that any other topic may have: the time of the meal is about the meal."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a sentence asks: one intent, or several when it is unsure which."""

    text: str
    intents: tuple[Intent, ...]
    mask: int
    weight: float
    head: int
    """The meanings of the phrase that are topics of their own."""

    @property
    def sure(self) -> bool:
        """Say whether the phrase has one intent only."""
        return len(self.intents) == 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a clause asks, and how many of its topics nobody asked about."""

    matches: list[Match]
    leftovers: float


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a clause, and the place of its first word there."""

    phrase: Phrase
    place: int


class Phrasebook:
    """All phrases, by the meanings that they need."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Read phrases.toml of every language; ValueError for a phrase that says nothing."""
        self._bits: dict[str, int] = {}
        self._strange: dict[int, float] = {}
        phrases: dict[int, Phrase] = {}
        for intents, text in _listed():
            phrase = self._compiled(
                text, intents, with_days(list(vocabulary.items(tokens_of(text))))[0]
            )
            if phrase is None:
                raise ValueError(
                    f"phrases.toml, {intents[0]}: no word of {text!r} is in words.toml"
                )
            phrases.setdefault(phrase.mask, phrase)
        self.phrases = sorted(phrases.values(), key=lambda phrase: -phrase.weight)

    def matches(self, items: Iterable[Item], *, without: frozenset[str] = frozenset()) -> Found:
        """Return the phrases of a clause, the weightiest first, none of them part of another.

        A clause about a topic is not also about the question word in it: "khana kahan milega" asks
        for the meal, not for the venue. `without` names meanings to be left out.
        """
        clause, places = 0, {}
        for place, item in enumerate(items):
            bit = (
                self._bit_of(item.concept)
                if item.role in _WEIGHTS and item.concept not in without
                else 0
            )
            self._strange[bit] = _strangeness(item)
            clause |= bit
            if bit:
                places.setdefault(bit, place)
        chosen: list[Match] = []
        covered = 0
        for phrase in self.phrases:
            if phrase.mask & ~clause or not self._adds(phrase, covered, chosen):
                continue
            chosen.append(Match(phrase, self._place(phrase, places)))
            covered |= phrase.mask
        left = sum(self._strange.get(bit, 0.0) for bit in places if not bit & covered)
        return Found(chosen, left)

    def needs(self, phrase: Phrase, concept: str) -> bool:
        """Say whether `concept` is one of the meanings of `phrase`."""
        return bool(phrase.mask & self._bit_of(concept))

    def _adds(self, phrase: Phrase, covered: int, chosen: list[Match]) -> bool:
        """Say whether `phrase` says something that the phrases chosen do not."""
        if not chosen:
            return True
        fresh = phrase.mask & ~covered
        about_topic = any(match.phrase.head for match in chosen)
        if about_topic:
            return bool(phrase.head & fresh) and phrase.sure
        asked = (
            self._bit_of("when") | self._bit_of("where") | self._bit_of("how") | self._bit_of("why")
        )
        attributes = sum(self._bit_of(name) for name in _ATTRIBUTES)
        return bool(fresh & (asked | phrase.head | attributes)) and phrase.sure

    def _place(self, phrase: Phrase, places: dict[int, int]) -> int:
        return min(place for bit, place in places.items() if bit & phrase.mask)

    def _compiled(self, text: str, intents: tuple[Intent, ...], items: list[Item]) -> Phrase | None:
        strange = [item for item in items if item.role in _STRANGE]
        if strange:
            raise ValueError(
                f"phrases.toml, {intents[0]}: {text!r}: {strange[0].tokens[0].text!r} has no meaning there"
            )
        concepts = {item.concept: item.role for item in items if item.role in _WEIGHTS}
        if set(concepts) - {"isit", "event", "programme"}:
            concepts.pop("isit", None)
        if not concepts:
            return None
        weight = 0.0 if len(intents) == 1 else -0.01
        mask = head = 0
        for concept, role in concepts.items():
            bit = self._bit_of(concept)
            mask |= bit
            weight += _LIGHT.get(concept, _WEIGHTS[role])
            if role is Role.TOPIC and concept not in _ATTRIBUTES and concept not in _LIGHT:
                head |= bit
        if abs(weight) < _LEAST:
            raise ValueError(f"phrases.toml, {intents[0]}: {text!r} says too little")
        return Phrase(text, intents, mask, weight, head)

    def _bit_of(self, concept: str) -> int:
        return self._bits.setdefault(concept, 1 << len(self._bits))


def _strangeness(item: Item) -> float:
    """Return how much less plausible a meaning makes the whole when no phrase explains it."""
    if item.concept == "icome":
        return 3.0  # "when shall I get there" is asked of a map, not of a host
    if item.concept in ("rahul", "relative"):
        return 2.0
    if item.concept in (*_PROBING, "office", "night"):
        return 1.5
    if item.role is Role.ACT:
        return 0.0 if item.concept in _PLAIN_ACTS else 1.2
    known = item.concept in (*_ATTRIBUTES, *_LIGHT, "arrangement")
    return 1.0 if item.role is Role.TOPIC and not known else 0.0


def _listed() -> Iterator[tuple[tuple[Intent, ...], str]]:
    for language in LANGUAGES:
        source = files("locales").joinpath(language, "phrases.toml").read_text("utf-8")
        table = tomllib.loads(source)
        unsure = table.pop("unsure", [])
        for intent, texts in table.items():
            for text in texts:
                yield (Intent(intent),), text
        for entry in unsure:
            for text in entry["phrases"]:
                yield tuple(map(Intent, entry["intents"])), text
