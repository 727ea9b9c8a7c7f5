"""Whether a delegate says yes, no or maybe; a negation is never read as yes.

A clause gives one vote: a word alone ("haan", "nahi") votes weakly, a statement about coming votes
strongly. Votes that contradict each other are not settled here but asked back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.reading import Intent
from bot.understanding.vocabulary import Role

if TYPE_CHECKING:
    from bot.understanding.clauses import Clause

_COMING = frozenset(
    {"come", "itcomes", "willcome", "icome", "reach", "go", "able", "attendance", "exit"}
)
_ASKS = frozenset(
    {
        "when",
        "where",
        "how",
        "who",
        "whom",
        "what",
        "why",
        "howmany",
        "which",
        "ask",
        "askdone",
        "isit",
        "inwhat",
    }
)
_SIGNS = frozenset({"yes", "surely", "no", "unable", "maybe", "hard", "if"})


@dataclass(frozen=True, slots=True)
class Vote:
    """What one clause says: an intent, and whether it stands on a statement about coming."""

    intent: Intent | None
    strong: bool = False
    negation: bool = False


def vote_of(clause: Clause) -> Vote | None:
    """Return the vote of a clause, or None when it is a question or says nothing of the kind."""
    said = {item.concept for item in clause.items if item.role is not Role.GLUE}
    if said == {"why", "no"}:
        return Vote(Intent.RSVP_YES)  # "kyon nahi", "why not"
    if said >= {"why", "no", "surely"} and said <= {
        "why",
        "no",
        "surely",
        "icome",
        "willcome",
        "me",
    }:
        return Vote(Intent.RSVP_YES, strong=True)  # "kyon nahi, zaroor aayenge" in one breath
    if clause.asked or said & _ASKS or not said & (_SIGNS | {"willcome", "icome"}):
        return None
    negation = bool(said & {"no", "unable"})
    coming = _is_about_coming(clause, said)
    if "hard" in said and not (coming and "no" in said):
        return Vote(Intent.RSVP_MAYBE, strong=True, negation=negation)
    if "maybe" in said or ("if" in said and coming):
        return Vote(Intent.RSVP_MAYBE, strong=True, negation=negation)
    if negation:
        return _negative(clause, said, coming=coming)
    if said & {"willcome", "icome"} or ("surely" in said and coming):
        return Vote(Intent.RSVP_YES, strong=True)
    if said & {"yes", "surely"}:
        return Vote(Intent.RSVP_YES)
    return None


def _is_about_coming(clause: Clause, said: set[str]) -> bool:
    """Say whether a clause speaks of coming: by its verb, or by "(is baar) nahi ho payega"."""
    if said & _COMING:
        return True
    others = any(item.role in (Role.TOPIC, Role.SETTING, Role.ASIDE) for item in clause.items)
    return "happen" in said and not others and "start" not in said


def _negative(clause: Clause, said: set[str], *, coming: bool) -> Vote:
    if coming and ("no" in said or "unable" in said):
        return Vote(Intent.RSVP_NO, strong=True, negation=True)
    others = [
        item
        for item in clause.items
        if item.role in (Role.TOPIC, Role.ACT, Role.SETTING, Role.UNKNOWN)
        and item.concept not in ("me",)
    ]
    if "no" in said and others:
        return Vote(None, negation=True)  # something is denied, but not that he comes
    if "no" in said or not others:
        return Vote(Intent.RSVP_NO, negation=True)
    return Vote(None, negation=True)


def verdict(votes: list[Vote], *, asks: bool) -> tuple[Intent | None, tuple[Intent, ...]]:
    """Return the answer given, or the answers between which to ask back.

    `asks` says that the message also asks something: a bare "haan" or "nahi" is then a way to
    begin a sentence, not an answer.
    """
    strong = {vote.intent for vote in votes if vote.strong}
    weak = {vote.intent for vote in votes if vote.intent and not vote.strong}
    negation = any(vote.negation for vote in votes)
    if strong == {Intent.RSVP_MAYBE, Intent.RSVP_YES}:
        return Intent.RSVP_MAYBE, ()
    if strong == {Intent.RSVP_MAYBE, Intent.RSVP_NO}:
        return Intent.RSVP_NO, ()
    if strong == {Intent.RSVP_YES} and negation:
        return None, (Intent.RSVP_YES, Intent.RSVP_NO)
    if len(strong) > 1:
        return None, (Intent.RSVP_YES, Intent.RSVP_NO)
    if strong:
        return strong.pop(), ()
    if asks or not weak:
        return None, ()
    if weak == {Intent.RSVP_YES} and negation:
        return None, (Intent.RSVP_YES, Intent.RSVP_NO)
    return (weak.pop(), ()) if len(weak) == 1 else (None, (Intent.RSVP_YES, Intent.RSVP_NO))
