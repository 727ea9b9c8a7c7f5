"""What a handler gets: the services, who writes, in which language, and ways to reply."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import Application, CallbackContext

from bot.services.answers import Asker
from bot.services.rsvp import Cause
from bot.text import pieces, plain, units
from bot.transport import LeanBot
from db.types import Role, Via

if TYPE_CHECKING:
    from datetime import datetime

    from bot.clock import Clock
    from bot.config import Config
    from bot.errands import Errands
    from bot.event import Event
    from bot.faq_match import FaqMatch
    from bot.services.announcement_amend import Amendments
    from bot.services.announcement_digests import Digests
    from bot.services.announcement_release import Releases
    from bot.services.announcement_reports import AnnouncementReports
    from bot.services.announcement_work import AnnouncementWork
    from bot.services.announcements import Announcements
    from bot.services.answers import Answers
    from bot.services.arrivals import Arrivals
    from bot.services.attendance import Attendance
    from bot.services.audit import AuditLog
    from bot.services.changes import Changes
    from bot.services.checkin import CheckIns
    from bot.services.door_lists import DoorLists
    from bot.services.event_drafts import EventDrafts
    from bot.services.event_editor import EventEditor
    from bot.services.feedback import FeedbackService
    from bot.services.find import Finder
    from bot.services.inbox import Inbox
    from bot.services.inbox_board import StaffBoard
    from bot.services.inbox_desk import Desk
    from bot.services.inbox_faq import FaqDrafts
    from bot.services.inbox_replies import Replies
    from bot.services.invites import Invites
    from bot.services.join_requests import JoinRequests
    from bot.services.joining import Joining
    from bot.services.morning import Mornings
    from bot.services.outbox import Outbox
    from bot.services.own_data import OwnData
    from bot.services.passes import Passes
    from bot.services.people import People, Who
    from bot.services.person_page import PersonPages
    from bot.services.point_list import PointList
    from bot.services.points import Points
    from bot.services.reach import Reach
    from bot.services.reminders import Reminders
    from bot.services.roster_files import RosterFiles
    from bot.services.rsvp import RsvpService
    from bot.services.seat_views import SeatViews
    from bot.services.seats import Seats
    from bot.services.waiting import WaitingList
    from bot.staff_words import StaffWords
    from bot.states import States
    from bot.text import Html, Voice, Voices
    from bot.understanding import Understanding

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NO_PREVIEW = NO_PREVIEW.to_dict()  # made once: every reply carries it
LIMIT = 4096  # UTF-16 units of a message, https://core.telegram.org/bots/api#sendmessage

Nothing = dict[Any, Any]  # PTB's user_data and chat_data, which are not used here


@dataclass(slots=True)
class Services:
    """Everything the handlers may call, built once in ``bot/app.py``."""

    config: Config
    clock: Clock
    voices: Voices
    states: States
    events: EventEditor
    people: People
    arrivals: Arrivals
    invites: Invites
    joining: Joining
    join_requests: JoinRequests
    rsvp: RsvpService
    changes: Changes
    drafts: EventDrafts
    answers: Answers
    understanding: Understanding
    outbox: Outbox
    reminders: Reminders
    announcements: Announcements
    releases: Releases
    amendments: Amendments
    digests: Digests
    announcement_work: AnnouncementWork
    announcement_reports: AnnouncementReports
    announcement_news: asyncio.Event  # set when an announcement may be due
    waiting: WaitingList
    points: Points
    point_list: PointList
    inbox: Inbox
    desk: Desk
    replies: Replies
    board: StaffBoard
    board_news: asyncio.Event  # set when something on the board may be due
    faq_drafts: FaqDrafts
    faq_match: FaqMatch
    staff_words: StaffWords
    reach: Reach
    mornings: Mornings
    finder: Finder
    roster_files: RosterFiles
    person_pages: PersonPages
    seats: Seats
    seat_views: SeatViews
    audit: AuditLog
    passes: Passes
    check_ins: CheckIns
    door_lists: DoorLists
    attendance: Attendance
    feedback: FeedbackService
    own_data: OwnData
    errands: Errands  # long files that are being made
    door_news: asyncio.Event  # set when a message that counts along may be due
    failures: dict[int, BaseException]  # update id -> what its handler raised, for the intake
    again: set[int]  # ids of updates that are being handled once more

    def shows_phones(self, role: Role) -> bool:
        """Tell whether those of a role are shown delegates' phone numbers."""
        return role.value not in self.config.privacy.hide_phones_from


class Ctx(CallbackContext[LeanBot, Nothing, Nothing, Services]):
    """The context of one update; ``arrive`` in ``handlers/arrival.py`` fills it."""

    def __init__(
        self, application: App, chat_id: int | None = None, user_id: int | None = None
    ) -> None:
        super().__init__(application, chat_id=chat_id, user_id=user_id)
        self.incoming: Update | None = None
        self._who: Who | None = None
        self._voice: Voice | None = None
        self._event: Event | None = None
        self._place: int | None = None

    @classmethod
    def from_update(cls, update: object, application: App) -> Ctx:
        """Make the context of an update."""
        context = super().from_update(update, application)
        context.incoming = update if isinstance(update, Update) else None
        return context

    @property
    def services(self) -> Services:
        """Give the services."""
        return self.bot_data

    @property
    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return self.services.clock.now()

    @property
    def who(self) -> Who:
        """Give who writes."""
        if self._who is None:
            raise LookupError("asked who writes before the update arrived")
        return self._who

    @property
    def event(self) -> Event:
        """Give the event as released when the update arrived."""
        if self._event is None:
            raise LookupError("asked for the event before the update arrived")
        return self._event

    @property
    def voice(self) -> Voice:
        """Give the language to reply in."""
        if self._voice is None:
            raise LookupError("asked for a language before the update arrived")
        return self._voice

    @property
    def sees_phones(self) -> bool:
        """Tell whether the one who writes is shown delegates' phone numbers."""
        return self.services.shows_phones(self.who.role)

    @property
    def chat_id(self) -> int:
        """Give the chat to reply in: the private one, or the group where staff wrote."""
        return self._place or self.who.person.chat_id

    def arrived(self, who: Who, voice: Voice, event: Event, place: int | None = None) -> None:
        """Take in who writes, in which language to reply, the event in force, and the group."""
        self._who, self._voice, self._event = who, voice, event
        self._place = place or self._place

    @property
    def again(self) -> bool:
        """Tell whether this update was begun before, so that a part of it may have been done."""
        return self.incoming is not None and self.incoming.update_id in self.services.again

    @property
    def update_id(self) -> int:
        """Give the number of this update."""
        if self.incoming is None:
            raise LookupError("asked for the number of an update before one came")
        return self.incoming.update_id

    async def refresh(self) -> None:
        """Read again who writes, after a service changed it."""
        who = await self.services.people.get(self.who.id)
        if who is not None:
            self._who = who
            if who.locale:
                self._voice = self.services.voices[who.locale]

    @property
    def asker(self) -> Asker:
        """Give who asks."""
        return Asker(self.who.delegate)

    def cause(self, via: Via) -> Cause:
        """Give the cause of a change: this update."""
        return Cause(via, self.incoming.update_id if self.incoming else None, self.who.id)

    @property
    def query(self) -> CallbackQuery:
        """Give the press of a button that this update is."""
        if self.incoming is None or self.incoming.callback_query is None:
            raise LookupError("this update is no press of a button")
        return self.incoming.callback_query

    async def say(
        self, text: Html, keyboard: Keyboard | None = None, *, reply_to: int | None = None
    ) -> int:
        """Send a message to who writes and give its number in the chat.

        A very long one goes in parts, the buttons on the last, whose number is given. Parts lose
        their formatting, since a cut may fall inside a tag.
        """
        chat = self.chat_id
        quote = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        # Half the limit in characters cannot be more than the limit in UTF-16 units.
        long = len(text) > LIMIT // 2 and units(plain(text)) > LIMIT
        parts = pieces(plain(text), LIMIT) if long else [text]
        message_id = 0
        for number, part in enumerate(parts, 1):
            message_id = await self.bot.tell(
                chat,
                part,
                parse_mode=None if long else "HTML",
                reply_markup=keyboard if number == len(parts) else None,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=quote.to_dict() if quote else None,
            )
        return message_id

    async def change(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Change the message whose button was pressed; when that is no longer possible, say it
        anew. A message that says this already is left as it is.
        """  # noqa: D205 (one rule)
        try:
            await self.query.edit_message_text(
                text, parse_mode="HTML", reply_markup=keyboard, link_preview_options=NO_PREVIEW
            )
        except BadRequest as refusal:
            if "not modified" in refusal.message:
                return
            await self.say(text, keyboard)
        except TypeError:  # PTB: a message too old to be edited has no such method
            await self.say(text, keyboard)

    async def take_off(self) -> None:
        """Take the buttons off the message; one without any, or too old, is left as it is."""
        with contextlib.suppress(BadRequest, TypeError):
            await self.query.edit_message_reply_markup(None)

    async def note(self, text: str | None = None, *, alert: bool = False) -> None:
        """Answer the press: stops the button's spinner, with a short note if there is one.

        A press that waited too long for an answer (the bot was down) no longer takes one.
        """
        with contextlib.suppress(BadRequest):
            await self.query.answer(text, show_alert=alert)


App = Application[LeanBot, Ctx, Nothing, Nothing, Services, None]
