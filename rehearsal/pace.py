"""How fast a bot may send: over all chats, to one chat, to a group."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from rehearsal.errors import too_many_requests

_SECOND = 1.0
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's limits (https://core.telegram.org/bots/faq#broadcasting-to-users).

    Zero lifts a limit. One chat takes about one message a second; Telegram lets a burst of
    `chat_burst` through before it says so.
    """

    per_second: int = 30
    chat_per_second: float = 1.0
    chat_burst: int = 20
    group_per_minute: int = 20
    callback_seconds: float = 60.0

    @classmethod
    def none(cls) -> "Limits":
        """Return no limits at all, for benchmarks."""
        return cls(per_second=0, chat_per_second=0, group_per_minute=0)


@dataclass(slots=True)
class _Window:
    """At most `count` in any `span` seconds; once refused, nothing until the time is over."""

    count: int
    span: float
    taken: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0

    def refusal(self, now: float) -> float:
        """Return how many seconds are to be waited, 0 when one more may pass."""
        if now < self.closed_until:
            return self.closed_until - now
        while self.taken and self.taken[0] <= now - self.span:
            self.taken.popleft()
        if len(self.taken) < self.count:
            return 0.0
        # Telegram says whole seconds and means them: an earlier try is refused again.
        wait = float(max(1, math.ceil(self.taken[0] + self.span - now)))
        self.closed_until = now + wait
        return wait


class Pace:
    """Counts messages in real seconds, whatever the rehearsal's clock does."""

    def __init__(self, limits: Limits, now: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._now = now
        self._all = _Window(limits.per_second, _SECOND)
        self._chats: dict[int, _Window] = {}

    def take(self, chat_id: int, count: int = 1, *, edit: bool = False) -> None:
        """Let `count` messages to a chat pass or raise a 429; edits count within their chat."""
        now = self._now()
        windows = [] if edit or not self.limits.per_second else [self._all]
        chat = self._chat(chat_id)
        if chat is not None:
            windows.append(chat)
        for window in windows:
            wait = window.refusal(now)
            if wait:
                raise too_many_requests(math.ceil(wait))
        for window in windows:
            window.taken.extend([now] * count)

    def _chat(self, chat_id: int) -> _Window | None:
        window = self._chats.get(chat_id)
        if window is None:
            if chat_id < 0 and self.limits.group_per_minute:
                window = _Window(self.limits.group_per_minute, _MINUTE)
            elif chat_id > 0 and self.limits.chat_per_second:
                span = self.limits.chat_burst / self.limits.chat_per_second
                window = _Window(self.limits.chat_burst, span)
            else:
                return None
            self._chats[chat_id] = window
        return window
