"""Unrelated sentences in romanised Hindi, made from patterns: what people say to a phone."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = Path(__file__).with_suffix(".toml")


def sentences(count: int, seed: int = 40) -> Iterator[str]:
    """Return `count` sentences, none of which is about the event; the same for the same seed."""
    table = tomllib.loads(_TABLE.read_text("utf-8"))
    patterns = table["patterns"]["all"].split("\n")
    slots: dict[str, list[str]] = table["slots"]
    chance = random.Random(seed)
    for _ in range(count):
        sentence = chance.choice([pattern for pattern in patterns if pattern])
        while "{" in sentence:
            name = sentence[sentence.index("{") + 1 : sentence.index("}")]
            sentence = sentence.replace("{" + name + "}", chance.choice(slots[name]), 1)
        yield chance.choice((sentence, sentence, sentence.lower(), sentence.capitalize()))
