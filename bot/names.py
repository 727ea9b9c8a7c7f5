"""Names of people and places: what may be one, when two are the same, how one is found."""

import unicodedata
from functools import lru_cache

import regex

from bot.understanding.fold import normalise, search_key

LONGEST = 100  # code points, after composing
_REMEMBERED = 32_768  # keys
_FORBIDDEN = regex.compile(r"[\p{Cc}\p{Co}\p{Cn}\u2028\u2029]")
_PICTURE = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\ufe0f\u20e3]")
# Bidi controls, byte order marks and zero-width spaces come from copying; ZWJ and ZWNJ are kept,
# they shape Devanagari.
_STRAY = regex.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_LETTER = regex.compile(r"\p{L}")
_SPACES = regex.compile(r"[\p{Zs}\t]+")
_PLAIN = regex.compile(r"[A-Za-z][A-Za-z .]*")  # most names; spares them the slower rules
_LOST_LETTERS = regex.compile(r"\?{2,}|\ufffd")


class NotANameError(ValueError):
    """The text cannot be a name; the message says why, to follow the column's name."""


class LostLettersError(NotANameError):
    """Question marks stand where a spreadsheet could not save the letters."""


def clean(text: str) -> str:
    """Give the text composed (NFC), without stray marks, single-spaced."""
    text = unicodedata.normalize("NFC", _STRAY.sub("", text))
    return _SPACES.sub(" ", text).strip()


def checked(text: str) -> str:
    """Give a name fit to store and to show, or raise NotANameError.

    At most 100 code points, at least one letter of any script; no control character, line break,
    ``<`` or ``>``, and no emoji.
    """
    name = clean(text)
    if len(name) > LONGEST:
        raise NotANameError(f"is longer than {LONGEST} characters")
    if _PLAIN.fullmatch(name):
        return name
    if "\n" in name or "\r" in name:
        raise NotANameError("has a line break (or a quotation mark that is not closed)")
    if _LOST_LETTERS.search(name):
        raise LostLettersError(
            "has question marks where letters were lost when the file was saved; "
            "save it as 'CSV UTF-8' or as .xlsx"
        )
    if picture := _PICTURE.search(name):
        raise NotANameError(f"has a picture in it ({picture.group()}): only letters, please")
    if "<" in name or ">" in name:
        raise NotANameError("has < or > in it")
    if hit := _FORBIDDEN.search(name):
        raise NotANameError(f"has a character that cannot be shown (U+{ord(hit.group()):04X})")
    if not _LETTER.search(name):
        raise NotANameError("has no letter in it")
    return name


def tidied(text: str) -> str:
    """Give what of a text may stand as a name, on one line; empty where nothing may.

    For what people type or call themselves on Telegram: the picture goes, the name stays.
    """
    kept = _PICTURE.sub(" ", " ".join(text.split()))
    kept = clean(_FORBIDDEN.sub("", kept.replace("<", " ").replace(">", " ")))[:LONGEST].strip()
    return kept if _LETTER.search(kept) else ""


def is_devanagari(name: str) -> bool:
    """Tell whether any of it is written in Devanagari."""
    return _DEVANAGARI.search(name) is not None


def same_key(text: str) -> str:
    """Give what two writings of the same name share: case, dots, spaces, nukta do not count.

    Stricter than `loose_key`: Anil and Aneel are two people here.
    """
    folded = text.casefold() if text.isascii() else normalise(text)
    return _NOT_LETTERS.sub(" ", folded).strip()


@lru_cache(maxsize=_REMEMBERED)  # districts, and names on a roster, repeat
def loose_key(text: str) -> str:
    """Give what different spellings of one name share, in either script: चौधरी and Choudhary."""
    return search_key(text)


def search_keys(*texts: str | None) -> str:
    """Give the key that a row is found by: each folded word of the texts once, in order."""
    words = " ".join(loose_key(text) for text in texts if text).split()
    return " ".join(dict.fromkeys(words))
