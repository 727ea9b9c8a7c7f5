"""``python -m training``: learns the weights of bot/understanding/weights.bin anew.

From the sentences that training/data makes and the questions developed against; the sets that the
understanding is measured by are never read here.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bot.states import States
from bot.understanding import Intent, Understanding
from bot.understanding.model import WEIGHTS, packed
from tests.understanding.corpus import DEVELOPMENT, cases, elsewhere
from training.fit import Example, fit
from training.sentences import made
from training.typed import typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TARGET = Path(__file__).parent.parent / "bot" / "understanding" / WEIGHTS
_MADE, _MADE_OTHER, _TYPED = 0.5, 2.0, 3.0
"""What an example counts: one made from a pattern, the same of nothing here, one as typed."""


def main() -> None:
    """Train, and write the weights."""
    understanding = Understanding.untrained(States.load())
    intents = list(Intent)
    examples = [
        Example(understanding.features(text), [intents.index(i) for i in named], weight)
        for text, named, weight in _sentences()
    ]
    fitted = fit(examples, len(intents))
    data = packed(intents, fitted.rows, fitted.inner, fitted.outward, fitted.bias)
    _TARGET.write_bytes(data)
    print(f"{len(examples)} sentences, {len(fitted.rows)} features, {len(data) / 2**20:.2f} MB")


def _sentences() -> Iterator[tuple[str, Iterable[Intent], float]]:
    for sentence in made():
        named = list(map(Intent, sentence.intents))
        yield sentence.text, named, _MADE if named else _MADE_OTHER
    for case in chain(typed(), *map(cases, DEVELOPMENT)):
        yield case.text, map(Intent, case.intents), _TYPED
    for text in elsewhere("out_of_domain_dev"):
        yield text, (), _TYPED


if __name__ == "__main__":
    main()
