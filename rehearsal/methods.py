"""The methods that this Bot API carries out, by name."""

from collections.abc import Callable

from rehearsal import (
    methods_chat,
    methods_edit,
    methods_media,
    methods_profile,
    methods_send,
    methods_updates,
)
from rehearsal.calls import Call

Method = Callable[[Call], object]


def implemented() -> dict[str, Method]:
    """Return every method there is; getUpdates returns something to be awaited."""
    return {
        **methods_chat.METHODS,
        **methods_edit.METHODS,
        **methods_media.METHODS,
        **methods_profile.METHODS,
        **methods_send.METHODS,
        **methods_updates.METHODS,
    }
