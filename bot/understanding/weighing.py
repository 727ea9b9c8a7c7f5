"""What the phrases find and what the model thinks, put together into one reading.

The phrases have the last word where they are exact and wherever yes and no are concerned; the model
where wording is new. An answer of yes needs both that nothing in the message denies or doubts, and
that the model, or a phrase that says nothing else, hears it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.understanding.features import features_of
from bot.understanding.model import probability
from bot.understanding.reading import Intent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.understanding.clauses import Clause
    from bot.understanding.model import Model
    from bot.understanding.reading import Reading
    from bot.understanding.vocabulary import Item

LIKELY = 0.42
"""From which probability an intent counts as asked: see docs/understanding.md for the figures."""
_SURER = {
    Intent.RSVP_YES: 0.6,
    Intent.RSVP_NO: 0.5,
    Intent.RSVP_MAYBE: 0.5,
    Intent.LANGUAGE: 0.8,
}
_EXACT, _SILENT = 1.5, 0.4
"""What phrases that explain every word add to the score, and what it loses where they find none."""
_COURTESIES = {Intent.GREETING, Intent.THANKS}
_ANSWERS = (Intent.RSVP_YES, Intent.RSVP_NO)
_DOUBTS = frozenset({"no", "unable", "maybe", "if", "hard", "reason"})


def weighed(
    ruled: Reading, model: Model, items: Sequence[Item], clauses: Sequence[Clause]
) -> Reading:
    """Return the reading of a message, given that of its phrases."""
    chances = _chances(ruled, model.scores(features_of(items)))
    found = {i for i, chance in chances.items() if chance > _SURER.get(i, LIKELY)}
    found = _without_doubtful_answers(found, ruled, clauses)
    if found - _COURTESIES:
        found -= _COURTESIES
    if not found:
        return _not_understood(ruled, chances)
    confidence = round(min(chances[intent] for intent in found), 3)
    if found == set(ruled.intents):
        return replace(ruled, confidence=max(confidence, ruled.confidence))
    order = _in_order(found, model, clauses)
    return replace(ruled, intents=order, confidence=confidence, alternatives=(), bare=False)


def _chances(ruled: Reading, scores: Mapping[Intent, float]) -> dict[Intent, float]:
    """Return how probable each intent is; the phrases add their part to what the model says."""
    exact = set(ruled.intents) if ruled.confidence == 1.0 else set()
    missed = 0.0 if ruled.intents else _SILENT
    return {
        intent: probability(score - missed + (_EXACT if intent in exact else 0.0))
        for intent, score in scores.items()
    }


def _without_doubtful_answers(
    found: set[Intent], ruled: Reading, clauses: Sequence[Clause]
) -> set[Intent]:
    """Leave out a yes where anything denies or doubts it, and both where phrases contradict."""
    if ruled.alternatives == _ANSWERS:
        return found - set(_ANSWERS) - {Intent.RSVP_MAYBE}
    doubted = any(clause.said & _DOUBTS for clause in clauses)
    if Intent.RSVP_YES in found and (
        (doubted and Intent.RSVP_YES not in ruled.intents)
        or {Intent.RSVP_NO, Intent.RSVP_MAYBE} & {*found, *ruled.intents}
    ):
        found = found - {Intent.RSVP_YES}
    return found


def _not_understood(ruled: Reading, chances: Mapping[Intent, float]) -> Reading:
    """Return a reading without intents: the phrases' doubts stay, one between two is asked back."""
    confidence = round(max(chances.values()) / 2, 3)
    return replace(ruled, intents=(), confidence=confidence, bare=False)


def _in_order(found: set[Intent], model: Model, clauses: Sequence[Clause]) -> tuple[Intent, ...]:
    """Return `found` in the order in which a message mentions them, clause by clause."""
    if len(found) == 1:
        return tuple(found)
    parts = [model.scores(features_of(clause.items)) for clause in clauses]
    places = {
        intent: max(range(len(parts)), key=lambda part: parts[part][intent], default=0)
        for intent in found
    }
    return tuple(sorted(found, key=lambda intent: (places[intent], list(Intent).index(intent))))
