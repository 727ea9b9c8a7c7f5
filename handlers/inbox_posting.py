"""The board brought up to date: questions posted to staff, and edited as they change.

What is due stands in the database; this is the hand that does it, at a pace that a chat bears. A
flood of like questions becomes one edit, since each is made from how things stand by then.
"""

import asyncio
import logging
from collections import defaultdict, deque

from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot import phones
from bot.context import NO_PREVIEW, Services
from bot.event import Event
from bot.services.inbox_board import Place, Post
from bot.services.inbox_desk import Card
from bot.text import Html, Voice
from db.types import Sending
from handlers import inbox_post
from handlers.keeping_up import keep_up
from handlers.notices import Notice, Sent, deliver

log = logging.getLogger(__name__)

# A group bears 20 messages a minute (https://core.telegram.org/bots/faq#broadcasting-to-users);
# some of them are left to the answers that staff get there.
PER_MINUTE = 14
ALONE_PER_MINUTE = 45  # in a private chat, which bears about one a second
MINUTE = 60.0


class Posting:
    """Posts and edits, one thing after the other."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services
        self._made: defaultdict[int, deque[float]] = defaultdict(deque)

    async def run(self) -> None:
        """Keep the board up to date until cancelled; what fails is tried again."""
        await keep_up(self._services.board_news, self.catch_up, what="the board")

    async def catch_up(self) -> bool:
        """Do what is due as far as the pace allows; tell whether something has to wait."""
        waiting = False
        for post in await self._services.board.due():
            if self._may(post.chat_id):
                await self._show(post)
            else:
                waiting = True
        return waiting

    def _may(self, chat_id: int) -> bool:
        """Tell whether the chat bears another message, with its copies, in this minute."""
        now = asyncio.get_running_loop().time()
        made = self._made[chat_id]
        while made and now - made[0] > MINUTE:
            made.popleft()
        return len(made) < (ALONE_PER_MINUTE if chat_id > 0 else PER_MINUTE)

    def _note(self, chat_id: int) -> None:
        self._made[chat_id].append(asyncio.get_running_loop().time())

    async def _show(self, post: Post) -> None:
        services = self._services
        place = await services.board.place(post.chat_id)
        card = await services.desk.card(post.topic_id, place.scope) if place else None
        if place is None or card is None:
            await services.board.forget(post.chat_id, post.topic_id)
            return
        if post.message_id is not None and await self._edit(post, post.message_id, place, card):
            return
        if post.message_id is not None and not card.is_open:
            await services.board.posted(post.id, None, card.topic.version)
            return  # somebody deleted the post of what is settled by now: it need not come again
        await self._send(post, place, card)

    async def _edit(self, post: Post, message_id: int, place: Place, card: Card) -> bool:
        """Edit a post; tell whether it is still there."""
        voice = self._services.voices[place.locale]
        event = (await self._services.events.current()).event
        self._note(post.chat_id)
        try:
            await self._bot.edit_message_text(
                self._text(place, voice, event, card),
                chat_id=post.chat_id,
                message_id=message_id,
                parse_mode="HTML",
                reply_markup=inbox_post.buttons(voice, card),
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as refusal:
            if "not modified" not in refusal.message:
                log.info("a post is edited no more: %s", refusal.message)
                return False
        except Forbidden:
            await self._lost(place)
            return True
        await self._services.board.posted(post.id, message_id, card.topic.version)
        await self._copy(post, place, message_id)
        return True

    async def _send(self, post: Post, place: Place, card: Card) -> None:
        services = self._services
        voice = services.voices[place.locale]
        event = (await services.events.current()).event
        text = self._text(place, voice, event, card)
        sent = await self._deliver(place, Notice(text, inbox_post.buttons(voice, card)))
        if sent.outcome is Sending.SENT and sent.message_id is not None:
            await services.board.posted(post.id, sent.message_id, card.topic.version)
            await self._copy(post, place, sent.message_id)

    def _text(self, place: Place, voice: Voice, event: Event, card: Card) -> Html:
        states, shown = self._services.states, self._services.shows_phones(place.role)
        return inbox_post.text(voice, event, states, card, phones_shown=shown)

    async def _copy(self, post: Post, place: Place, below: int) -> None:
        """Put what the questions came as below their post."""
        board = self._services.board
        for original in await board.originals(post.topic_id, post.chat_id, place.scope):
            source = (original.chat_id, original.message_id)
            words = phones.in_words(original.text, shown=self._services.shows_phones(place.role))
            caption = words if words != original.text else None
            notice = Notice(copy_of=source, caption=caption, quotes=below, silent=True)
            sent = await self._deliver(place, notice)
            await board.copied(original.question_id, post.chat_id, sent.message_id)

    async def _deliver(self, place: Place, notice: Notice) -> Sent:
        self._note(place.chat_id)
        sent = await deliver(self._bot, self._services, place.chat_id, notice, place.telegram_id)
        if sent.moved_to is not None:
            await self._services.board.moved(place.chat_id, sent.moved_to)
        elif sent.outcome is Sending.UNREACHABLE:
            await self._lost(place)
        return sent

    async def _lost(self, place: Place) -> None:
        """Stop posting where nothing can be posted; others are told instead of a lost group."""
        if place.telegram_id is None:
            await self._services.board.unregister(place.chat_id)
        else:
            await self._services.people.lost(place.telegram_id)
            await self._services.board.forget(place.chat_id)
