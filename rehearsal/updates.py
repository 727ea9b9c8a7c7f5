"""The queue of updates that wait for the bot, and the long poll that empties it."""

import asyncio
from collections import deque

from rehearsal.errors import bad_request, conflict
from rehearsal.wire import Wire

LONGEST_POLL = 50
MOST_AT_ONCE = 100
_FIRST = 100_000_001

# Sent only to a bot that asks for them, https://core.telegram.org/bots/api#getupdates
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """Updates in order, kept until a poll with a higher offset confirms them.

    Only one poll waits at a time: a second one ends the first with a 409, as Telegram does.
    """

    def __init__(self) -> None:
        self._queue: deque[Wire] = deque()
        self._next = _FIRST
        self._allowed: frozenset[str] = frozenset()
        self._waiting: asyncio.Future[None] | None = None
        self._closed = False
        self.webhook = ""

    @property
    def pending(self) -> int:
        """How many updates are not confirmed yet."""
        return len(self._queue)

    @property
    def allowed(self) -> list[str]:
        """The kinds of updates the bot asked for; empty means the usual ones."""
        return sorted(self._allowed)

    def add(self, kind: str, content: Wire) -> int | None:
        """Queue an update and return its id, or None for a kind the bot did not ask for."""
        if (self._allowed and kind not in self._allowed) or (
            not self._allowed and kind in _ON_REQUEST
        ):
            return None
        update_id = self._next
        self._next += 1
        self._queue.append({"update_id": update_id, kind: content})
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        return update_id

    def repeat(self, update: Wire) -> None:
        """Queue an update once more, under its old id, as happens after a crash."""
        self._queue.append(update)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def get(
        self, offset: int, limit: int, wait: float, allowed: list[str] | None
    ) -> list[Wire]:
        """Confirm what is below `offset` and return up to `limit` of the rest.

        Waits up to `wait` seconds of real time for the first. A negative offset counts from
        the end and forgets what is before. Raises the 409s of getUpdates.
        """
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                "the webhook first"
            )
        self._end_waiting()
        if allowed is not None:
            self._allowed = frozenset(allowed)
        self._confirm(offset)
        if not self._queue and wait > 0 and not self._closed:
            await self._wait(min(wait, LONGEST_POLL))
        limit = max(1, min(limit or MOST_AT_ONCE, MOST_AT_ONCE))
        return [self._queue[index] for index in range(min(limit, len(self._queue)))]

    def set_webhook(self, url: str, *, drop: bool, allowed: list[str] | None) -> None:
        """Set or, with an empty address, remove the webhook."""
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = url
        if allowed is not None:
            self._allowed = frozenset(allowed)
        if drop:
            self._queue.clear()

    def close(self) -> None:
        """Answer whoever waits; nobody waits any more."""
        self._closed = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
        while self._queue and self._queue[0]["update_id"] < offset:
            self._queue.popleft()

    def _end_waiting(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(
                conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance "
                    "is running"
                )
            )

    async def _wait(self, seconds: float) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            pass
        finally:
            if self._waiting is waiting:
                self._waiting = None
