"""What someone says who names himself first: "main Ramesh Namuna, Jaipur, nahi aa paunga"."""

from collections.abc import Iterable
from dataclasses import replace

import regex

from bot.names import loose_key
from bot.understanding import Intent, Reading, Understanding

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]+")
_SHORTEST = 2  # letters of a folded word; shorter ones are initials, or "na"
_ANSWERS = {Intent.RSVP_YES, Intent.RSVP_NO, Intent.RSVP_MAYBE}


def read(understanding: Understanding, text: str, own: Iterable[str | None]) -> Reading:
    """Read a line of someone whose ``own`` names and places are known, in either script.

    To the understanding a name is a word that it cannot explain, or worse, one that it takes for
    another. So what is understood of nothing is read again without them. An answer that is a
    different one without them is not guessed at: yes and no are offered.
    """
    reading = understanding.read(text)
    if reading.intents and not _ANSWERS & set(reading.intents):
        return reading  # names can change nothing in it, as in most messages
    keys = {loose_key(word) for name in own if name for word in _WORD.findall(name)}
    keys = {key for key in keys if len(key) >= _SHORTEST}
    named = {word for word in _WORD.findall(text) if loose_key(word) in keys}
    if not named:
        return reading
    if not reading.intents:
        # A name that means something (Mr Nai, like "no") stays: the meaning may be meant.
        silent = {word for word in named if not understanding.read(word).intents}
        anew = understanding.read(_without(text, silent))
        reading = anew if anew.intents or not reading.alternatives else reading
    said = _ANSWERS & set(reading.intents)
    if said and said != _ANSWERS & set(understanding.read(_without(text, named)).intents):
        unsure = (Intent.RSVP_YES, Intent.RSVP_NO)
        return replace(reading, intents=(), alternatives=unsure, bare=False)
    return reading


def _without(text: str, words: set[str]) -> str:
    return _WORD.sub(lambda found: " " if found.group() in words else found.group(), text)
