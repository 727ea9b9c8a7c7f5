"""A network of one hidden layer, fitted to features that occur by Adagrad."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.understanding.model import FEW, key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

_SCALES = {"l": 0.35, "s": 0.5}
"""How loud a kind of feature is: letters come in dozens, and a word should outweigh them."""
_LOUD = 6.0
_BATCH = 128
_RATE = 0.2
_LAST_RATE = 0.02
"""Of the first rate: it sinks evenly until then."""
_START = 0.01
_UNHEARD = 0.5
"""The most of a sentence's features that are left out in a round: none may carry it all."""
_ASLEEP = 0.2
"""Cells that are left out in a round, for the same reason."""


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a sentence, its intents by number, and how much it counts."""

    features: Collection[str]
    intents: Collection[int]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """What `bot.understanding.model.packed` takes."""

    rows: dict[int, list[float]]
    inner: list[float]
    outward: list[list[float]]
    bias: list[float]


class _Learnt:
    """Numbers that are learnt, each at a rate that sinks with what it has moved already."""

    def __init__(self, values: Floats) -> None:
        self.values = values
        self._moved = np.full_like(values, _START)

    def step(self, slope: Floats, rate: float, where: Ints | slice = slice(None)) -> None:
        """Move against the slope, at `where` only."""
        moved = self._moved[where] + slope * slope
        self._moved[where] = moved
        self.values[where] -= rate * slope / np.sqrt(moved)


class _Network:
    """The weights while they are learnt."""

    def __init__(self, features: int, cells: int, width: int, chance: np.random.Generator) -> None:
        self._chance = chance
        self.rows = _Learnt(_drawn(chance, 0.1, features, cells))
        self.inner = _Learnt(np.full(cells, 0.05, np.float32))
        self.outward = _Learnt(_drawn(chance, cells**-0.5, cells, width))
        self.bias = _Learnt(np.full(width, -2, np.float32))

    def learn(
        self, heard: list[Ints], loud: Floats, wanted: Floats, counted: Floats, rate: float
    ) -> None:
        """Take in a batch: the features heard of each sentence, and what it should have given."""
        lengths = np.array([len(features) for features in heard])
        index = np.concatenate(heard)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        weight = loud[index] * np.repeat(_LOUD / np.sqrt(lengths + FEW), lengths)
        weight = weight.astype(np.float32)[:, None]
        used, where = np.unique(index, return_inverse=True)
        sums = np.add.reduceat(self.rows.values[used][where] * weight, starts)
        cells = np.maximum(sums + self.inner.values, 0)
        awake = (self._chance.random(cells.shape) > _ASLEEP).astype(np.float32) / (1 - _ASLEEP)
        score = (cells * awake) @ self.outward.values + self.bias.values
        error = (1 / (1 + np.exp(-score)) - wanted) * counted
        back = (error @ self.outward.values.T) * awake * (cells > 0)
        self.outward.step((cells * awake).T @ error, rate)
        self.bias.step(error.sum(0), rate)
        self.inner.step(back.sum(0), rate)
        spread = np.repeat(back, lengths, axis=0) * weight
        by_feature = np.argsort(where, kind="stable")
        cuts = np.searchsorted(where[by_feature], np.arange(len(used)))
        self.rows.step(np.add.reduceat(spread[by_feature], cuts), rate, used)


def fit(
    examples: Sequence[Example], width: int, *, cells: int = 96, rounds: int = 16, least: int = 4
) -> Fitted:
    """Return the weights after `rounds` over the examples in an order that is always the same.

    Features of fewer than `least` examples are left out.
    """
    counts = Counter(feature for example in examples for feature in example.features)
    names = sorted(feature for feature, count in counts.items() if count >= least)
    place = {name: number for number, name in enumerate(names)}
    loud = np.array([_SCALES.get(name[0], 1.0) for name in names], np.float32)
    known = [np.array([place[f] for f in sorted(e.features) if f in place], int) for e in examples]
    wanted = np.zeros((len(examples), width), np.float32)
    for number, example in enumerate(examples):
        wanted[number, list(example.intents)] = 1
    counted = np.array([example.weight for example in examples], np.float32)[:, None]

    chance = np.random.default_rng(1)
    network = _Network(len(names), cells, width, chance)
    numbers = np.array([number for number, row in enumerate(known) if len(row)])
    batches = rounds * (len(numbers) // _BATCH + 1)
    done = 0
    for _ in range(rounds):
        order = chance.permutation(numbers)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            heard = [_partly(known[number], chance) for number in batch]
            rate = _RATE * (1 - done / batches + _LAST_RATE)
            share = counted[batch] / len(batch)
            network.learn(heard, loud, wanted[batch], share * _LOUD, rate)
            done += 1
    rows = network.rows.values * loud[:, None] * _LOUD
    return Fitted(
        rows={key_of(name): rows[number].tolist() for name, number in place.items()},
        inner=network.inner.values.tolist(),
        outward=network.outward.values.T.tolist(),
        bias=network.bias.values.tolist(),
    )


def _partly(features: Ints, chance: np.random.Generator) -> Ints:
    """Leave out some of the features of a sentence, never all."""
    kept = features[chance.random(len(features)) > _UNHEARD * chance.random()]
    return kept if len(kept) else features


def _drawn(chance: np.random.Generator, spread: float, *shape: int) -> Floats:
    return chance.normal(0, spread, shape).astype(np.float32)
