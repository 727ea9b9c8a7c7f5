"""Logistic regression for each intent at once, over the features that occur, by Adagrad."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_SCALES = {"l": 0.35, "s": 0.5, "p": 0.5}
"""How loud a kind of feature is: letters come in dozens, and a word should outweigh them."""
_BATCH = 256
_RATE = 0.25
_DECAY = 1e-5
_START = 0.01


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a sentence, its intents by number, and how much it counts."""

    features: Collection[str]
    intents: Collection[int]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights by feature, one for each intent, and what each intent starts from."""

    rows: dict[str, list[float]]
    bias: list[float]


def fit(
    examples: Sequence[Example], width: int, *, rounds: int = 5, least: int = 2, prune: float = 0.0
) -> Fitted:
    """Return the weights after `rounds` over the examples in an order that is always the same.

    Features of fewer than `least` examples, and those that end without a weight above `prune`,
    are left out.
    """
    counts = Counter(feature for example in examples for feature in example.features)
    names = sorted(feature for feature, count in counts.items() if count >= least)
    place = {name: number for number, name in enumerate(names)}
    scale = np.array([_SCALES.get(name[0], 1.0) for name in names], np.float32)
    rows = [np.array([place[f] for f in sorted(e.features) if f in place], int) for e in examples]
    wanted = np.zeros((len(examples), width), np.float32)
    for number, example in enumerate(examples):
        wanted[number, list(example.intents)] = 1
    counted = np.array([example.weight for example in examples], np.float32)[:, None]

    weights = np.zeros((len(names), width), np.float32)
    seen = np.full_like(weights, _START)
    bias, bias_seen = np.full(width, -3, np.float32), np.full(width, _START, np.float32)
    order = np.random.default_rng(1)
    for _ in range(rounds):
        shuffled = order.permutation(len(examples))
        for start in range(0, len(shuffled), _BATCH):
            batch = [number for number in shuffled[start : start + _BATCH] if len(rows[number])]
            index = np.concatenate([rows[number] for number in batch])
            lengths = np.array([len(rows[number]) for number in batch])
            starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
            loud = scale[index][:, None]
            score = np.add.reduceat(weights[index] * loud, starts) + bias
            error = (1 / (1 + np.exp(-score)) - wanted[batch]) * counted[batch]
            changed, where = np.unique(index, return_inverse=True)
            by_feature = np.argsort(where, kind="stable")
            cuts = np.searchsorted(where[by_feature], np.arange(len(changed)))
            spread = np.repeat(error, lengths, axis=0) * loud
            slope = np.add.reduceat(spread[by_feature], cuts)
            slope += _DECAY * len(batch) * weights[changed]
            seen[changed] += slope * slope
            weights[changed] -= _RATE * slope / np.sqrt(seen[changed])
            overall = error.sum(0)
            bias_seen += overall * overall
            bias -= _RATE * overall / np.sqrt(bias_seen)
    final = weights * scale[:, None]
    kept = np.flatnonzero(np.abs(final).max(1) > prune)
    return Fitted(
        rows={names[number]: final[number].tolist() for number in kept}, bias=bias.tolist()
    )
