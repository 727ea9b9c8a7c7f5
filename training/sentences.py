"""Sentences with their intents, made from the patterns in data/; the same each time."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = Path(__file__).parent / "data"
_REHEARSAL = Path(__file__).parent.parent / "rehearsal"
_INNERMOST = re.compile(r"\(([^()]*)\)")
_PIECE = re.compile(r"\{(\w+)\}")
_SPACES = re.compile(r"\s+([,?]?)")
_FEWEST, _MOST = 14, 170
"""Sentences made from one pattern: as many as bring most of its words, out of thousands."""
_ANSWERS = frozenset({"rsvp_yes", "rsvp_no", "rsvp_maybe"})
_BARE = frozenset({"greeting", "thanks"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and its intents, none where the bot has no answer."""

    text: str
    intents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of data/: alternatives in brackets, names of pieces in braces."""

    text: str
    intents: frozenset[str]
    english: bool


class Pieces:
    """What the names in braces stand for."""

    def __init__(self) -> None:
        """Read pieces.txt, and the names of places and people of the rehearsal."""
        self._lists = dict(_pieces())
        self._lists["district"] = _districts()
        self._lists["name"] = _people()

    def breadth(self, pattern: str) -> int:
        """Return how many sentences to make, by the longest list of words in the pattern."""
        lists = [group.count("|") + 1 for group in _INNERMOST.findall(pattern)]
        named = [len(self._lists[name]) // 4 for name in _PIECE.findall(pattern)]
        named = [count if count < _MOST // 2 else 0 for count in named]  # states, places, names
        return max(_FEWEST, min(_MOST, 2 * max([*lists, *named], default=0)))

    def fill(self, pattern: str, chance: random.Random) -> str:
        """Return one of the sentences that a pattern stands for."""
        while found := _PIECE.search(pattern):
            value = chance.choice(self._lists[found[1]])
            pattern = pattern[: found.start()] + f"({value})" + pattern[found.end() :]
        while found := _INNERMOST.search(pattern):
            value = chance.choice(found[1].split("|"))
            pattern = pattern[: found.start()] + value + pattern[found.end() :]
        return _SPACES.sub(r" \1", pattern).replace(" ,", ",").replace(" ?", "?").strip()


def made(seed: int = 7) -> Iterator[Sentence]:
    """Return all sentences: each pattern's own, some framed or misspelt, and some joined."""
    chance, pieces = random.Random(seed), Pieces()
    questions: list[tuple[Sentence, bool]] = []
    for pattern in patterns():
        tries = range(pieces.breadth(pattern.text))
        for plain in sorted({pieces.fill(pattern.text, chance) for _ in tries}):
            sentence = Sentence(plain, pattern.intents)
            yield sentence
            yield Sentence(_varied(plain, pattern, pieces, chance), pattern.intents)
            if pattern.intents and not pattern.intents & _BARE:
                questions.append((sentence, pattern.english))
    for english in (False, True):
        asked = [one for one, spoken in questions if spoken == english]
        yield from _joined(asked, pieces, chance, english=english)


def patterns() -> Iterator[Pattern]:
    """Return the patterns of data/, each with the intents of the heading above it."""
    for path in sorted(_DATA.glob("*.txt")):
        if path.stem == "pieces":
            continue
        intents: frozenset[str] = frozenset()
        for line in _lines(path):
            if line.startswith("["):
                intents = frozenset(line.strip("[]").split("+")) - {"-"}
            else:
                yield Pattern(line, intents, english=path.stem.startswith("en"))


def _varied(text: str, pattern: Pattern, pieces: Pieces, chance: random.Random) -> str:
    """Return a sentence as it comes in a chat: addressed, introduced, misspelt, in capitals."""
    if not pattern.intents & _BARE and (pattern.intents or chance.random() < 0.3):
        text = _framed(text, pattern, pieces, chance)
    if not pattern.english and chance.random() < 0.6:
        text = misspelt(text, chance)
    return chance.choice((text, text, text, text.capitalize(), text + "?"))


def _framed(text: str, pattern: Pattern, pieces: Pieces, chance: random.Random) -> str:
    before, after = ("{greet} sir", "please") if pattern.english else ("{greet} {sir}", "{please}")
    intro = "i am {name} from {place}" if pattern.english else "{intro}"
    asks = not pattern.english and not pattern.intents & _ANSWERS and bool(pattern.intents)
    told = "{en_filler}" if pattern.english else "{filler}"
    stop = chance.choice((", ", ", ", " ", ". "))
    kind = chance.random()
    frame = text
    if kind < 0.2:
        frame = f"{before} {text}"
    elif kind < 0.35 and pattern.intents:
        frame = f"{intro}{stop}{text}"
    elif kind < 0.5 and pattern.intents:
        frame = f"{before} {intro}{stop}{text}"
    elif kind < 0.65 and pattern.intents:
        frame = f"{told}{stop}{text}"
    elif kind < 0.75:
        frame = f"{text}{stop}{told}"
    elif kind < 0.8 and pattern.intents:
        frame = f"{before} {intro}{stop}{told}{stop}{text}"
    if chance.random() < 0.15:
        frame = f"{frame} {after}"
    elif asks and chance.random() < 0.15:
        frame = f"{frame} {{batao}}"
    return pieces.fill(frame, chance)


def _joined(
    asked: list[Sentence], pieces: Pieces, chance: random.Random, *, english: bool
) -> Iterator[Sentence]:
    """Join two into one message, as people do who ask all at once, answers first."""
    words = (" and ", ". ", ", ", "? ", " also ") if english else (" aur ", " or ", ", ", " ", ". ")
    answers = [one for one in asked if one.intents & _ANSWERS]
    questions = [one for one in asked if not one.intents & _ANSWERS and len(one.intents) == 1]
    for number in range(len(asked) // 3):
        first = chance.choice(answers if number % 3 == 0 else questions)
        second = chance.choice(questions)
        link = "{en_link} " if english else "{hi_link} "
        join = link if first.intents & _ANSWERS else chance.choice(words)
        text = pieces.fill(first.text + join + second.text, chance)
        yield Sentence(text, first.intents | second.intents)


def misspelt(text: str, chance: random.Random) -> str:
    """Return Hindi in Latin letters with the slips and shortcuts of people who type it."""
    return " ".join(_slip(word, chance) if word.isalpha() else word for word in text.split(" "))


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < 4 or chance.random() > 0.14:
        return word
    place = chance.randrange(1, len(word) - 1)
    before, here, after = word[:place], word[place], word[place + 1 :]
    kind = chance.randrange(4)
    if kind == 0 and here in "aeiou":
        return before + after
    if kind == 1:
        return before + here * 2 + after
    if kind == 2:
        return before + after[0] + here + after[1:]
    return before + chance.choice("aeiou") + after if here in "aeiou" else before + here + after


def _pieces() -> Iterator[tuple[str, list[str]]]:
    for line in _lines(_DATA / "pieces.txt"):
        name, _, values = line.partition("=")
        yield name.strip(), values.strip().split("|")


def _districts() -> list[str]:
    source = (_REHEARSAL / "districts.txt").read_text("utf-8")
    return [name.lower() for name in re.findall(r"([A-Z][A-Za-z ]+)=", source)]


def _people() -> list[str]:
    source = (_REHEARSAL / "names.txt").read_text("utf-8")
    names = re.findall(r"([A-Z][A-Za-z ]+)=", source)
    return [name.lower() for name in names] + [
        f"{first} {last}".lower() for first, last in zip(names, reversed(names), strict=True)
    ]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]
