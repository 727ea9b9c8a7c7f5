"""A message cut into words and pauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

from bot.understanding.fold import normalise, word_key

LONGEST = 1200
"""Characters of a message that are read: longer ones say what they want before that."""

Script = Literal["deva", "latn", "mixed", "none"]

_INITIALS = regex.compile(r"(?<!\p{L})\p{L}\p{M}*\.\s?(?:\p{L}\p{M}*\.\s?)*\p{L}\p{M}*\.?(?!\p{L})")
_APOSTROPHE = regex.compile(r"(?<=\p{L})['’`](?=\p{L})")
_TOKEN = regex.compile(r"\d+|[\p{L}\p{M}]+|[?？]+|[.,;:!।॥\n…()]|\s[-–—]\s|\+\s?1|&")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
_LATIN = regex.compile(r"\p{Latin}")
_DEVANAGARI = regex.compile(r"\p{Devanagari}")


@dataclass(frozen=True, slots=True)
class Token:
    """One word with its folded key, or a pause; `key` of a pause is its mark, "?" or ","."""

    text: str
    key: str
    pause: bool = False


def tokens_of(text: str) -> list[Token]:
    """Return the words, numbers and pauses of `text` in order."""
    if _WORD.fullmatch(text) and len(text) <= LONGEST:
        return [Token(text, word_key(text))]
    text = _INITIALS.sub(_join_initials, text[:LONGEST])
    text = _APOSTROPHE.sub("", text)
    found = []
    for hit in _TOKEN.finditer(text):
        word = hit.group().strip()
        if word[:1] in "?？":
            found.append(Token(word, "?", pause=True))
        elif word.isdecimal():
            found.append(Token(word, normalise(word)))
        elif _LATIN.match(word) or _DEVANAGARI.match(word):
            found.append(Token(word, word_key(word)))
        elif word in "&+1" and word:
            found.append(Token(word, word))
        elif not word or not word[0].isalpha():
            found.append(Token(word, ",", pause=True))
        else:
            found.append(Token(word, word_key(word)))
    return found


def script_of(text: str) -> Script:
    """Return the script of `text`: mixed when neither Latin nor Devanagari is a mere guest."""
    latin = len(_LATIN.findall(text))
    devanagari = len(_DEVANAGARI.findall(text))
    if not latin and not devanagari:
        return "none"
    if min(latin, devanagari) * 4 > max(latin, devanagari):
        return "mixed"
    return "latn" if latin > devanagari else "deva"


def _join_initials(hit: regex.Match[str]) -> str:
    return hit.group().replace(".", "").replace(" ", "").upper() + " "
