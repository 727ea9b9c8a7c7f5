"""The only reader of the wall clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells what time it is, as far as the event is concerned."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        ...


class WallClock:
    """The real time."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """The real time plus a constant: ``samvad run --now`` lives at another moment."""

    def __init__(self, start: datetime) -> None:
        self._shift: timedelta = start - datetime.now(UTC)

    def now(self) -> datetime:
        """Give the shifted moment, aware, in UTC."""
        return datetime.now(UTC) + self._shift
