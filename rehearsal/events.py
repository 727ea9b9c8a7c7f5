"""What happens, told to the pages that watch."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rehearsal.wire import Wire


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for everybody or in one chat."""

    name: str
    data: Wire
    chat_id: int | None = None


@dataclass(eq=False, slots=True)
class Watcher:
    """One page: it hears of these chats (of all when None), and of what concerns everybody."""

    chats: frozenset[int] | None
    queue: asyncio.Queue[Event | None] = field(default_factory=asyncio.Queue)

    async def events(self, quiet: float) -> AsyncIterator[Event | None]:
        """Yield events as they come, None after `quiet` seconds without; end with the server."""
        while True:
            try:
                event = await asyncio.wait_for(self.queue.get(), quiet)
            except TimeoutError:
                yield None
                continue
            if event is None:
                return
            yield event


class Events:
    """Hands each event to whoever watches."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()

    @property
    def watched(self) -> bool:
        """Whether anybody watches; nothing need be prepared when nobody does."""
        return bool(self._watchers)

    def publish(self, name: str, data: Wire, chat_id: int | None = None) -> None:
        """Tell everybody who watches this chat, or simply everybody."""
        for watcher in self._watchers:
            if chat_id is None or watcher.chats is None or chat_id in watcher.chats:
                watcher.queue.put_nowait(Event(name, data, chat_id))

    @contextmanager
    def watching(self, chats: frozenset[int] | None) -> Iterator[Watcher]:
        """Watch these chats, or all, inside the `with` block."""
        watcher = Watcher(chats)
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    def close(self) -> None:
        """End all watching."""
        for watcher in self._watchers:
            watcher.queue.put_nowait(None)
