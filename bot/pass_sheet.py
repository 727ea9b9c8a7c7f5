"""A delegate's pass put together: who may have one, what stands on it, the picture, the words."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime

from bot import facts
from bot.event import Event, Session
from bot.papers.passes import Pass as Card
from bot.papers.passes import picture
from bot.pass_code import shown
from bot.services.invites import link
from bot.services.passes import Pass
from bot.services.rsvp import Standing
from bot.states import States
from bot.text import Html, Voice
from db.models import Delegate
from db.types import RsvpChoice


@dataclass(frozen=True, slots=True)
class Sheet:
    """A pass as it is sent: what the picture shows, a digest of that, and the words below it."""

    card: Card
    digest: str
    caption: Html


def is_due(event: Event, standing: Standing, now: datetime) -> bool:
    """Tell whether somebody has a pass: he said yes, to a session that is still to come or on."""
    session = standing.session
    if session is None or session.cancelled or event.has_ended(session, now):
        return False
    return standing.choice is RsvpChoice.YES and not standing.to_be_confirmed


def sheet(
    voice: Voice,
    event: Event,
    states: States,
    delegate: Delegate,
    session: Session,
    *,
    entry_pass: Pass,
    username: str,
) -> Sheet:
    """Put a pass together in the delegate's language; ``username`` is the bot's."""
    gate = event.gate_of(session)
    hindi = voice.locale == "hi"
    card = Card(
        event=event.short_title.in_(voice.locale),
        name=(delegate.name_hi or delegate.name) if hindi else delegate.name,
        state=states.get(delegate.state).name(voice.locale),
        district=(delegate.district_hi or delegate.district) if hindi else delegate.district,
        day=session.date,
        start=session.time,
        doors=session.doors,
        venue=event.venue_of(session).name.in_(voice.locale),
        gate=gate.in_(voice.locale) if gate else None,
        roster_no=delegate.roster_no,
        code=shown(entry_pass.code),
        link=link(username, entry_pass.code),
    )
    digest = hashlib.sha256(f"{voice.locale} {card!r}".encode()).hexdigest()
    return Sheet(card, digest, _caption(voice, card))


def _caption(voice: Voice, card: Card) -> Html:
    return facts.lines(
        voice.say("🎫 <b>Your pass for {date}</b>", date=voice.date(card.day)),
        voice.say(
            "Please show it at the gate. If the picture does not open there, tell them the code: "
            "<code>{code}</code>",
            code=card.code,
        ),
    )


async def drawn(voice: Voice, made: Sheet) -> bytes:
    """Draw the picture, as PNG, in another thread: it takes a processor a moment."""
    return await asyncio.to_thread(picture, voice, made.card)
