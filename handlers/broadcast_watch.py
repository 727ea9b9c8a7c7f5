"""Announcements watched over: carried on, their progress shown, faults and ends told, once each."""

import asyncio
import logging

from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.context import NO_PREVIEW, Services
from bot.event import Event
from db.announcements import Announcement
from handlers import broadcast_notices
from handlers.broadcast_standing import Shown, progress

log = logging.getLogger(__name__)

LOOK = 1.0  # seconds between looks
EDIT = 3.0  # seconds between edits of a progress message; of one chat Telegram bears one a second
DIGESTS = 10.0  # seconds between looks for those who joined late
BREAK = 30.0  # seconds without edits when Telegram wants to hear nothing, or can't be reached
MANY, EDIT_MANY = 50_000, 15.0  # people whom to count takes a while


class Watch:
    """Looks after announcements until cancelled; what fails is tried again."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services
        self._edited: dict[int, float] = {}  # announcement -> when, by the loop's clock
        self._shown: dict[int, Shown] = {}
        self._edits_from = 0.0  # by the loop's clock
        self._looked = -DIGESTS
        self._time = asyncio.get_running_loop().time

    async def run(self) -> None:
        """Watch until cancelled."""
        news = self._services.announcement_news
        while True:
            news.clear()
            busy = False
            try:
                busy = await self.catch_up()
            except Exception:  # the loop must outlive whatever went wrong in one look
                log.exception("announcements could not be looked after; trying again")
            if not busy:
                try:
                    async with asyncio.timeout(LOOK):
                        await news.wait()
                except TimeoutError:
                    continue

    async def catch_up(self) -> bool:
        """Do what is due; tell whether there is more to do at once."""
        work = self._services.announcement_work
        busy = await work.step()
        event = (await self._services.events.current()).event
        for row in await work.untold():
            at = int(self._services.clock.now().timestamp())  # it may be held more than once
            notices = await broadcast_notices.about(self._services, event, row, f"held:{at}")
            await work.told(row, notices)
            await self._show(row, event)
        for row in await work.on_the_way():
            if self._is_time(row):
                await self._show(row, event)
        for row in await work.unreported():
            await self._show(row, event)
            report = await broadcast_notices.about(self._services, event, row, f"report:{row.run}")
            if await work.report(row, report):
                self._shown.pop(row.id or 0, None)
        await self._plan_digests()
        return busy

    async def _plan_digests(self) -> None:
        if self._time() - self._looked >= DIGESTS:
            self._looked = self._time()
            await self._services.digests.plan()

    def _is_time(self, row: Announcement) -> bool:
        last = self._edited.get(row.id or 0)
        pause = EDIT_MANY if row.reach > MANY else EDIT
        return last is None or self._time() - last >= pause

    async def _show(self, row: Announcement, event: Event) -> None:
        """Bring the progress message up to date."""
        if row.progress_chat is None or row.progress_message is None:
            return
        if self._time() < self._edits_from:
            return
        key = row.id or 0
        self._edited[key] = self._time()
        who = await self._services.people.get(row.released_by or row.by_person)
        locale = (who.locale if who else None) or self._services.config.languages.default
        shown = await progress(self._services, self._services.voices[locale], event, row)
        if self._shown.get(key) == shown:
            return
        try:
            async with asyncio.timeout(EDIT):
                await self._bot.edit_message_text(
                    shown[0],
                    chat_id=row.progress_chat,
                    message_id=row.progress_message,
                    parse_mode="HTML",
                    reply_markup=shown[1],
                    link_preview_options=NO_PREVIEW,
                )
        except TimeoutError:
            self._edits_from = self._time() + BREAK
            log.info("progress is not shown for a while: Telegram does not take the edit")
            return
        except BadRequest as refusal:
            if "not modified" not in refusal.message:
                log.info("a progress message is edited no more: %s", refusal.message)
        except TelegramError as error:
            log.warning("a progress message was not edited: %s", type(error).__name__)
            return
        self._shown[key] = shown
