"""Reads a message: words, meanings, clauses, intents; and dares to say "not understood"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from bot.understanding.answers import PROMISES, Vote, denies, verdict, vote_of
from bot.understanding.clauses import Clause, ClauseCutter
from bot.understanding.evidence import SURE, Evidence, evidence_of
from bot.understanding.features import features_of
from bot.understanding.gist import gist_of
from bot.understanding.model import Model
from bot.understanding.phrases import Phrase, Phrasebook
from bot.understanding.reading import Intent, Reading
from bot.understanding.slots import StateFinder, slots_of, with_days, with_states
from bot.understanding.tokens import Script, script_of, tokens_of
from bot.understanding.vocabulary import Item, Vocabulary
from bot.understanding.weighing import weighed
from bot.understanding.wordlists import Meaning, Role

if TYPE_CHECKING:
    from bot.states import State, States
    from bot.understanding.reading import DayMention
    from bot.understanding.tokens import Token

_MENTIONED = frozenset({"date", "time", "place", "day", "dayword", "clock", "way", "agenda"})
"""Topics that a statement about coming may mention without asking for them."""
_LEADERS = frozenset({"leader", "rahul"})
_OTHERS = frozenset({"instead", "together", "relative"})
"""Meanings with which "I will come" is a question about others: "bete ko sath lekar aaunga"."""
_TOLD = frozenset({"inform", "howtell", "surely", "attendance", "answer", "register"})
"""Meanings with which "that I will come" is what a person wants to let them know."""
_ATTENDING = frozenset({"come", "willcome", "reach", "attendance"})
_PERSONS = frozenset({"you", "me", "mine", "self"})
_WEIGHTY = (Role.QUESTION, Role.TOPIC, Role.ACT, Role.SIGN)
_KEPT = (*_WEIGHTY, Role.STATE, Role.GREETING)
_GREETING = Meaning("greeting", Role.GREETING, "en")
_ANSWER_WEIGHT = 1.5
_COURTESY = 0.9


@dataclass
class _Findings:
    """What the clauses of a message say, put together."""

    intents: list[Intent] = field(default_factory=list)
    unsure: list[tuple[Intent, ...]] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    answered_at: int | None = None
    weight: float = 0.0
    leftovers: float = 0.0

    def add(self, vote: Vote | None, phrases: list[Phrase], leftovers: float) -> None:
        """Take in one clause."""
        if vote:
            self.votes.append(vote)
            self.answered_at = len(self.intents) if self.answered_at is None else self.answered_at
        if phrases:
            self.leftovers += leftovers
            self.weight = max(self.weight, *(phrase.weight for phrase in phrases))
        self.intents += [phrase.intents[0] for phrase in phrases if phrase.sure]
        self.unsure += [phrase.intents for phrase in phrases if not phrase.sure]


class Understanding:
    """Free text -> what is wanted; holds the word lists and does no input or output."""

    def __init__(self, vocabulary: Vocabulary, states: States, model: Model) -> None:
        """Compile the phrases; ValueError names one that says nothing."""
        self._model = model
        self._vocabulary = vocabulary
        self._grammar = vocabulary.grammar
        self._phrasebook = Phrasebook(vocabulary)
        self._cutter = ClauseCutter(vocabulary.grammar)
        self._finder = StateFinder(states, vocabulary.grammar)
        self._denial = self._phrasebook.bit_of("no")
        self._not_coming = self._denial | self._phrasebook.bit_of("come")

    @classmethod
    def load(cls, states: States) -> Understanding:
        """Read words and phrases of all languages; ValueError names a phrase that says nothing."""
        return cls(Vocabulary.load(), states, Model.load())

    @classmethod
    def untrained(cls, states: States) -> Understanding:
        """Return what knows the phrases only: for training, which needs no weights."""
        return cls(Vocabulary.load(), states, Model.empty())

    def read(self, text: str) -> Reading:
        """Return what `text` says; its intents are empty when that is not understood or unsure."""
        tokens = tokens_of(text)
        items, states, days = self._items(tokens)
        script = script_of(text)
        slots = slots_of(states, days, items)
        reading = Reading((), 0.0, (), slots, _locale(script, items), script)
        clauses = _introduced(self._cutter.cut(items))
        ruled = self._judged(reading, clauses)
        phrase = self._phrasebook.literal(items)
        if phrase is None or ruled.intents != phrase.intents:
            ruled = weighed(ruled, self._model, items, clauses)
        reading = ruled
        language = slots.language if Intent.LANGUAGE in reading.intents else None
        return replace(reading, slots=replace(slots, language=language))

    def features(self, text: str) -> set[str]:
        """Return what the model sees of `text`: what it is trained on."""
        return features_of(self._items(tokens_of(text))[0])

    def _items(
        self, tokens: list[Token]
    ) -> tuple[list[Item], list[tuple[State, ...]], tuple[DayMention, ...]]:
        """Return the meanings of a message, the states and the days that it names."""
        items, states = with_states(tokens, list(self._vocabulary.items(tokens)), self._finder)
        items, days = with_days(items, self._grammar.ordinal)
        return _opened(items), states, days

    def asks(self, text: str) -> bool:
        """Tell whether `text` has a question mark or a word of asking, understood or not."""
        items = self._vocabulary.items(tokens_of(text))
        return "?" in text or any(item.role is Role.QUESTION for item in items)

    def gist(self, text: str) -> str:
        """Return what `text` is about, to find whether another message asks the same."""
        return gist_of(self._vocabulary.items(tokens_of(text)))

    def _judged(self, reading: Reading, clauses: list[Clause]) -> Reading:
        evidence = evidence_of(clauses, self._grammar)
        findings = _Findings()
        for clause in clauses:
            if clause.said == {"how"} and findings.intents:
                findings.intents.append(Intent.DIRECTIONS)  # "kahan aana hai, aur kaise"
            elif not any(item.role is Role.ELSEWHERE for item in clause.items):
                findings.add(*self._clause(clause))
        answer, ask_back = verdict(
            findings.votes,
            asks=bool(findings.intents),
            denied=any(map(denies, clauses)),
        )
        intents = [
            intent for intent in findings.intents if not (answer and intent is Intent.MY_RSVP)
        ]  # "haan to bola tha, par nahi aa paunga" answers
        if answer:
            intents.insert(findings.answered_at or 0, answer)
        if answer or ask_back:
            findings.weight = max(findings.weight, _ANSWER_WEIGHT)
        if not intents and not ask_back and not findings.unsure:
            return _courtesy(reading, clauses, evidence)
        confidence = evidence.confidence(findings.weight, findings.leftovers)
        if confidence < SURE:
            return replace(reading, confidence=confidence)
        if ask_back or not intents:
            offered = ask_back or findings.unsure[0]
            return replace(reading, confidence=confidence / 2, alternatives=offered)
        bare = intents == [answer] and not self._is_of_coming(clauses, answer, findings.votes)
        unique = tuple(dict.fromkeys(intents))
        return replace(reading, intents=unique, confidence=confidence, bare=bare)

    def _clause(self, clause: Clause) -> tuple[Vote | None, list[Phrase], float]:
        """Return the answer in a clause, the phrases in it, and what they leave unexplained."""
        vote, said = vote_of(clause), clause.said
        if vote and said >= {"why", "no"}:
            return vote, [], 0.0
        items = [_as_coming(item, clause) for item in clause.items]
        stated = bool(vote and (vote.strong or said & PROMISES))
        found = self._phrasebook.find(items, without=_MENTIONED if stated else frozenset())
        denied = self._not_coming if stated else self._denial
        if vote is None or (vote.negation and found.uses(denied)):
            return None, found.phrases, found.leftovers  # "english nahi aati" denies the English
        if not stated:
            asks = any(phrase.sure for phrase in found.phrases)
            return (None if asks else vote), (found.phrases if asks else []), found.leftovers
        if not said & (_OTHERS if "icome" in said else _OTHERS | _LEADERS):
            return vote, [], 0.0  # a statement mentions things without asking for them
        phrases = [phrase for phrase in found.phrases if phrase.head and phrase.sure]
        if phrases and not vote.negation:
            vote = replace(vote, intent=None)
        return vote, phrases, found.leftovers

    def _is_of_coming(
        self, clauses: list[Clause], answer: Intent | None, votes: list[Vote]
    ) -> bool:
        """Tell whether an answer is a statement about coming; "shayad" by itself is none."""
        items = [item for clause in clauses for item in clause.items]
        said = {item.concept for item in items}
        if answer is Intent.RSVP_MAYBE:  # "shayad aaunga" has one meaning, made of two words
            words = [token for item in items for token in item.tokens]
            said |= {alone.concept for word in words for alone in self._vocabulary.items([word])}
            return bool(said & {*_ATTENDING, *PROMISES})
        return any(vote.strong for vote in votes) or bool(said & PROMISES)


def _courtesy(reading: Reading, clauses: list[Clause], evidence: Evidence) -> Reading:
    """Return thanks or a greeting, if the message is no more than that."""
    items = [item for clause in clauses for item in clause.items]
    weighty = any(item.role in _WEIGHTY and item.concept not in _PERSONS for item in items)
    if weighty or evidence.elsewhere or evidence.unknown > 1:
        return reading
    said = {item.concept for item in items}
    for intent in (Intent.THANKS, Intent.GREETING):
        if intent.value in said:
            return replace(reading, intents=(intent,), confidence=_COURTESY)
    return reading


def _as_coming(item: Item, clause: Clause) -> Item:
    """Let "they will come" count as "come" where a question is looked for."""
    if item.concept == "willcome" or (item.concept == "icome" and clause.said & _TOLD):
        return Item(replace(item.meaning, concept="come", role=Role.ACT), item.tokens)
    return item


def _opened(items: list[Item]) -> list[Item]:
    """Read a first "hi" as the greeting; elsewhere it is the Hindi particle."""
    if items and items[0].last_word == "hi":
        return [Item(_GREETING, items[0].tokens), *items[1:]]
    return items


def _introduced(clauses: list[Clause]) -> list[Clause]:
    """Leave out how a person introduces himself: his name, his district."""
    return [clause for clause in map(_without_introduction, clauses) if clause.items]


def _without_introduction(clause: Clause) -> Clause:
    clause = replace(clause, items=_without_name(clause.items))
    places = [place for place, item in enumerate(clause.items) if item.concept == "intro"]
    if not places:
        return clause
    before = tuple(item for item in clause.items[: places[-1]] if item.role in _KEPT)
    return replace(clause, items=before + clause.items[places[-1] + 1 :])


def _without_name(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Leave out the words that are not known after "mera naam", "my name is"."""
    names = [place for place, item in enumerate(items) if item.concept == "name"]
    if not names:
        return items
    end = start = names[0] + 1
    while end < len(items) and (items[end].role is Role.UNKNOWN or items[end].concept == "be"):
        end += 1
    named = any(item.role is Role.UNKNOWN for item in items[start:end])
    return items[: start - 1] + items[end:] if named else items


def _locale(script: Script, items: list[Item]) -> Literal["hi", "en"]:
    """Return the language: Devanagari is Hindi; Latin letters are what most of their words are."""
    if script == "deva":
        return "hi"
    hindi = sum(item.meaning.language == "hi" for item in items)
    english = sum(item.meaning.language == "en" for item in items)
    return "en" if english > hindi or (script == "none" and not hindi) else "hi"
