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
    from collections.abc import Set as AbstractSet

    from bot.understanding.clauses import Clause
    from bot.understanding.model import Model
    from bot.understanding.reading import Reading
    from bot.understanding.vocabulary import Item

LIKELY = 0.56
"""From which probability an intent counts as asked: see docs/understanding.md for the figures."""
_SURER = {
    Intent.RSVP_YES: 0.7,
    Intent.RSVP_NO: 0.5,
    Intent.RSVP_MAYBE: 0.5,
    Intent.LANGUAGE: 0.8,
}
_EXACT, _SILENT = 1.5, 0.4
"""What phrases that explain every word add to the score, and what it loses where they find none."""
_CERTAIN, _FAINT = 0.95, 0.05
"""From which chance an answer is heard for sure, and below which the other answers must be."""
_BEYOND_DOUBT = 0.99
"""The chance that is needed where the phrases hear both yes and no."""
_SIGNS_OF_NO = frozenset({"no", "unable", "hard", "maybe", "come", "icome", "willcome", "able"})
_SAID_BY_NOTHING = 0.85
"""The chance that a no must have where no word denies or speaks of coming: "I am at home"."""
_SEVERAL = 2
_CLEAR, _HINTED = 0.8, 0.1
"""From which chance in a clause of its own an intent counts that the whole only hints at."""
_POSSIBLE, _ALSO = 0.15, 0.05
"""From which chance something is asked back, and what is offered beside it."""
_HEARD = 0.3
"""The same for an answer, which is recorded with one press: "meri seat" is none."""
_OFFERED = 3
_WORD = 40
"""The most letters of a word."""
_COURTESIES = {Intent.GREETING, Intent.THANKS}
_ANSWERS = (Intent.RSVP_YES, Intent.RSVP_NO)
_NOT_YES = {Intent.RSVP_NO, Intent.RSVP_MAYBE}
_ALL_ANSWERS = {*_ANSWERS, *_NOT_YES}
_DENIALS = frozenset({"no", "unable"})
_CONDITIONS = frozenset({"maybe", "if"})
_DOUBTS = _CONDITIONS | _DENIALS | {"hard", "reason"}
"""Meanings beside which a yes needs more than a likely sound; beside conditions there is none."""


def weighed(
    ruled: Reading, model: Model, items: Sequence[Item], clauses: Sequence[Clause]
) -> Reading:
    """Return the reading of a message, given that of its phrases."""
    if not any(1 < len(token.text) <= _WORD for item in items for token in item.tokens):
        return ruled  # single letters, and what is too long for a word, mean nothing to the model
    parts = _parts(model, clauses)
    chances = _chances(ruled, model.scores(features_of(items)))
    said = frozenset().union(*(clause.said for clause in clauses))
    sure = _is_sure(ruled, chances, said, clauses, parts)
    doubted = not sure and (bool(said & _DOUBTS) or any(map(_refuses, parts)))
    _listen(parts, chances, deaf_to=Intent.RSVP_YES if doubted else None)
    found = {i for i, chance in chances.items() if chance > _SURER.get(i, LIKELY)}
    if not said & _SIGNS_OF_NO and chances.get(Intent.RSVP_NO, 0.0) < _SAID_BY_NOTHING:
        found.discard(Intent.RSVP_NO)
    if not sure:
        found = _without_doubtful_answers(found, ruled, doubted=doubted)
    if found - _COURTESIES:
        found -= _COURTESIES
    if not found:
        return _not_understood(ruled, chances)
    confidence = round(min(chances[intent] for intent in found), 3)
    if found == set(ruled.intents):
        return replace(ruled, confidence=max(confidence, ruled.confidence))
    order = _in_order(found, parts)
    return replace(ruled, intents=order, confidence=confidence, alternatives=(), bare=False)


def _parts(model: Model, clauses: Sequence[Clause]) -> list[dict[Intent, float]]:
    """Return the scores of each clause of a message that has several."""
    if len(clauses) < _SEVERAL:
        return []
    return [model.scores(features_of(clause.items)) for clause in clauses]


def _chances(ruled: Reading, scores: Mapping[Intent, float]) -> dict[Intent, float]:
    """Return how probable each intent is; the phrases add their part to what the model says."""
    exact = set(ruled.intents) if ruled.confidence == 1.0 else set()
    missed = 0.0 if ruled.intents else _SILENT
    return {
        intent: probability(score - missed + (_EXACT if intent in exact else 0.0))
        for intent, score in scores.items()
    }


def _listen(
    parts: Sequence[Mapping[Intent, float]],
    chances: dict[Intent, float],
    *,
    deaf_to: Intent | None,
) -> None:
    """Raise the chance of what a clause says clearly by itself and the longer rest drowns.

    As "I will attend" does before a question about meals.
    """
    for part in parts:
        for intent, score in part.items():
            chance = probability(score)
            if chance > _CLEAR and chances[intent] > _HINTED and intent is not deaf_to:
                chances[intent] = max(chances[intent], chance)


def _is_sure(
    ruled: Reading,
    chances: Mapping[Intent, float],
    said: AbstractSet[str],
    clauses: Sequence[Clause],
    parts: Sequence[Mapping[Intent, float]],
) -> bool:
    """Tell whether the model hears one answer so clearly that words of denial do not count.

    "pehle mana kiya tha, ab aa raha hu" is full of them, and a yes; with a condition it is none.
    """
    contradicted = ruled.alternatives == _ANSWERS
    (second, _), (first, answer) = sorted((chances[i], i) for i in _ALL_ANSWERS)[-2:]
    if first < (_BEYOND_DOUBT if contradicted else _CERTAIN) or second > _FAINT:
        return False
    if answer is not Intent.RSVP_YES:
        return not contradicted
    if said & _CONDITIONS:
        return False
    denied = contradicted or bool(said & _DENIALS) or any(map(_refuses, parts))
    return not denied or _ends_in_yes(clauses, parts)


def _refuses(part: Mapping[Intent, float]) -> bool:
    """Tell whether a clause by itself is rather a no or a doubt than anything else."""
    likely = max(part, key=lambda intent: part[intent])
    return likely in _NOT_YES and probability(part[likely]) > LIKELY


def _ends_in_yes(clauses: Sequence[Clause], parts: Sequence[Mapping[Intent, float]]) -> bool:
    """Tell whether the last clause that answers is a yes, with nothing in it that denies.

    "pehle mana kiya tha, ab aa raha hu" ends in one; "nahi nahi main aa raha hu" is one clause.
    """
    for clause, part in zip(reversed(clauses), reversed(parts), strict=False):
        likely = max(part, key=lambda intent: part[intent])
        if likely in _ALL_ANSWERS and probability(part[likely]) > LIKELY:
            return likely is Intent.RSVP_YES and not clause.said & _DOUBTS
    return False


def _without_doubtful_answers(found: set[Intent], ruled: Reading, *, doubted: bool) -> set[Intent]:
    """Leave out a yes where anything denies or doubts it, and both where phrases contradict."""
    if ruled.alternatives == _ANSWERS:
        return found - _ALL_ANSWERS
    if Intent.RSVP_YES in found and (
        (doubted and Intent.RSVP_YES not in ruled.intents) or _NOT_YES & {*found, *ruled.intents}
    ):
        found = found - {Intent.RSVP_YES}
    return found


def _not_understood(ruled: Reading, chances: Mapping[Intent, float]) -> Reading:
    """Return a reading without intents, and what the phrases or the model think possible."""
    confidence = round(max(chances.values()) / 2, 3)
    offered = ruled.alternatives or _possible(chances)
    return replace(ruled, intents=(), confidence=confidence, alternatives=offered, bare=False)


def _possible(chances: Mapping[Intent, float]) -> tuple[Intent, ...]:
    """Return what may have been meant, the likeliest first; no answer without its opposite."""
    ranked = sorted(set(chances) - _COURTESIES, key=lambda intent: -chances[intent])
    if not ranked or chances[ranked[0]] < _POSSIBLE:
        return ()
    found = [
        intent
        for intent in ranked[:_OFFERED]
        if chances[intent] >= (_HEARD if intent in _ALL_ANSWERS else _ALSO)
    ]
    if _ALL_ANSWERS & set(found):
        unsure = [Intent.RSVP_MAYBE] if Intent.RSVP_MAYBE in found else []
        return (*_ANSWERS, *unsure)
    return tuple(found)


def _in_order(found: set[Intent], parts: Sequence[Mapping[Intent, float]]) -> tuple[Intent, ...]:
    """Return `found` in the order in which a message mentions them, clause by clause."""
    places = {
        intent: max(range(len(parts)), key=lambda part: parts[part][intent], default=0)
        for intent in found
    }
    return tuple(sorted(found, key=lambda intent: (places[intent], list(Intent).index(intent))))
