"""Long work beside everything else: kept while it is under way, never the same twice at once."""

import asyncio
from collections.abc import Awaitable, Callable

AT_ONCE = 2  # more would only wait for the same processors


class Errands:
    """The work under way; it ends with the bot, and can be asked for again."""

    def __init__(self) -> None:
        self._tasks: dict[tuple[int, str], asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    @property
    def busy(self) -> bool:
        """Tell whether anything is being made."""
        return bool(self._tasks)

    def under_way(self, key: tuple[int, str]) -> bool:
        """Tell whether this is being made for him already."""
        return key in self._tasks

    def start(self, key: tuple[int, str], work: Callable[[], Awaitable[None]]) -> None:
        """Begin it."""
        task = asyncio.create_task(self._run(work))
        self._tasks[key] = task
        task.add_done_callback(lambda _: self._tasks.pop(key, None))

    async def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        async with self._room:
            await work()

    async def stop(self) -> None:
        """End what is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
