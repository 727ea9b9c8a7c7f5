"""Where one thought ends and the next begins, punctuation or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.vocabulary import Item
from bot.understanding.wordlists import Meaning, Role

if TYPE_CHECKING:
    from bot.understanding.wordlists import Grammar

_TAG = Meaning("tag", Role.SIGN, "hi")
_VERBS = frozenset({"willcome", "icome", "able", "happen", "remain", "isit"})
_MODALS = frozenset({"ask", "askdone"})
_ASKING = frozenset({"when", "where", "how", "who", "whom", "why", "howmany", "which"})
_ENGLISH_STARTS = _ASKING | _MODALS | {"what"}


@dataclass(frozen=True, slots=True)
class Clause:
    """Neighbouring items that belong together; `asked` when a question mark ends them."""

    items: tuple[Item, ...]
    asked: bool = False

    @property
    def said(self) -> frozenset[str]:
        """Return the meanings of the words of weight."""
        return frozenset(item.concept for item in self.items if item.role is not Role.GLUE)


class ClauseCutter:
    """Cuts at pauses and "and", after a Hindi verb, before an English question.

    Hindi puts its verb last, so that "kab aana hai kahan aana hai" ends a thought at each hai;
    English begins a question with its question word. People who speak into their phone give no
    other sign.
    """

    def __init__(self, grammar: Grammar) -> None:
        """Keep the words that end a sentence and those that may trail after them."""
        self._ends = grammar.verb_ends
        self._trailing = grammar.trailing

    def cut(self, items: list[Item]) -> list[Clause]:
        """Return the clauses of a message in order; pauses and "and" belong to none."""
        clauses: list[Clause] = []
        current: list[Item] = []
        for place, item in enumerate(items):
            if item.role is Role.PAUSE or item.concept == "and":
                asked = item.tokens[0].key == "?"
                if current:
                    clauses.append(Clause(tuple(current), asked))
                elif clauses and asked:
                    clauses[-1] = Clause(clauses[-1].items, asked=True)
                current = []
                continue
            if item.concept == "no" and self._is_tag(current, item, items[place + 1 :]):
                item = Item(_TAG, item.tokens)  # noqa: PLW2901 - the same word, now understood
            if current and self._begins(current, item, items[place + 1 :]):
                clauses.append(Clause(tuple(current)))
                current = []
            current.append(item)
        return [*clauses, Clause(tuple(current))] if current else clauses

    def _is_tag(self, before: list[Item], item: Item, after: list[Item]) -> bool:
        """Say whether a "na" after the verb asks for consent: "aayenge na?"."""
        last = not after or after[0].role is Role.PAUSE
        na = len(item.tokens) == 1 and item.last_word in self._trailing
        return na and last and self._ends_with_verb(before)

    def _begins(self, before: list[Item], item: Item, after: list[Item]) -> bool:
        """Say whether `item` begins a new thought after `before`."""
        if any(known.concept == "howtell" for known in before):
            return False  # "kaise bataye ki hum aayenge" is one question
        verb_before = self._ends_with_verb(before)
        if verb_before and (item.last_word not in self._trailing or item.concept == "what"):
            return item.concept in _ASKING or self._has_verb([item, *after])
        return (
            item.meaning.language == "en"
            and item.concept in _ENGLISH_STARTS
            and _begins_in_english(before, item)
        )

    def _ends_with_verb(self, items: list[Item]) -> bool:
        """Say whether the last word of weight is a finite verb, particles left aside."""
        for item in reversed(items):
            if item.last_word in self._ends or item.concept in _VERBS:
                return True
            if item.last_word not in self._trailing:
                return False
        return False

    def _has_verb(self, items: list[Item]) -> bool:
        """Say whether what follows has a verb of its own, up to the next pause."""
        for place, item in enumerate(items):
            if item.role is Role.PAUSE or item.concept == "and":
                return False
            if place and (item.last_word in self._ends or item.concept in _VERBS):
                return True
        return False


def _begins_in_english(before: list[Item], item: Item) -> bool:
    said = {known.concept for known in before}
    if item.concept in _MODALS and said & _ENGLISH_STARTS:
        return bool(said & _MODALS)  # "which id do I need" is one question
    if before[-1].role is Role.QUESTION or item.concept == "whom":
        return False
    return bool(said & _ASKING) or any(known.role in (Role.ACT, Role.TOPIC) for known in before)
