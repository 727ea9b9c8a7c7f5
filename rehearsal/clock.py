"""The clock of a rehearsal: it runs, can run faster, and can be moved."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever can say what time it is."""

    def now(self) -> datetime:
        """Return the present moment, aware."""
        ...


class RehearsalClock:
    """A clock that starts where it is told, runs at `speed`, and can be set or moved.

    Whoever subscribed is called after each move and each change of speed, without arguments.
    """

    def __init__(self, start: datetime | None = None, speed: float = 1.0) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("a rehearsal starts at an aware time")
        self._origin = start or datetime.now(UTC)
        self._since = time.monotonic()
        self._speed = speed
        self._callbacks: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Return the present moment of the rehearsal, aware, in UTC."""
        elapsed = (time.monotonic() - self._since) * self._speed
        return (self._origin + timedelta(seconds=elapsed)).astimezone(UTC)

    @property
    def speed(self) -> float:
        """How many seconds pass here in one real second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if speed < 0:
            raise ValueError("time does not run backwards")
        self._rebase(self.now())
        self._speed = speed
        self._tell()

    def set(self, moment: datetime) -> None:
        """Make it `moment` (aware)."""
        if moment.tzinfo is None:
            raise ValueError("a clock is set to an aware time")
        self._rebase(moment)
        self._tell()

    def jump(self, by: timedelta) -> None:
        """Move by `by`, forwards or back."""
        self.set(self.now() + by)

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call `callback` after each move and each change of speed."""
        self._callbacks.append(callback)

    def _rebase(self, moment: datetime) -> None:
        self._origin = moment
        self._since = time.monotonic()

    def _tell(self) -> None:
        for callback in self._callbacks:
            callback()
