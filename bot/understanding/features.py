"""What a message looks like to the trained part: its words, their neighbours, letters, meanings."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.understanding.wordlists import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.understanding.vocabulary import Item

_STANDS_FOR = {
    Role.STATE: "#state",
    Role.NUMBER: "#number",
    Role.PLACES: "#place",
    Role.MONTHS: "#month",
}
"""Words of which only the kind matters: a thousand names of places are one to the model."""
_NAMED = {"day": "#day", "person": "#name"}
_SILENT = frozenset({Role.GLUE, Role.PAUSE, Role.UNKNOWN})
_SHORTEST, _LONGEST = 2, 5
_MOST_WORDS = 40


def features_of(items: Sequence[Item]) -> set[str]:
    """Return the features of a message, each once.

    `w kab` is a word by its folded key and `w kab aana` two neighbours, `r kub` a word as it was
    written, `l ahun` letters of a word, `m when` a meaning of words.toml, `m when come` two that
    follow each other with only small words between.
    """
    words = words_of(items)[:_MOST_WORDS]
    meanings = [item.concept for item in items if item.role not in _SILENT][:_MOST_WORDS]
    found = {f"w {word}" for word in words}
    tokens = [token for item in items for token in item.tokens if not token.pause]
    found.update(f"r {token.text.casefold()}" for token in tokens[:_MOST_WORDS])
    found.update(f"w {one} {two}" for one, two in pairwise(["^", *words, "$"]))
    found.update(f"s {one} {two}" for one, two in zip(words, words[2:], strict=False))
    for word in words:
        if word[0] != "#":
            found.update(_letters(word))
    found.update(f"m {meaning}" for meaning in meanings)
    found.update(f"m {one} {two}" for one, two in pairwise(["^", *meanings, "$"]))
    return found


def words_of(items: Sequence[Item]) -> list[str]:
    """Return the words of a message as the model sees them: names and numbers by their kind."""
    words: list[str] = []
    for item in items:
        if item.role is Role.PAUSE:
            if item.tokens[0].key == "?":
                words.append("#?")
        elif item.concept in _NAMED:
            words.append(_NAMED[item.concept])
        elif item.role in _STANDS_FOR:
            words.append(_STANDS_FOR[item.role])
        else:
            words.extend(token.key for token in item.tokens)
    return words


@lru_cache(maxsize=4096)
def _letters(word: str) -> tuple[str, ...]:
    framed = f"<{word}>"
    return tuple(
        f"l {framed[start : start + length]}"
        for length in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(framed) - length + 1)
    )
