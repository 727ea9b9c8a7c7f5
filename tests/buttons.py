"""Every kind of button that the handlers know."""

import importlib
import pkgutil

import handlers
from handlers.presses import Press


def kinds() -> list[type[Press]]:
    """Give all that have a code, in its order; what several only share has none."""
    for module in pkgutil.iter_modules(handlers.__path__):
        importlib.import_module(f"handlers.{module.name}")
    # A dataclass with slots is made twice, and the first one lingers: the last of a name counts.
    named = {f"{kind.__module__}.{kind.__name__}": kind for kind in _below(Press)}
    return sorted(
        (kind for kind in named.values() if hasattr(kind, "CODE")), key=lambda kind: kind.CODE
    )


def _below(kind: type[Press]) -> list[type[Press]]:
    return [one for sub in kind.__subclasses__() for one in (sub, *_below(sub))]
