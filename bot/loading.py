"""A quicker start: the garbage collector rests while modules, and the words, are loaded.

Loading makes many objects that stay, and the collector would look at all of them over and over.
Measured on the live bot: a fifth of the time until it listens. What httpx would bring along for a
command line of its own, which is never called here, is a twentieth.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def quickly() -> Iterator[None]:
    """Load inside; what was made is never looked at again by the collector."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looked for in every package
    # None makes this import fail, as it does where click is not installed; httpx allows for that.
    sys.modules.setdefault("httpx._main", cast("ModuleType", None))
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
