"""The network that is read and added up in plain Python says what its weights say."""

import random

import pytest

from bot.understanding import Intent
from bot.understanding.model import FEW, Model, key_of, packed

CELLS, FEATURES = 8, 900  # more features at once than fit into one sum of bytes


def test_scores_are_those_of_the_weights_that_were_packed() -> None:
    chance = random.Random(3)
    names = [f"w {number}" for number in range(FEATURES)]
    rows = {key_of(name): [chance.uniform(-1, 1) for _ in range(CELLS)] for name in names}
    inner = [chance.uniform(-1, 1) for _ in range(CELLS)]
    outward = [[chance.uniform(-1, 1) for _ in range(CELLS)] for _ in range(2)]
    intents, bias = [Intent.DATE, Intent.VENUE], [0.5, -0.5]
    model = Model.unpacked(packed(intents, rows, inner, outward, bias))
    for heard in ([], names[:1], names[:40], names):
        loud = (len(heard) + FEW) ** -0.5
        cells = [
            max(0.0, sum(rows[key_of(name)][cell] for name in heard) * loud + inner[cell])
            for cell in range(CELLS)
        ]
        wanted = [
            start + sum(weight * cell for weight, cell in zip(row, cells, strict=True))
            for row, start in zip(outward, bias, strict=True)
        ]
        scores = model.scores([*heard, "w unknown"])
        assert list(scores) == intents
        assert list(scores.values()) == pytest.approx(wanted, abs=0.2)
