"""What a message of unforeseen wording probably asks: features, each with what it speaks for.

A linear model, one for each intent, trained beforehand by ``make train`` on the sentences of
training/. Here it is only read and added up: no library for that is worth its time at the start.
"""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.understanding.reading import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WEIGHTS = "weights.bin"
MIDDLE = 128
"""The byte that stands for a weight of 0."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features for each intent, as bytes around `MIDDLE`, in steps of `step`."""

    intents: tuple[Intent, ...]
    bias: tuple[float, ...]
    step: float
    rows: dict[str, int]
    weights: bytes

    @classmethod
    def load(cls) -> Model:
        """Read the weights that are shipped beside this module."""
        return cls.unpacked(files("bot.understanding").joinpath(WEIGHTS).read_bytes())

    @classmethod
    def unpacked(cls, data: bytes) -> Model:
        """Read what `packed` wrote: a line of JSON, the features line by line, a byte a weight."""
        head, _, rest = zlib.decompress(data).partition(b"\n")
        facts = json.loads(head)
        names = rest[: facts["names"]].decode().split("\n")
        return cls(
            intents=tuple(map(Intent, facts["intents"])),
            bias=tuple(facts["bias"]),
            step=facts["step"],
            rows={name: row for row, name in enumerate(names)},
            weights=rest[facts["names"] :],
        )

    def scores(self, features: Iterable[str]) -> dict[Intent, float]:
        """Return for each intent how much `features` speak for it: `probability` tells the rest."""
        width, rows, weights = len(self.intents), self.rows, self.weights
        known = [rows[feature] for feature in features if feature in rows]
        columns = zip(*(weights[row * width : (row + 1) * width] for row in known), strict=True)
        sums = [sum(column) - MIDDLE * len(known) for column in columns] or [0] * width
        scores = (bias + self.step * total for bias, total in zip(self.bias, sums, strict=True))
        return dict(zip(self.intents, scores, strict=True))


def packed(
    intents: Sequence[Intent], bias: Sequence[float], rows: dict[str, Sequence[float]]
) -> bytes:
    """Return the bytes that `Model.unpacked` reads; weights are rounded to 255 steps."""
    step = max(abs(weight) for row in rows.values() for weight in row) / (MIDDLE - 1)
    names = "\n".join(rows).encode()
    head = {
        "intents": list(intents),
        "bias": [round(value, 4) for value in bias],
        "step": round(step, 6),
        "names": len(names),
    }
    weights = bytes(MIDDLE + round(weight / step) for row in rows.values() for weight in row)
    return zlib.compress(json.dumps(head).encode() + b"\n" + names + weights, 9)


def probability(score: float) -> float:
    """Return the probability, from 0 to 1, that a score stands for."""
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))
