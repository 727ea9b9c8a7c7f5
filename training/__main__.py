"""``python -m training``: learns the weights of bot/understanding/weights.bin anew.

From the sentences that training/data makes and the questions developed against; the sets that the
understanding is measured by are never read here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.states import States
from bot.understanding import Intent, Understanding
from bot.understanding.model import WEIGHTS, packed
from tests.understanding.corpus import DEVELOPMENT, cases, elsewhere
from training.fit import Example, fit
from training.sentences import made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TARGET = Path(__file__).parent.parent / "bot" / "understanding" / WEIGHTS
_WRITTEN, _REAL, _OTHER = 1.0, 4.0, 3.0
"""What an example counts: one made from a pattern, one as people typed it, one of nothing here."""
_PRUNE = 0.12


def main() -> None:
    """Train, and write the weights."""
    understanding = Understanding.untrained(States.load())
    intents = list(Intent)
    examples = [
        Example(understanding.features(text), [intents.index(i) for i in named], weight)
        for text, named, weight in _sentences()
    ]
    fitted = fit(examples, len(intents), prune=_PRUNE)
    data = packed(intents, fitted.bias, fitted.rows)
    _TARGET.write_bytes(data)
    print(f"{len(examples)} sentences, {len(fitted.rows)} features, {len(data) / 2**20:.2f} MB")


def _sentences() -> Iterator[tuple[str, Iterable[Intent], float]]:
    for sentence in made():
        named = list(map(Intent, sentence.intents))
        yield sentence.text, named, _WRITTEN if named else _OTHER
    for name in DEVELOPMENT:
        for case in cases(name):
            yield case.text, map(Intent, case.intents), _REAL
    for text in elsewhere("out_of_domain_dev"):
        yield text, (), _REAL


if __name__ == "__main__":
    main()
