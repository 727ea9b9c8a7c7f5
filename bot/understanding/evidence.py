"""How surely a message is about the event at all: what speaks for it, and what does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.answers import vote_of
from bot.understanding.wordlists import Role

if TYPE_CHECKING:
    from bot.understanding.clauses import Clause
    from bot.understanding.vocabulary import Item
    from bot.understanding.wordlists import Grammar

SURE = 0.55
"""The confidence below which a message counts as not understood."""
_ANCHORS = {
    "event": 1.5,
    "president": 2.0,
    "bhavan": 2.0,
    "programme": 1.0,
    "delhi": 0.5,
    "party": 0.5,
}
"""How strongly a meaning shows that a message is about this event."""
_STATE = 1.0
_ANCHOR, _UNKNOWN, _ELSEWHERE = 1.5, 3.0, 4.0
"""What an anchor weighs for a message, and a word not known, or of another world, against it.

Found by measuring on the development sets: see benchmarks/understanding.py.
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a message holds besides what it asks."""

    anchors: float
    unknown: int
    elsewhere: int

    def confidence(self, weight: float, leftovers: float) -> float:
        """Return how sure it is, from 0 to 1, that the message asks what it seems to ask.

        `weight` is that of its weightiest phrase, `leftovers` what its phrases do not explain.
        """
        support = weight + _ANCHOR * self.anchors
        against = _UNKNOWN * self.unknown + leftovers + _ELSEWHERE * self.elsewhere
        return round(support / (support + against), 3) if support else 0.0


def evidence_of(clauses: list[Clause], grammar: Grammar) -> Evidence:
    """Count what speaks for and against the message being about the event."""
    items = [item for clause in clauses for item in clause.items]
    concepts = {item.concept for item in items}
    answered = any(vote_of(clause) for clause in clauses)
    return Evidence(
        anchors=sum(_ANCHORS.get(concept, 0.0) for concept in concepts)
        + _STATE * any(item.role is Role.STATE for item in items),
        unknown=sum(
            _is_strange(item, after, grammar, answered=answered)
            for clause in clauses
            for item, after in zip(clause.items, (*clause.items[1:], None), strict=True)
        ),
        elsewhere=sum(item.role is Role.ELSEWHERE for item in items),
    )


def _is_strange(item: Item, after: Item | None, grammar: Grammar, *, answered: bool) -> bool:
    """Say whether an item counts as a word that the bot does not know.

    A town is where a person comes from ("sikar se"), else a place that has nothing to do with the
    event ("Pune ka rasta"). Illness and weddings are reasons, when an answer is given.
    """
    if item.role is Role.PLACES:
        return after is not None and after.tokens[0].text.casefold() not in grammar.origin
    if item.role is Role.ASIDE:
        return item.concept != "reason" or not answered
    return item.role is Role.UNKNOWN
