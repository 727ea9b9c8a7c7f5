"""One spelling for many: folds Devanagari and romanised Hindi to comparable keys."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import regex

_CONSONANTS = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "ङ": "n",
    "च": "ch", "छ": "ch", "ज": "j", "झ": "jh", "ञ": "n",
    "ट": "t", "ठ": "th", "ड": "d", "ढ": "dh", "ण": "n",
    "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n",
    "प": "p", "फ": "f", "ब": "b", "भ": "bh", "म": "m",
    "य": "y", "र": "r", "ल": "l", "व": "v", "ळ": "l",
    "श": "s", "ष": "s", "स": "s", "ह": "h",
}  # fmt: skip
_VOWELS = {
    "अ": "a", "आ": "aa", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri",
    "ए": "e", "ऐ": "ai", "ओ": "o", "औ": "au", "ऑ": "o", "ऍ": "e", "ऎ": "e", "ऒ": "o",
}  # fmt: skip
_SIGNS = {
    "ा": "aa", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri",
    "े": "e", "ै": "ai", "ो": "o", "ौ": "au", "ॉ": "o", "ॅ": "e", "ॆ": "e", "ॊ": "o",
}  # fmt: skip
_VIRAMA, _NUKTA = "्", "़"
_NASALS = "ँं"
_INVISIBLE = regex.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_NASAL_JOINED = regex.compile(r"[ङञणनम]्(?=[क-म])")
_DIGITS = {ord("०") + value: str(value) for value in range(10)}
_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_INITIALS = regex.compile(r"(?<!\p{L})(?:\p{L}\p{M}*\.\s?)(?:\p{L}\p{M}*\.?(?!\p{L}))+")

# Order matters: each line is a habit of people who write Hindi in Latin letters. The words are in
# Latin letters by then, for which the standard library's engine will do; it is twice as fast.
_ROMAN_HABITS = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"c(?:hh|h)", "C"),  # chhattisgarh, chattisgarh; C stands in until c itself is folded
        (r"sh+|s+", "s"),  # shamil, samil
        (r"ph", "f"),
        (r"ck|q|c", "k"),
        (r"x", "ks"),
        (r"ow(?=[^aeiou\W]|\b)", "o"),  # chowdhary
        (r"w", "v"),
        (r"z", "j"),
        (r"n(?=[pbm])", "m"),  # munbai
        (r"(?<=[aeiou])y(?=[eiou])", ""),  # aaye, aaegaa, jayega
        (r"iy(?=[aeou])", "i"),  # kijiye, kijie
        (r"ee+|ii+|ie\b", "i"),
        (r"oo+|uu+", "u"),
        (r"a(?:i|y(?=[^aeiou]|$))", "e"),  # hai, he, kaise, kese
        (r"ei|ey\b", "e"),
        (r"au|ou|ow", "o"),
        (r"a{2,}", "a"),
        (r"(?<=[^aeiou\W])y\b", "i"),  # chaudhary
        (r"(?<=[aeiou])h\b", ""),  # yeh, woh
        (r"eh(?=[^aeiou\W])", "ah"),  # gehlot, pehchan
        (r"C", "ch"),
        (r"(.)\1+", r"\1"),  # doubled letters
    )
)
_MEDIAL_A = regex.compile(
    r"(?<=[aeiou](?:kh|gh|ch|jh|th|dh|bh|[b-df-hj-np-tv-z]))a(?=[b-df-hj-np-tv-z]h?[aeiou])"
)


def normalise(text: str) -> str:
    """Return `text` lower-cased, composed, without nukta or invisible marks, digits in Latin.

    Meant for comparing, never for showing. Chandrabindu becomes anusvara, and a nasal consonant
    joined to the next one becomes anusvara too: हिन्दी and हिंदी are one word.
    """
    if text.isascii():
        return text.casefold()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text).casefold())
    if not _DEVANAGARI.search(text):
        return "".join(mark for mark in text if not unicodedata.combining(mark))
    text = text.replace(_NUKTA, "").translate(_DIGITS).replace("ँ", "ं")
    return _NASAL_JOINED.sub("ं", unicodedata.normalize("NFC", text))


def transliterate(word: str) -> str:
    """Return a normalised Devanagari word in Latin letters, roughly as people type it."""
    out: list[str] = []
    for place, sign in enumerate(word):
        after = word[place + 1 : place + 2]
        if sign in _CONSONANTS:
            out.append(_CONSONANTS[sign])
            if after not in _SIGNS and after != _VIRAMA:
                out.append(_inherent_a(word, place, after))
        elif sign in _NASALS:
            out.append("m" if after and after in "पफबभम" else "n" if after else "")
        elif sign not in (_VIRAMA, "ः"):
            out.append(_SIGNS.get(sign) or _VOWELS.get(sign) or sign)
    return "".join(out)


def _inherent_a(word: str, place: int, after: str) -> str:
    """Return the unwritten vowel of a consonant: silent at the end, but for madhya or mitra."""
    if after or place == 0:
        return "a"
    return "a" if word[place - 1] == _VIRAMA and word[place] in "यरव" else ""


@lru_cache(maxsize=16384)
def word_key(word: str) -> str:
    """Return the key of one word in either script: चौधरी, Chaudhary and Choudhari share one."""
    word = normalise(word)
    if _DEVANAGARI.search(word):
        word = transliterate(word)
    for habit, by in _ROMAN_HABITS:
        word = habit.sub(by, word)
    return _MEDIAL_A.sub("", word)


def search_key(text: str) -> str:
    """Return the keys of the words of `text`, with single spaces between.

    Two spellings of one name, in either script, give one key. Initials are joined first: "U.P."
    reads as "up".
    """
    text = _INITIALS.sub(lambda hit: hit.group().replace(".", "").replace(" ", "") + " ", text)
    words = _NOT_LETTERS.sub(" ", normalise(text)).split()
    return " ".join(filter(None, map(word_key, words)))
