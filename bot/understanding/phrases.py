"""The sentences of phrases.toml, as sets of meanings, and which of them a clause contains."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.understanding.features import words_of
from bot.understanding.reading import Intent
from bot.understanding.slots import with_days
from bot.understanding.tokens import tokens_of
from bot.understanding.wordlists import LANGUAGES, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

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
    "bhavan": 1.5,
    "happen": 0.8,
    "remain": 0.8,
    "give": 0.8,
    "send": 0.8,
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
_ATTRIBUTES = frozenset(
    {"date", "time", "place", "day", "dayword", "clock", "allday", "daypart", "hours"}
)
"""Topics that any other topic may have: the time of the meal is about the meal."""
_MODEST = _ATTRIBUTES | _LIGHT.keys()
_DOUBT = 0.01
"""What an unsure phrase weighs less than a sure one of the same words."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a sentence asks: one intent, or several when it is unsure which."""

    text: str
    intents: tuple[Intent, ...]
    mask: int
    weight: float
    head: int
    """The meanings of the phrase that are topics of their own, not just attributes of one."""

    @property
    def sure(self) -> bool:
        """Say whether the phrase has one intent only."""
        return len(self.intents) == 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a clause asks, in order of mention, and how much in it nobody asked about."""

    phrases: list[Phrase]
    leftovers: float

    def uses(self, mask: int) -> bool:
        """Say whether one of the phrases needs all the meanings of `mask`."""
        return any(phrase.mask & mask == mask for phrase in self.phrases)


class Phrasebook:
    """All phrases, by the meanings that they need."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Read phrases.toml of every language; ValueError for a phrase that says nothing."""
        self._bits: dict[str, int] = {}
        self._vocabulary = vocabulary
        self._literal: dict[tuple[str, ...], Phrase] = {}
        phrases: dict[int, Phrase] = {}
        for intents, text in _listed():
            phrase = self._compiled(text, intents)
            phrases.setdefault(phrase.mask, phrase)
        self.phrases = sorted(phrases.values(), key=lambda phrase: -phrase.weight)
        self._filed = self._by_rarest()
        self._attributes = self._mask(_ATTRIBUTES)
        self._askable = self._attributes | self._mask({"when", "where", "how", "why"})

    def literal(self, items: Sequence[Item]) -> Phrase | None:
        """Return the phrase that a message is word by word, in whatever spelling, or None.

        Greetings and forms of address aside; another day in place of the phrase's is the same.
        """
        return self._literal.get(_wording(items))

    def find(self, items: Iterable[Item], *, without: AbstractSet[str] = frozenset()) -> Found:
        """Return the phrases that a clause contains, none of them part of another.

        The weightiest is taken first, then what it leaves unsaid. A clause about a topic is not
        also about the question word in it: "khana kahan milega" asks for the meal, not for the
        venue. `without` names meanings to be left out.
        """
        places: dict[int, int] = {}
        strangeness: dict[int, float] = {}
        for place, item in enumerate(items):
            if item.role in _WEIGHTS and item.concept not in without:
                bit = self.bit_of(item.concept)
                places.setdefault(bit, place)
                strangeness[bit] = _strangeness(item)
        clause = sum(places)
        chosen: list[Phrase] = []
        covered = 0
        for _, phrase in sorted(self._contained(clause, places)):
            if self._adds(phrase, covered, chosen):
                chosen.append(phrase)
                covered |= phrase.mask
        chosen.sort(key=lambda phrase: min(places[bit] for bit in places if bit & phrase.mask))
        return Found(chosen, sum(cost for bit, cost in strangeness.items() if not bit & covered))

    def _contained(self, clause: int, bits: Iterable[int]) -> list[tuple[int, Phrase]]:
        """Return the phrases that need no meaning but those of a clause, each with its rank."""
        return [
            ranked
            for bit in bits
            for ranked in self._filed.get(bit, ())
            if not ranked[1].mask & ~clause
        ]

    def _by_rarest(self) -> dict[int, list[tuple[int, Phrase]]]:
        """File each phrase under the one of its meanings that the fewest others need.

        Of some hundred phrases a clause then has to be held against a few.
        """
        bits = [_bits_of(phrase.mask) for phrase in self.phrases]
        needed = Counter(bit for mask in bits for bit in mask)
        filed: dict[int, list[tuple[int, Phrase]]] = {}
        for rank, phrase in enumerate(self.phrases):
            filed.setdefault(min(bits[rank], key=needed.__getitem__), []).append((rank, phrase))
        return filed

    def bit_of(self, concept: str) -> int:
        """Return the bit that stands for a meaning in the masks of phrases."""
        return self._bits.setdefault(concept, 1 << len(self._bits))

    def _mask(self, concepts: Iterable[str]) -> int:
        return sum(map(self.bit_of, concepts))

    def _adds(self, phrase: Phrase, covered: int, chosen: list[Phrase]) -> bool:
        """Say whether `phrase` says something that the phrases chosen do not."""
        if not chosen:
            return True
        fresh = phrase.mask & ~covered
        about_topic = any(earlier.head for earlier in chosen)
        return phrase.sure and bool(
            fresh & (phrase.head if about_topic else self._askable | phrase.head)
        )

    def _compiled(self, text: str, intents: tuple[Intent, ...]) -> Phrase:
        grammar = self._vocabulary.grammar
        items = with_days(list(self._vocabulary.items(tokens_of(text))), grammar.ordinal)[0]
        strange = next((item for item in items if item.role in _STRANGE), None)
        if strange:
            raise ValueError(
                f"phrases.toml, {intents[0]}, {text!r}: no meaning for {strange.last_word}"
            )
        concepts = {item.concept: item.role for item in items if item.role in _WEIGHTS}
        if set(concepts) - {"isit", "event", "programme"}:
            concepts.pop("isit", None)  # "hai kya" asks nothing that the other words do not
        weight = sum(_LIGHT.get(concept, _WEIGHTS[role]) for concept, role in concepts.items())
        if weight < _LEAST:
            raise ValueError(f"phrases.toml, {intents[0]}, {text!r}: says too little")
        heads = [
            name for name, role in concepts.items() if role is Role.TOPIC and name not in _MODEST
        ]
        phrase = Phrase(
            text,
            intents,
            mask=self._mask(concepts),
            weight=weight if len(intents) == 1 else weight - _DOUBT,
            head=self._mask(heads),
        )
        self._literal.setdefault(_wording(items), phrase)
        return phrase


def _wording(items: Sequence[Item]) -> tuple[str, ...]:
    said = [item for item in items if item.role is not Role.GREETING and item.concept != "address"]
    return tuple(word for word in words_of(said) if word != "#?")


def _bits_of(mask: int) -> list[int]:
    return [1 << place for place in range(mask.bit_length()) if mask >> place & 1]


def _strangeness(item: Item) -> float:
    """Return how much less plausible a meaning makes the whole when no phrase explains it."""
    if item.concept == "icome":
        return 3.0  # "when shall I get there" is asked of a map, not of a host
    if item.concept in ("rahul", "relative", "hours"):
        return 2.0
    if item.concept in (*_PROBING, "night"):
        return 1.7
    if item.role is Role.ACT:
        return 0.0 if item.concept in _PLAIN_ACTS else 1.2
    if item.concept == "office":
        return 1.2
    return 1.0 if item.role is Role.TOPIC and item.concept not in _MODEST else 0.0


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
