"""Whether a message asks what an FAQ entry answers, in its own or another phrasing.

Careful, since a wrong answer is worse than none: every word that carries the matter must have its
like on the other side, and little else may differ.
"""

from collections.abc import Sequence

from bot.event import Faq
from bot.understanding import Understanding
from bot.understanding.fold import search_key
from bot.understanding.gist import likeness, same_question

SAME = 0.8


class FaqMatch:
    """Finds entries; remembers what it prepared until the FAQ changes."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding
        self._faq: Sequence[Faq] | None = None
        self._exact: dict[str, Faq] = {}
        self._gists: list[tuple[str, Faq]] = []

    def find(self, faq: Sequence[Faq], text: str) -> Faq | None:
        """Give the entry that answers ``text``, or None."""
        if faq is not self._faq:
            self._prepare(faq)
        exact = self._exact.get(search_key(text))
        if exact is not None:
            return exact
        gist = self._understanding.gist(text) if self._gists else ""
        if not gist:
            return None
        scored = (
            (likeness(gist, known), entry)
            for known, entry in self._gists
            if same_question(gist, known)
        )
        score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return best if score >= SAME else None

    def _prepare(self, faq: Sequence[Faq]) -> None:
        asked = [
            (text, entry)
            for entry in faq
            for text in (*entry.phrases, entry.question.hi, entry.question.en)
        ]
        self._exact = {key: entry for text, entry in reversed(asked) if (key := search_key(text))}
        gists = [(self._understanding.gist(text), entry) for text, entry in asked]
        self._gists = [(gist, entry) for gist, entry in gists if gist]
        self._faq = faq
