"""The messages that count along: edited when their figures change, at a pace that a chat bears.

Which messages count along stands in the database, so they go on after a restart. Each edit is made
from how things stand by then: twenty people at the door are one edit.
"""

import logging
from datetime import timedelta

from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot import arrival_texts
from bot.context import NO_PREVIEW, Services
from bot.door_texts import Desk
from bot.event import Event
from bot.services.attendance import Count, Live
from bot.services.people import Who
from handlers.arrivals import buttons, digest_of
from handlers.keeping_up import keep_up

log = logging.getLogger(__name__)

PACE = timedelta(seconds=3)  # between two edits of one message
DAYS = 1  # after the session, on which numbers from paper may still come in


class LiveCounts:
    """Keeps the messages up to date."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services

    async def run(self) -> None:
        """Go on until cancelled; what fails is tried again."""
        await keep_up(self._services.door_news, self.catch_up, what="a message that counts along")

    async def catch_up(self) -> bool:
        """Edit what says something else than it should; tell whether one has to wait."""
        services, waiting = self._services, False
        followed = await services.attendance.following()
        if not followed:
            return False
        event = (await services.events.current()).event
        counts: dict[tuple[str, frozenset[str] | None], Count] = {}
        for live in followed:
            session = event.session(live.session)
            who = Who(live.person, None)
            over = session is not None and event.days_until(session, services.clock.now()) < -DAYS
            if session is None or over or not who.is_staff:
                await services.attendance.stop(who.id, live.message_id)
                continue
            key = (session.id, who.states)
            if key not in counts:
                counts[key] = await services.attendance.count(event, session, who.states)
            waiting |= await self._update(event, live, counts[key])
        return waiting

    async def _update(self, event: Event, live: Live, count: Count) -> bool:
        """Edit one message if it is due; tell whether it has to wait."""
        services, who = self._services, Who(live.person, None)
        voice = services.voices[who.locale or services.config.languages.default]
        digest = digest_of(voice, count)
        now = services.clock.now()
        if digest == live.shown:
            return False
        if timedelta(0) <= now - live.edited_at < PACE:
            return True
        session = event.session(live.session)
        if session is None:
            return False
        desk = Desk(voice, event, services.states)
        try:
            await self._bot.edit_message_text(
                arrival_texts.counted(desk, session, count, now),
                chat_id=live.person.chat_id,
                message_id=live.message_id,
                parse_mode="HTML",
                reply_markup=buttons(voice, event, session, count),
                link_preview_options=NO_PREVIEW,
            )
        except Forbidden:
            await services.people.lost(live.person.telegram_id)
            return False
        except BadRequest as refusal:
            if "not modified" not in refusal.message:
                log.info("a message counts along no more: %s", refusal.message)
                await services.attendance.stop(who.id, live.message_id)
                return False
        await services.attendance.edited(who.id, live.message_id, digest)
        return False
