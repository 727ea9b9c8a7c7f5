"""The composition root: builds the database, services, Application and intake, and runs them.

The only importer of ``handlers``.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy.exc import OperationalError
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes

import handlers
from bot import profile, ticks
from bot.clock import Clock
from bot.config import Config
from bot.context import App, Ctx, Services
from bot.delivery.pace import Pace
from bot.delivery.worker import Delivery
from bot.errands import Errands
from bot.errors import Fault
from bot.faq_match import FaqMatch
from bot.intake import Intake, IntakeStore, Poller, Raw, polling
from bot.loading import quickly
from bot.pacing import ReplyPacing
from bot.services import inbox_replies, waiting
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
from bot.services.inbox_replies import SENDING, Replies
from bot.services.invites import Invites
from bot.services.join_requests import JoinRequests
from bot.services.joining import Joining
from bot.services.morning import Mornings
from bot.services.outbox import Outbox
from bot.services.own_data import OwnData
from bot.services.passes import Passes
from bot.services.people import People
from bot.services.person_page import PersonPages
from bot.services.point_list import PointList
from bot.services.points import Points
from bot.services.reach import Reach
from bot.services.reminders import Reminders
from bot.services.roster_files import RosterFiles
from bot.services.rsvp import RsvpService
from bot.services.seat_views import SeatViews
from bot.services.seats import Seats
from bot.services.waiting import WISH, WaitingList
from bot.staff_words import StaffWords
from bot.states import States
from bot.text import Voices
from bot.transport import AiohttpRequest, LeanBot
from bot.understanding import Understanding
from db.engine import Database
from db.types import Role
from handlers import outgoing
from handlers.broadcast_watch import Watch
from handlers.commands import listed
from handlers.inbox_posting import Posting
from handlers.live_count import LiveCounts
from handlers.updates import update_of
from handlers.waiting import tell

log = logging.getLogger(__name__)

CONNECTIONS = 256
DRAIN = 6.0  # seconds for running handlers when asked to stop
PAUSES = (1, 2, 5, 10, 30)  # seconds between attempts to reach Telegram at the start


@dataclass(slots=True)
class Running:
    """A bot that is set up: its Application, intake, services and delivery."""

    application: App
    intake: Intake
    store: IntakeStore
    services: Services
    delivery: Delivery

    @property
    def bot(self) -> LeanBot:
        """Give the bot."""
        bot: LeanBot = self.application.bot
        return bot


def build_services(
    config: Config, database: Database, clock: Clock, understanding: Understanding
) -> Services:
    """Build everything that handlers call."""
    states = States.load()
    events = EventEditor(database, clock)
    people = People(database, clock)
    check_ins = CheckIns(database, clock, events)
    reach = Reach(database, clock, states)
    return Services(
        config=config,
        clock=clock,
        voices=Voices.load(),
        states=states,
        events=events,
        people=people,
        arrivals=Arrivals(database, people, events),
        invites=Invites(database, clock),
        joining=Joining(database, clock),
        join_requests=JoinRequests(database, clock),
        rsvp=RsvpService(database, clock, events),
        changes=Changes(database, clock, events),
        drafts=EventDrafts(database, clock, events, states, per_second=config.delivery.per_second),
        answers=Answers(clock, states),
        understanding=understanding,
        outbox=Outbox(database, clock, {WISH: waiting.heard, SENDING: inbox_replies.heard}),
        reminders=Reminders(database, clock, events),
        announcements=Announcements(database, clock),
        releases=Releases(database, clock, events, config),
        amendments=Amendments(database, clock),
        digests=Digests(database, clock, events),
        announcement_work=AnnouncementWork(database, clock, events, config),
        announcement_reports=AnnouncementReports(database, clock, events),
        announcement_news=asyncio.Event(),
        waiting=WaitingList(database, clock, events),
        points=Points(database, clock),
        point_list=PointList(database),
        inbox=Inbox(database, clock, events),
        desk=Desk(database, clock),
        replies=Replies(database, clock),
        board=StaffBoard(database, clock),
        board_news=asyncio.Event(),
        faq_drafts=FaqDrafts(database, clock, events),
        faq_match=FaqMatch(understanding),
        staff_words=StaffWords(states),
        reach=reach,
        mornings=Mornings(database, clock, events, reach, config.team.digest_at),
        finder=Finder(database, states),
        roster_files=RosterFiles(database, clock, states),
        person_pages=PersonPages(database, clock, events),
        seats=Seats(database, clock, events),
        seat_views=SeatViews(database),
        audit=AuditLog(database, clock),
        passes=Passes(database, clock),
        check_ins=check_ins,
        door_lists=DoorLists(database, clock, events, check_ins),
        attendance=Attendance(database, clock, states),
        own_data=OwnData(database, clock),
        feedback=FeedbackService(database, clock, events, config.feedback),
        errands=Errands(),
        door_news=asyncio.Event(),
        failures={},
        again=set(),
    )


def build_bot(token: str, config: Config, pace: Pace) -> LeanBot:
    """Build what talks to Telegram, but for the polling.

    What it sends is counted by ``pace``, which holds only the outbox back.
    """
    api = config.telegram.api_url
    return LeanBot(
        token,
        base_url=api,
        base_file_url=f"{api.removesuffix('/bot')}/file/bot",
        request=AiohttpRequest(CONNECTIONS),
        get_updates_request=AiohttpRequest(1),  # never used: the poller has its own client
        rate_limiter=ReplyPacing(pace=pace),
    )


def build_application(bot: LeanBot, services: Services) -> App:
    """Build python-telegram-bot's Application; it has no updater, the intake feeds it."""
    application: App = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Ctx, bot_data=cast("type[Services]", lambda: services)))
        .build()
    )
    for group, routes in handlers.groups().items():
        application.add_handlers(routes, group)
    application.add_error_handler(handlers.on_failure)
    return application


def passing(error: Exception) -> float | None:
    """Give the seconds that a failure which time heals needs at least; None for any other.

    Telegram or the database was not reached or asked to wait. A 401 or 404, which the library
    calls InvalidToken, may come of a proxy, or of a token that is repaired soon.
    """
    if isinstance(error, BadRequest):
        return None  # a NetworkError by name only
    if isinstance(error, RetryAfter):
        pause = error.retry_after
        return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
    heals = isinstance(error, NetworkError | InvalidToken | OperationalError)
    return 0.0 if heals else None


@asynccontextmanager
async def set_up(
    token: str,
    config: Config,
    database: Database,
    clock: Clock,
    *,
    understanding: Understanding | None = None,
    poller: Poller | None = None,
) -> AsyncIterator[Running]:
    """Set the bot up on a migrated database, and take it down again.

    An ``understanding`` that was loaded can be shared, and a ``poller`` that asks already be given.
    Waits for the network for as long as it takes; raises Fault when Telegram refuses the token.
    """
    await EventEditor(database, clock).ensure_first(config.event)
    pace = Pace(config.delivery.per_second)
    bot = build_bot(token, config, pace)
    # Loading takes as long as connecting does over a real network.
    words, _ = await asyncio.gather(_words(understanding), _connect(bot))
    services = build_services(config, database, clock, words)
    application = build_application(bot, services)
    await application.initialize()
    delivery = Delivery(
        bot,
        outbox=services.outbox,
        people=services.people,
        clock=clock,
        renderers=outgoing.renderers(services, application.bot.username),
        pace=pace,
        in_flight=config.delivery.in_flight,
    )
    store = IntakeStore(database, clock)

    async def handle(raw: Raw, again: bool) -> None:
        update = update_of(raw, bot)
        if again:
            services.again.add(update.update_id)
        try:
            await application.process_update(update)
        finally:
            services.again.discard(update.update_id)
        failure = services.failures.pop(update.update_id, None)
        if failure is not None:
            raise failure

    telegram = config.telegram
    async with AsyncExitStack() as stack:
        stack.push_async_callback(application.shutdown)
        if poller is None:
            poller = await stack.enter_async_context(polling(token, telegram))
        intake = Intake(
            poller=poller,
            store=store,
            handle=handle,
            passing=passing,
            concurrency=telegram.concurrency,
        )
        stack.push_async_callback(services.errands.stop)
        stack.push_async_callback(intake.stop, DRAIN)
        yield Running(application, intake, store, services, delivery)


async def _words(known: Understanding | None) -> Understanding:
    if known is not None:
        return known
    return await asyncio.to_thread(_load_words)


def _load_words() -> Understanding:
    with quickly():
        return Understanding.load(States.load())


async def _connect(bot: LeanBot) -> None:
    for attempt in range(10**9):
        try:
            await bot.initialize()
        except InvalidToken:
            await bot.shutdown()
            raise Fault(
                "Telegram refuses BOT_TOKEN. Copy it again from @BotFather (/mybots, API Token) "
                "into .env; telegram.api_url must be the address that stands before the token."
            ) from None
        except NetworkError as error:
            pause = PAUSES[min(attempt, len(PAUSES) - 1)]
            log.warning("Telegram cannot be reached (%s); trying again in %d s", error, pause)
            await asyncio.sleep(pause)
        except TelegramError as error:
            raise Fault(f"Telegram refuses the bot: {error}") from None
        else:
            return


async def serve(running: Running, stop: asyncio.Event) -> None:
    """Take in updates and tick until ``stop`` is set."""
    services = running.services
    scheduler = ticks.schedule(
        running.intake,
        running.store,
        services.config.privacy.keep_intake_days,
        tell=lambda: tell(services),
        plan=[services.reminders.plan, services.feedback.plan, services.mornings.plan],
    )
    scheduler.start()
    log.info("@%s is listening", running.bot.username)
    taking_in = asyncio.create_task(running.intake.run())
    introducing = asyncio.create_task(_introduce(running))
    posting = asyncio.create_task(Posting(running.bot, services).run())
    watching = asyncio.create_task(Watch(running.bot, services).run())
    delivering = asyncio.create_task(running.delivery.run())
    counting = asyncio.create_task(LiveCounts(running.bot, services).run())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({taking_in, delivering, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        scheduler.shutdown(wait=False)
        tasks = (taking_in, delivering, introducing, posting, counting, watching, stopping)
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes[:2]:
        if isinstance(outcome, Exception):
            raise outcome


async def _introduce(running: Running) -> None:
    event = (await running.services.events.current()).event
    commands = [(c.name, c.title) for c in listed(Role.DELEGATE)]
    await profile.introduce(running.bot, running.services.voices, event, commands)
