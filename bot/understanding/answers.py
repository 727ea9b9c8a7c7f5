"""Whether a delegate says yes, no or maybe; a negation is never read as yes.

A clause gives one vote: a word alone ("haan", "nahi") votes weakly, a statement about coming votes
strongly. Votes that contradict each other are not settled here but asked back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.reading import Intent
from bot.understanding.wordlists import Role

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from bot.understanding.clauses import Clause

PROMISES = frozenset({"icome", "willcome"})
"""Verbs that say that somebody will come: "aaunga", "aayenge"."""
_COMING = PROMISES | {"come", "itcomes", "reach", "go", "able", "attendance", "exit"}
_ASKS = frozenset(
    "when where how who whom what why howmany which ask askdone isit inwhat howtell".split()  # noqa: SIM905
)
_SIGNS = frozenset({"yes", "surely", "no", "unable", "maybe", "hard", "if"})
_WHY_NOT = frozenset({"why", "no"})
_BOTH = (Intent.RSVP_YES, Intent.RSVP_NO)


@dataclass(frozen=True, slots=True)
class Vote:
    """What one clause says: an intent, and whether it stands on a statement about coming.

    `negation` says that something is denied, be it not the coming.
    """

    intent: Intent | None
    strong: bool = False
    negation: bool = False


def vote_of(clause: Clause) -> Vote | None:
    """Return the vote of a clause, or None when it is a question or says nothing of the kind."""
    said = clause.said
    if said >= _WHY_NOT and said <= _WHY_NOT | PROMISES | {"surely", "me"}:
        return _why_not(said)
    if clause.asked or said & _ASKS or not said & (_SIGNS | PROMISES):
        return None
    if "tag" in said:
        return Vote(Intent.RSVP_YES, strong=True, negation=True) if "icome" in said else None
    coming = _is_about_coming(clause)
    if _is_half_promise(said, coming=coming):
        return Vote(Intent.RSVP_MAYBE, strong=True, negation=bool(said & {"no", "unable"}))
    if said & {"no", "unable"}:
        return _negative(clause, coming=coming)
    return _affirmative(said, coming=coming)


def _affirmative(said: AbstractSet[str], *, coming: bool) -> Vote | None:
    """Read a yes; "aa rahe hain" beside a question may only lead up to it, so it votes weakly."""
    promised = "icome" in said or (said & PROMISES and said & {"me", "yes", "surely", "day"})
    if promised or ("surely" in said and coming):
        return Vote(Intent.RSVP_YES, strong=True)
    return Vote(Intent.RSVP_YES) if said & {"yes", "surely"} | said & PROMISES else None


def _why_not(said: AbstractSet[str]) -> Vote | None:
    """Read "kyon nahi" and "kyon nahi, zaroor aayenge"; "kyon nahi aayenge" asks."""
    if said == _WHY_NOT:
        return Vote(Intent.RSVP_YES)
    return Vote(Intent.RSVP_YES, strong=True) if said >= {"surely"} and said & PROMISES else None


def _is_half_promise(said: AbstractSet[str], *, coming: bool) -> bool:
    """Say whether a clause leaves it open: shayad, dekhte hain, agar ...; or calls it hard."""
    if "maybe" in said or ("if" in said and coming):
        return True
    return "hard" in said and not (coming and "no" in said)


def _is_about_coming(clause: Clause) -> bool:
    """Say whether a clause speaks of coming: by its verb, or by "(is baar) nahi ho payega"."""
    said = clause.said
    if said & _COMING:
        return True
    others = any(item.role in (Role.TOPIC, Role.SETTING, Role.ASIDE) for item in clause.items)
    return "happen" in said and not others and "start" not in said


def _negative(clause: Clause, *, coming: bool) -> Vote:
    if coming and _contradicts_itself(clause):
        return Vote(Intent.RSVP_YES, strong=True, negation=True)
    if coming:
        return Vote(Intent.RSVP_NO, strong=True, negation=True)
    weighty = (Role.TOPIC, Role.ACT, Role.SETTING, Role.UNKNOWN)
    if any(item.role in weighty and item.concept != "me" for item in clause.items):
        return Vote(None, negation=True)  # something is denied, but not that he comes
    return Vote(Intent.RSVP_NO, negation=True)


def _contradicts_itself(clause: Clause) -> bool:
    """Say whether a "no" does not deny the promise after it: "nahi nahi, main aa raha hu".

    It does when it stands at the verb: "main nahi aa raha hu", "aaunga nahi".
    """
    concepts = [item.concept for item in clause.items]
    promise = next((at for at, concept in enumerate(concepts) if concept in PROMISES), None)
    if promise is None or "unable" in concepts or "no" in concepts[promise:]:
        return False
    last = max(at for at, concept in enumerate(concepts) if concept == "no")
    return bool({"address", "me", "yes", "surely"} & set(concepts[last + 1 : promise]))


def denies(clause: Clause) -> bool:
    """Say whether anything at all is denied in a clause, "kyon nahi" left aside."""
    said = clause.said
    return bool(said & {"no", "unable"}) and not (said >= _WHY_NOT and vote_of(clause))


def verdict(
    votes: list[Vote], *, asks: bool, denied: bool
) -> tuple[Intent | None, tuple[Intent, ...]]:
    """Return the answer given, or the answers between which to ask back.

    With anything `denied` in the message, be it by a question, there is no yes. `asks` says
    that the message also asks something: a bare "haan" or "nahi" is then a way to begin a
    sentence, not an answer.
    """
    strong = {vote.intent for vote in votes if vote.intent and vote.strong}
    weak = {vote.intent for vote in votes if vote.intent and not vote.strong}
    denied = denied or any(vote.negation for vote in votes)
    given = strong or (set() if asks else weak)
    if Intent.RSVP_MAYBE in given:
        return (Intent.RSVP_NO if Intent.RSVP_NO in given else Intent.RSVP_MAYBE), ()
    if given == {Intent.RSVP_NO}:
        return Intent.RSVP_NO, ()
    if given == {Intent.RSVP_YES} and not denied:
        return Intent.RSVP_YES, ()
    return None, _BOTH if given else ()
