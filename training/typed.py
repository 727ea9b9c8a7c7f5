"""Messages written out one by one, as delegates and others type them: data/typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.understanding.corpus import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.understanding.corpus import Case

_FOLDER = Path(__file__).parent / "data" / "typed"


def typed() -> Iterator[Case]:
    """Return them all: in each line the way of writing, the intents ("-" for none), the text."""
    for path in sorted(_FOLDER.glob("*.tsv")):
        yield from read(path)
