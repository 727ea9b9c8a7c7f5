"""How fast the outbox may go: its own rate, a ceiling over all messages, and a rest per chat.

Telegram bears about 30 messages a second over all chats and about one a second to one chat
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Replies never
wait here, they are only counted: the outbox takes what they leave.

Telegram counts a message somewhere between its start and its answer. So a message counts against
the ceiling until a second after its answer, less what the quickest answer ever took but for a
margin: about that much of the way lies between Telegram's counting and us for every message.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECOND = 1.0
MARGIN = 0.05  # seconds by which the ways of two messages may differ
CATCH_UP = 0.25  # seconds of its own rate that may be made up for after a stall
LOOK_AGAIN = 0.01


class Pace:
    """Gives slots to the outbox and counts what else is sent. Rates are messages a second."""

    def __init__(
        self,
        per_second: float = 25.0,
        ceiling: int = 30,
        *,
        per_chat: float = 1.0,
        time: Callable[[], float] | None = None,
    ) -> None:
        self.per_second = per_second
        self._interval = 1.0 / per_second if per_second > 0 else 0.0
        self._ceiling = ceiling if per_second > 0 else 0
        self._rest = per_chat if per_second > 0 else 0.0
        self._time = time or asyncio.get_running_loop().time
        self._next = 0.0
        self._taken = 0  # slots whose message is not under way yet
        self._quickest = SECOND  # seconds from a start to its answer
        self._under_way = 0  # messages whose answer has not come back
        self._counted: deque[float] = deque()  # until when messages that are through count
        self._chats: dict[int, float] = {}  # when each chat may be written to again

    @property
    def is_off(self) -> bool:
        """Tell whether nothing is paced (a rate of 0)."""
        return not self._interval

    @contextmanager
    def counting(self, chat_id: object = None, *, slot: bool = False) -> Iterator[None]:
        """Count a message while it is under way and after; ``slot``: one that was taken for it."""
        if slot:
            self._taken -= 1
        begun = self._time()
        self._under_way += 1
        self._wrote(chat_id, begun)
        try:
            yield
        finally:
            self._under_way -= 1
            now = self._time()
            self._quickest = min(self._quickest, now - begun)
            self._counted.append(now + SECOND - max(0.0, self._quickest - MARGIN))

    def wait(self) -> float:
        """Give the seconds until the outbox may send one more; 0 for now."""
        if self.is_off:
            return 0.0
        now = self._time()
        if now < self._next:
            return self._next - now
        return 0.0 if self._busy(now) < self._ceiling else LOOK_AGAIN

    def take(self, chat_id: int) -> None:
        """Take a slot for a message to a chat, after ``wait`` gave 0."""
        self._taken += 1
        now = self._time()
        self._next = max(self._next, now - CATCH_UP) + self._interval
        self._wrote(chat_id, now)

    def give_back(self, slots: int) -> None:
        """Free slots for which there is no message after all."""
        self._taken -= slots

    def rest_of(self, chat_id: int) -> float:
        """Give the seconds until a chat may be written to again; 0 for now."""
        until = self._chats.get(chat_id)
        return 0.0 if until is None else max(0.0, until - self._time())

    def _wrote(self, chat_id: object, now: float) -> None:
        if not self._rest or not isinstance(chat_id, int):
            return
        if len(self._chats) > 1000:  # noqa: PLR2004 (more than a minute's worth)
            self._chats = {chat: until for chat, until in self._chats.items() if until > now}
        self._chats[chat_id] = now + self._rest

    def _busy(self, now: float) -> int:
        """Count what Telegram may count within one second around now."""
        while self._counted and self._counted[0] <= now:
            self._counted.popleft()
        return self._taken + self._under_way + len(self._counted)
