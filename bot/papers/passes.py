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
    """Draw the pass as PNG, 1080 pixels wide and higher than wide.

    The QR holds ``link`` with error correction M and a quiet zone of four modules (ISO/IEC 18004).
    """
    from bot.papers import pass_card  # noqa: PLC0415 (see the package)

    return pass_card.draw(
        pass_card.Texts(
            event=card.event,
            name=card.name,
            origin=f"{card.district}, {card.state}",
            day=voice.date(card.day),
            time=_time(voice, card),
            place=voice.plain("📍 Place: {name}", name=card.venue),
            gate=voice.plain("Gate: {gate}", gate=card.gate) if card.gate else None,
            code=card.code,
            number=voice.plain("Roster number: {number}", number=card.roster_no),
            hint=voice.plain("Please show this at the gate. It is for you alone."),
        ),
        card.link,
    )


def _time(voice: Voice, card: Pass) -> str | None:
    if card.start is None:
        return None
    start = voice.time(card.start)
    if card.doors is None:
        return voice.plain("🕙 Time: {start}", start=start)
    doors = voice.time(card.doors)
    return voice.plain("🕙 Time: {start} (doors open: {doors})", start=start, doors=doors)
