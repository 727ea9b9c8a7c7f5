"""Lists on paper, A4, headed in Hindi and English at once: to call a state, to tick off at a gate.

What is printed is the same for all who read it, so these take both voices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.event_parts import Both
from bot.text import Voices
from db.types import RsvpChoice


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list, with names in both scripts where both are known."""

    roster_no: int
    name: str
    name_hi: str | None
    state: str
    state_hi: str
    district: str
    district_hi: str | None
    phone: str | None = None  # E.164; None where hidden from who prints it
    answer: RsvpChoice | None = None
    code: str | None = None  # the short code of the pass


def call_list(voices: Voices, title: Both, people: Iterable[Listed], *, as_of: datetime) -> bytes:
    """Give a PDF to call people from: number, names, district, phone, last answer.

    Empty columns take the answer and notes. ``title`` is the state, or whom the list is of.
    Sorted by district and name as a Hindi dictionary does. ``as_of`` is a local moment.
    """
    raise NotImplementedError


def door_list(voices: Voices, title: Both, people: Iterable[Listed], *, as_of: datetime) -> bytes:
    """Give a PDF to let people in without a network: box, number, names, state, district, code.

    ``title`` is the session and gate. Sorted by state and name as a Hindi dictionary does, each
    state under its own heading.
    """
    raise NotImplementedError
