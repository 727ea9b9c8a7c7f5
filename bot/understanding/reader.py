"""Reads a message: words -> meanings -> clauses -> intents, and the courage to say "not understood"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.understanding.answers import Vote, verdict, vote_of
from bot.understanding.clauses import Clause, clauses_of
from bot.understanding.gist import gist_of
from bot.understanding.phrases import Match, Phrasebook
from bot.understanding.reading import Intent, Reading, Slots
from bot.understanding.slots import StateFinder, slots_of, with_days, with_states
from bot.understanding.tokens import script_of, tokens_of
from bot.understanding.vocabulary import Item, Meaning, Role, Vocabulary

if TYPE_CHECKING:
    from bot.states import States

_ANCHORS = {
    "event": 1.5,
    "president": 2.0,
    "bhavan": 2.0,
    "leader": 1.0,
    "programme": 1.0,
    "delhi": 0.5,
    "party": 0.5,
}
"""How strongly a meaning shows that a message is about this event."""
_STATED = frozenset({"date", "time", "place", "day", "way", "agenda"})
"""Topics that a statement about coming may mention without asking for them."""
_TOLD = frozenset({"inform", "surely", "attendance", "answer", "register"})
"""Meanings with which "that I will come" is what a person wants to let them know."""
_PERSONS = frozenset({"you", "me", "mine", "self"})
_LEADERS = frozenset({"leader", "rahul"})
_OTHERS = frozenset({"instead", "together", "relative"})
"""Meanings with which "I will come" is a question about others: "bete ko sath lekar aaunga"."""
_ATTENDING = frozenset({"come", "willcome", "reach", "attendance"})
_ASKING = (Role.QUESTION, Role.TOPIC, Role.ACT, Role.SIGN, Role.STATE, Role.GREETING)
_SURE = 0.55
"""The confidence below which a message counts as not understood."""
_FROM = frozenset(
    "se ke walo wale walon wala wali vale valo jila zila jile zile district dist se. से के वालों वालो वाले जिला ज़िला जिले "
    "walo from h hai hoon hu".split()
)
"""Words that make a town before them the place where a person comes from."""
_GREETING = Meaning("greeting", Role.GREETING, "en")


@dataclass(frozen=True)
class _Evidence:
    """How much of a message speaks for it being about the event, and how much does not."""

    anchors: float
    known: int
    unknown: int
    elsewhere: int


class Understanding:
    """Free text -> what is wanted; holds the word lists and does no input or output."""

    def __init__(self, vocabulary: Vocabulary, phrasebook: Phrasebook, finder: StateFinder) -> None:
        """Put the parts together; `load` reads them."""
        self._vocabulary = vocabulary
        self._phrasebook = phrasebook
        self._finder = finder

    @classmethod
    def load(cls, states: States) -> Understanding:
        """Read words and phrases of all languages; ValueError names a phrase that says nothing."""
        vocabulary = Vocabulary.load()
        return cls(vocabulary, Phrasebook(vocabulary), StateFinder(states))

    def read(self, text: str) -> Reading:
        """Return what `text` says; its intents are empty when that is not understood or unsure."""
        tokens = tokens_of(text)
        items = list(self._vocabulary.items(tokens))
        items, states = with_states(tokens, items, self._finder)
        items, days = with_days(items)
        items = _opened(items)
        script = script_of(text)
        reading = Reading(
            (), 0.0, (), slots_of(states, days, items), _locale(script, items), script
        )
        clauses = clauses_of(items)
        clauses = _introduced(clauses)
        return self._judged(reading, clauses)

    def gist(self, text: str) -> str:
        """Return what `text` is about, to find whether another message asks the same."""
        return gist_of(self._vocabulary.items(tokens_of(text)))

    def _judged(self, reading: Reading, clauses: list[Clause]) -> Reading:
        evidence = _evidence(clauses)
        intents: list[Intent] = []
        unsure: list[tuple[Intent, ...]] = []
        votes: list[Vote] = []
        weight = 0.0
        answered_at = 0
        leftovers = 0.0
        for clause in clauses:
            if any(item.role is Role.ELSEWHERE for item in clause.items):
                continue
            vote, matches, left = self._clause(clause)
            leftovers += left if matches else 0.0
            if vote:
                votes.append(vote)
                answered_at = answered_at if len(votes) > 1 else len(intents)
            for match in matches:
                weight = max(weight, match.phrase.weight)
                if match.phrase.sure:
                    intents.append(match.phrase.intents[0])
                else:
                    unsure.append(match.phrase.intents)
        answer, ask_back = verdict(votes, asks=bool(intents))
        if answer:
            intents.insert(answered_at, answer)
            weight = max(weight, 1.5)
        intents = list(dict.fromkeys(intents))
        if not intents and not ask_back and not unsure:
            return self._courtesy(reading, clauses, evidence)
        confidence = _confidence(evidence, weight, leftovers)
        if confidence < _SURE:
            return replace(reading, confidence=confidence)
        if ask_back or not intents:
            return replace(reading, confidence=confidence / 2, alternatives=ask_back or unsure[0])
        slots = (
            reading.slots if Intent.LANGUAGE in intents else replace(reading.slots, language=None)
        )
        bare = intents == [answer] and not _of_coming(clauses, answer, votes)
        return replace(
            reading, intents=tuple(intents), confidence=confidence, slots=slots, bare=bare
        )

    def _clause(self, clause: Clause) -> tuple[Vote | None, list[Match], float]:
        """Return the answer and the questions of one clause."""
        vote = vote_of(clause)
        said = {item.concept for item in clause.items if item.role is not Role.GLUE}
        without = _STATED if vote and vote.strong else frozenset()
        if said >= {"why", "no"} and (vote or not said - {"why", "no"}):
            return vote, [], 0.0
        items = [_as_coming(item, said) for item in clause.items]
        found = self._phrasebook.matches(items, without=frozenset(without))
        matches = found.matches
        if (
            vote
            and vote.negation
            and any(self._phrasebook.needs(match.phrase, "no") for match in matches)
        ):
            vote = None  # "english nahi aati" denies the English, not the coming
        elif vote and vote.strong and not said & (_OTHERS if "icome" in said else _OTHERS | _LEADERS):
            matches = []  # a statement mentions things without asking for them
        if vote and vote.intent and vote.strong:
            matches = [match for match in matches if match.phrase.head and match.phrase.sure]
            if matches:
                vote = replace(vote, intent=None) if not vote.negation else vote
        elif vote and vote.intent:
            if any(match.phrase.sure for match in matches):
                vote = None
            else:
                matches = []
        return vote, matches, found.leftovers

    def _courtesy(self, reading: Reading, clauses: list[Clause], evidence: _Evidence) -> Reading:
        """Return thanks or a greeting, if the message is no more than that."""
        said = [item.concept for clause in clauses for item in clause.items]
        if evidence.elsewhere or evidence.unknown > 1:
            return reading
        rest = [
            item for clause in clauses for item in clause.items
            if item.role in (Role.QUESTION, Role.TOPIC, Role.ACT, Role.SIGN) and item.concept not in _PERSONS
        ]  # fmt: skip
        for intent in (Intent.THANKS, Intent.GREETING):
            if intent.value in said and not rest:
                return replace(reading, intents=(intent,), confidence=0.9)
        return reading


def _as_coming(item: Item, said: set[str]) -> Item:
    """Let "I will come" count as "come" where a question is looked for."""
    if item.concept == "willcome" or (item.concept == "icome" and said & _TOLD):
        return Item(replace(item.meaning, concept="come", role=Role.ACT), item.tokens)
    return item


def _opened(items: list[Item]) -> list[Item]:
    """Read a first "hi" as the greeting; elsewhere it is the Hindi particle."""
    if items and items[0].tokens[0].text.casefold() == "hi":
        return [Item(_GREETING, items[0].tokens), *items[1:]]
    return items


def _introduced(clauses: list[Clause]) -> list[Clause]:
    """Leave out how a person introduces himself: his name, his district."""
    result = []
    for clause in clauses:
        places = [place for place, item in enumerate(clause.items) if item.concept == "intro"]
        if places:
            before = tuple(item for item in clause.items[: places[-1]] if item.role in _ASKING)
            clause = replace(clause, items=before + clause.items[places[-1] + 1 :])
        if clause.items:
            result.append(clause)
    return result


def _evidence(clauses: list[Clause]) -> _Evidence:
    items = [item for clause in clauses for item in clause.items]
    concepts = {item.concept for item in items}
    states = any(item.role is Role.STATE for item in items)
    answered = any(vote_of(clause) for clause in clauses)
    silent = (Role.GLUE, Role.UNKNOWN, Role.PLACES, Role.NUMBER)
    return _Evidence(
        anchors=sum(weight for concept, weight in _ANCHORS.items() if concept in concepts)
        + (1.0 if states else 0.0),
        known=sum(item.role not in silent for item in items),
        unknown=sum(
            _strange(clause, place, answered=answered)
            for clause in clauses
            for place in range(len(clause.items))
        ),
        elsewhere=sum(item.role is Role.ELSEWHERE for item in items),
    )


def _strange(clause: Clause, place: int, *, answered: bool) -> bool:
    """Say whether an item counts as a word that the bot does not know."""
    item = clause.items[place]
    if item.role is Role.PLACES:
        after = clause.items[place + 1] if place + 1 < len(clause.items) else None
        return after is not None and after.tokens[0].text.casefold() not in _FROM
    if item.role is Role.ASIDE:
        return item.concept != "reason" or not answered
    return item.role is Role.UNKNOWN


def _confidence(evidence: _Evidence, weight: float, leftovers: float) -> float:
    """Return how sure it is, from 0 to 1, that the message asks what it seems to ask.

    Words that are not known count against it, the more the less the message names the event;
    words of other worlds (an alarm, an election) count most.
    """
    support = weight + 1.5 * evidence.anchors
    against = 3.0 * evidence.unknown + 1.0 * leftovers + 4.0 * evidence.elsewhere
    return round(support / (support + against), 3) if support else 0.0


def _locale(script: str, items: list[Item]) -> Literal["hi", "en"]:
    """Return the language: Devanagari is Hindi; Latin letters are what most of their words are."""
    if script == "deva":
        return "hi"
    hindi = sum(item.meaning.language == "hi" for item in items)
    english = sum(item.meaning.language == "en" for item in items)
    return "en" if english > hindi or (script == "none" and not hindi) else "hi"


__all__ = ["Slots", "Understanding"]


def _of_coming(clauses: list[Clause], answer: Intent | None, votes: list[Vote]) -> bool:
    """Tell whether an answer is a statement about coming; "shayad" by itself is none."""
    if answer is Intent.RSVP_MAYBE:
        return any(item.concept in _ATTENDING for clause in clauses for item in clause.items)
    return any(vote.strong for vote in votes)
