"""Order within a chat, parallel across chats; what must wait holds up its own chat only."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.intake.raw import Raw

# Gives the seconds after which the update is to be handled again, None when it is finished.
Handle = Callable[[Raw], Awaitable[float | None]]


@dataclass(slots=True)
class _Lane:
    """The waiting updates of one chat."""

    waiting: deque[Raw] = field(default_factory=deque)
    running: bool = False


def lane_of(raw: Raw) -> int:
    """Name the chat (or else the person) that an update belongs to; 0 when it has neither."""
    for part in raw.values():
        if isinstance(part, dict):
            inside = part.get("message") if "data" in part else part
            chat = inside.get("chat") if isinstance(inside, dict) else None
            who = chat or part.get("from")
            if isinstance(who, dict) and isinstance(who.get("id"), int):
                return int(who["id"])
    return 0


class Lanes:
    """Handles updates in order per chat, at most ``concurrency`` chats at a time."""

    def __init__(self, handle: Handle, concurrency: int) -> None:
        self._handle = handle
        self._slots = asyncio.Semaphore(concurrency)
        self._lanes: dict[int, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._finished = asyncio.Event()
        self.waiting = 0

    def add(self, raw: Raw) -> None:
        """Queue an update behind the earlier ones of its chat."""
        name = lane_of(raw)
        lane = self._lanes.setdefault(name, _Lane())
        lane.waiting.append(raw)
        self.waiting += 1
        if not lane.running:
            lane.running = True
            task = asyncio.create_task(self._run(name, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def room(self, most: int) -> None:
        """Wait until fewer than ``most`` updates are waiting."""
        while self.waiting >= most:
            self._finished.clear()
            await self._finished.wait()

    async def _run(self, name: int, lane: _Lane) -> None:
        try:
            while lane.waiting and not self._stopping.is_set():
                async with self._slots:
                    if self._stopping.is_set():
                        return
                    pause = await self._handle(lane.waiting[0])
                if pause is not None:
                    await self._rest(pause)
                    continue
                lane.waiting.popleft()
                self.waiting -= 1
                self._finished.set()
        finally:
            lane.running = False
            if not lane.waiting:
                self._lanes.pop(name, None)

    async def _rest(self, pause: float) -> None:
        """Wait without holding one of the slots; being asked to stop ends it."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), pause)

    async def stop(self, patience: float) -> None:
        """Begin nothing new; let what runs finish for ``patience`` seconds, then cancel it.

        What was not begun stays ``new`` in the table and is handled at the next start.
        """
        self._stopping.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
