"""What a message of unforeseen wording probably asks: features, a hidden layer, intents.

A small network with one hidden layer, trained beforehand by ``make train`` on the sentences of
training/. Here it is only read and added up: no library for that is worth its time at the start.
Its features are known by a checksum each, so that a hundred thousand of them cost no memory for
words.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from array import array
from dataclasses import dataclass
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING

from bot.understanding.reading import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WEIGHTS = "weights.bin"
MIDDLE = 128
"""The byte that stands for a weight of 0."""
FEW = 5.0
"""Added to the number of features before its root is taken: few features do not shout."""


_INT = 4
_ROOM = 257
"""Rows of bytes that fit into two bytes a column: 257 * 255 = 65535."""


def key_of(feature: str) -> int:
    """Return the checksum that a feature is known by; of 200,000, some five share theirs."""
    return zlib.crc32(feature.encode()) or 1


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features for each cell of the hidden layer, and of the cells for each intent.

    `slots` is a hash table of the keys: a key stands at its own place, which its last bits tell, or
    at the next free one; 0 is an empty slot. `rows` tells the row that belongs to a slot. A row of
    `weights` is a byte for each cell, around `MIDDLE`, in steps of `step`. `outward` holds a row of
    cells for each intent.
    """

    intents: tuple[Intent, ...]
    step: float
    inner: tuple[float, ...]
    outward: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    slots: array[int]
    rows: array[int]
    weights: memoryview

    @classmethod
    def empty(cls) -> Model:
        """Return one that knows nothing, for those who need the phrases only."""
        return cls((), 1.0, (), (), (), array("I", (0,)), array("I"), memoryview(b""))

    @classmethod
    def load(cls) -> Model:
        """Read the weights that are shipped beside this module."""
        return cls.unpacked(files("bot.understanding").joinpath(WEIGHTS).read_bytes())

    @classmethod
    def unpacked(cls, data: bytes) -> Model:
        """Read what `packed` wrote: a line of JSON, slots, their rows, a byte for each weight."""
        head = data.index(b"\n") + 1
        facts = json.loads(data[:head])
        rest = memoryview(data)[head:]
        ends = [place * _INT for place in (facts["slots"], 2 * facts["slots"])]
        slots, rows = _ints(rest[: ends[0]]), _ints(rest[ends[0] : ends[1]])
        return cls(
            intents=tuple(map(Intent, facts["intents"])),
            step=facts["step"],
            inner=tuple(facts["inner"]),
            outward=tuple(map(tuple, facts["outward"])),
            bias=tuple(facts["bias"]),
            slots=slots,
            rows=rows,
            weights=rest[ends[1] :],
        )

    def scores(self, features: Iterable[str]) -> dict[Intent, float]:
        """Return for each intent how much `features` speak for it: `probability` tells the rest."""
        known = self._known(features)
        loudness = self.step / math.sqrt(len(known) + FEW)
        nothing = MIDDLE * len(known)
        cells = [
            max(0.0, (total - nothing) * loudness + inner)
            for total, inner in zip(_sums(known, len(self.inner)), self.inner, strict=True)
        ]
        return {
            intent: bias + sum(map(mul, row, cells))
            for intent, row, bias in zip(self.intents, self.outward, self.bias, strict=True)
        }

    def _known(self, features: Iterable[str]) -> list[int]:
        """Return the weights of the features that are known, each row of bytes as one number."""
        width, slots, weights = len(self.inner), self.slots, self.weights
        last = len(slots) - 1
        known = []
        for feature in features:
            key = key_of(feature)
            slot = key & last
            while (found := slots[slot]) and found != key:
                slot = slot + 1 & last
            if found:
                start = self.rows[slot] * width
                known.append(int.from_bytes(weights[start : start + width], "little"))
        return known


def _sums(rows: Sequence[int], width: int) -> list[int]:
    """Return the sum of each column of bytes.

    Whole rows are added at once: every other byte is masked out, so that a column has two bytes of
    room, enough for 257 rows. This takes two fifths of the time of adding byte by byte.
    """
    if width % 2:
        raise ValueError("the width of a row must be even")
    mask = int.from_bytes(b"\xff\x00" * (width // 2), "little")
    sums = [0] * width
    for start in range(0, len(rows), _ROOM):
        even = odd = 0
        for row in rows[start : start + _ROOM]:
            even += row & mask
            odd += row >> 8 & mask
        for offset, columns in enumerate((even, odd)):
            part = array("H", columns.to_bytes(width, sys.byteorder))
            if sys.byteorder != "little":
                part.reverse()
            for place, total in enumerate(part):
                sums[2 * place + offset] += total
    return sums


def packed(
    intents: Sequence[Intent],
    rows: Mapping[int, Sequence[float]],
    inner: Sequence[float],
    outward: Sequence[Sequence[float]],
    bias: Sequence[float],
) -> bytes:
    """Return the bytes that `Model.unpacked` reads; weights of features become 255 steps."""
    step = max(abs(weight) for row in rows.values() for weight in row) / (MIDDLE - 1)
    keys = sorted(rows)
    slots = array("I", bytes(_INT << (len(keys) * 3 // 2).bit_length()))
    places = array("I", bytes(_INT * len(slots)))
    last = len(slots) - 1
    for row, key in enumerate(keys):
        slot = key & last
        while slots[slot]:
            slot = slot + 1 & last
        slots[slot], places[slot] = key, row
    head = {
        "intents": list(intents),
        "step": round(step, 8),
        "inner": _short(inner),
        "outward": list(map(_short, outward)),
        "bias": _short(bias),
        "slots": len(slots),
    }
    weights = bytes(MIDDLE + round(weight / step) for key in keys for weight in rows[key])
    return json.dumps(head).encode() + b"\n" + _bytes(slots) + _bytes(places) + weights


def probability(score: float) -> float:
    """Return the probability, from 0 to 1, that a score stands for."""
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))


def _ints(data: memoryview) -> array[int]:
    """Read numbers of four bytes, the least one first."""
    numbers = array("I")
    numbers.frombytes(data)
    if sys.byteorder != "little":
        numbers.byteswap()
    return numbers


def _bytes(numbers: array[int]) -> bytes:
    """Write what `_ints` reads."""
    return _ints(memoryview(numbers.tobytes())).tobytes()


def _short(numbers: Sequence[float]) -> list[float]:
    return [round(number, 4) for number in numbers]
