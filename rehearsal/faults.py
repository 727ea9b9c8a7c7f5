"""Faults on purpose: what networks and servers do to a bot, repeatable by a seed."""

import random
from dataclasses import dataclass
from enum import StrEnum

EVERY = "*"


class Fault(StrEnum):
    """What happens to a call.

    Carried out all the same: LOST (the connection ends without an answer), SLOW, BROKEN_JSON
    (half of the answer) and HTML (a web server's 502 page instead of it). Not carried out: RESET
    (the connection ends), and the answers 401, 404, 409, 429, 500 and 502.
    """

    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAUTHORIZED = "401"
    NOT_FOUND = "404"
    CONFLICT = "409"
    RESET = "reset"
    LOST = "lost"
    SLOW = "slow"
    BROKEN_JSON = "broken_json"
    HTML = "html"


@dataclass(slots=True)
class Planned:
    """One fault that waits: for the next calls, or by chance on any of them."""

    fault: Fault
    method: str
    remaining: int | None
    probability: float
    seconds: float


class Faults:
    """Which calls go wrong; nothing does until something is planned."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._planned: list[Planned] = []
        self.happened: dict[tuple[str, Fault], int] = {}

    @property
    def active(self) -> bool:
        """Whether anything is planned."""
        return bool(self._planned)

    def next(
        self, fault: Fault | str, method: str = EVERY, times: int = 1, *, seconds: float = 1.0
    ) -> None:
        """Let the next `times` calls of `method` (or of any) go wrong.

        `seconds` is the retry_after of RATE_LIMITED and the length of SLOW.
        """
        self._planned.append(Planned(Fault(fault), method, times, 1.0, seconds))

    def chance(
        self, fault: Fault | str, probability: float, method: str = EVERY, *, seconds: float = 1.0
    ) -> None:
        """Let each call of `method` (or of any) go wrong with this probability from now on."""
        self._planned.append(Planned(Fault(fault), method, None, probability, seconds))

    def seed(self, seed: int) -> None:
        """Begin the sequence of chances anew."""
        self._random.seed(seed)

    def clear(self) -> None:
        """Forget all plans; what has happened stays counted."""
        self._planned.clear()

    def strike(self, method: str) -> Planned | None:
        """Return what happens to this call of `method`, if anything; plans come in their order."""
        for planned in self._planned:
            if planned.method not in {EVERY, method}:
                continue
            if planned.remaining is None:
                if self._random.random() >= planned.probability:
                    continue
            else:
                planned.remaining -= 1
                if planned.remaining <= 0:
                    self._planned.remove(planned)
            key = (method, planned.fault)
            self.happened[key] = self.happened.get(key, 0) + 1
            return planned
        return None
