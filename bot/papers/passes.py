"""A delegate's pass: a picture that a phone shows at the door, readable from an arm's length."""

from dataclasses import dataclass
from datetime import date, time

from bot.text import Voice


@dataclass(frozen=True, slots=True)
class Pass:
    """What stands on a pass; texts in the language of the one who carries it."""

    event: str  # its short title
    name: str
    state: str
    district: str
    day: date
    start: time | None  # None: to be announced; the pass then shows the date alone
    doors: time | None
    venue: str
    gate: str | None
    roster_no: int
    code: str  # the short code as it is typed at the door; printed in groups as given
    link: str  # what the QR says: https://t.me/<bot>?start=<signed code>


def picture(voice: Voice, card: Pass) -> bytes:
    """Draw the pass as PNG, 1080 x 1620 pixels.

    The QR holds ``link`` with error correction M and a quiet zone of four modules (ISO/IEC 18004).
    """
    raise NotImplementedError
