"""Which option of a question a typed line means, when the bot has just asked it."""

from collections.abc import Sequence

from bot.event import Option
from bot.understanding import Intent, Reading, Understanding
from bot.understanding.fold import search_key


def meant(
    text: str, reading: Reading, options: Sequence[Option], understanding: Understanding
) -> Option | None:
    """Give the one option that ``text`` names in either language or script; None if unsure.

    "train" and "main train se aaunga" both name "ट्रेन से"; a bare "nahi ji" names the one option
    that begins with a no.
    """
    said = set(search_key(text).split())
    named = [o for o in options if any(_fits(said, label) for label in _labels(o))]
    if not named and reading.bare:
        named = [
            o
            for o in options
            if any(_begins(label, understanding) == reading.intents for label in _labels(o))
        ]
    return named[0] if len(named) == 1 else None


def named(text: str, options: Sequence[Option]) -> Option | None:
    """Give the option whose label ``text`` is, or two words of it or more, in either script."""
    said = search_key(text).split()
    for option in options:
        for label in map(search_key, _labels(option)):
            words = label.split()
            if said == words or (len(said) > 1 and set(said) <= set(words)):
                return option
    return None


def _fits(said: set[str], label: str) -> bool:
    words = set(search_key(label).split())
    return bool(said) and bool(words) and (said <= words or words <= said)


def _begins(label: str, understanding: Understanding) -> tuple[Intent, ...]:
    """Give the yes or no that a label begins with: "No, it is arranged"."""
    first = understanding.read(search_key(label).partition(" ")[0])
    return first.intents if first.bare else ()


def _labels(option: Option) -> tuple[str, str]:
    return option.label.hi, option.label.en
