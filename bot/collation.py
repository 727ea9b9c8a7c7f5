"""The order of names as a dictionary of the language has it, not that of code points."""

from functools import lru_cache

from pyuca import Collator


def sort_key(text: str) -> tuple[int, ...]:
    """Give what texts of any script sort by (Unicode Collation Algorithm, UTS #10)."""
    return tuple(_collator().sort_key(text))


@lru_cache
def _collator() -> Collator:
    return Collator()  # reads its table, 0.1 s: when first used, not at import
