"""A quicker start: the garbage collector rests while modules are imported.

Imports make many objects that stay, and the collector would look at all of them over and over.
Measured on the live bot: a fifth of the time until it listens.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quickly() -> Iterator[None]:
    """Import inside; what was made is never looked at again by the collector."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
