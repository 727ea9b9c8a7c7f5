"""The labelled questions beside this file, and how many of them are read exactly right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.understanding import Intent, Understanding

DEVELOPMENT = ("dev", "dev_asked", "dev_answers", "dev_denials")
"""The sets that the model is trained with and the phrases are written for."""
UNSEEN = (
    "test",
    "fresh",
    "unseen",
    "unseen_regions",
    "unseen_inbox",
    "unseen_judged",
    "unseen_judged_again",
    "unseen_judged_third",
    "unseen_judged_fourth",
    "unseen_denials",
    "unseen_denials_again",
)
"""The sets that only ever measure."""
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Case:
    """A question, its way of writing ("deva", "latn", "en"), and the intents that it has."""

    writing: str
    intents: frozenset[str]
    text: str


@dataclass
class Score:
    """How a set was read: right and all per way of writing, the mistakes, the confusions."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    mistakes: list[tuple[Case, tuple[Intent, ...]]] = field(default_factory=list)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def exact(self) -> float:
        """Return the share of questions whose set of intents is exactly right."""
        return self.right.total() / self.all.total()


def cases(name: str) -> list[Case]:
    """Read the set `name` (see `DEVELOPMENT` and `UNSEEN`)."""
    return read(_DATA / f"{name}.tsv")


def read(path: Path) -> list[Case]:
    """Read labelled messages: the way of writing, the intents or "-", the text; tabs between."""
    rows = (line.split("\t") for line in _lines(path))
    return [
        Case(writing, frozenset(intents.split(",")) - {"-"}, text)
        for writing, intents, text in rows
    ]


def elsewhere(name: str) -> list[str]:
    """Read the sentences of the set `name` that are about something else."""
    return _lines(_DATA / f"{name}.txt")


def is_answered(understanding: Understanding, text: str) -> bool:
    """Say whether `text` would get an answer of substance."""
    return bool(set(understanding.read(text).intents) - {"greeting", "thanks"})


def score(understanding: Understanding, wanted: list[Case]) -> Score:
    """Read every case and compare the sets of intents."""
    result = Score()
    for case in wanted:
        found = understanding.read(case.text).intents
        result.all[case.writing] += 1
        if set(found) == case.intents:
            result.right[case.writing] += 1
        else:
            result.mistakes.append((case, found))
        missed = sorted(case.intents - set(found)) or ["-"]
        added = sorted(set(found) - case.intents) or ["-"]
        kept = case.intents & set(found)
        result.confusions.update((intent, intent) for intent in kept)
        if set(found) != case.intents:
            result.confusions.update((was, taken) for was in missed for taken in added)
    return result


def _lines(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
