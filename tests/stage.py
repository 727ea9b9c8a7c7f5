"""A small rehearsal for tests: the real bot on a real database, the local Telegram, and people.

Nobody waits by the clock: an act is over when Telegram has handed out every update and the bot has
finished each of them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Select
from sqlmodel import Session, col, select

from bot import app, facts, roster_file
from bot.config import Config, DeliverySection, load
from bot.event import Event
from bot.services.roster import Roster
from bot.states import States
from bot.text import Voice, Voices
from bot.understanding import Understanding
from db.engine import Database
from db.models import Intake
from db.outbox import Delivery, Lane
from db.types import DeliveryState, IntakeState
from handlers.presses import Press
from rehearsal import cast
from rehearsal.acts import Person as Actor
from rehearsal.clock import RehearsalClock
from rehearsal.files import File
from rehearsal.markup import parse_html
from rehearsal.pace import Limits
from rehearsal.people import Stored, User
from rehearsal.server import RehearsalServer

T = TypeVar("T")
SHIPPED = Path(__file__).parent.parent / "config.toml"
TOKEN = "1000000000:a-token-for-tests-only-000000"  # noqa: S105 (nothing real answers to it)
MORNING = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)  # 10:00 in India, two weeks before 3 April

# Plainly fictional. Rajasthan comes on 3 April, Kerala on 27 March, Bihar on 28 March.
ROSTER = """\
name,name_hi,state,district,phone
Ramesh Namuna,रमेश नमूना,Rajasthan,Jaipur,+91 11000 00001
Sunita Sample,,Kerala,Kottayam,+91 11000 00002
Mohan Udaharan,मोहन उदाहरण,Bihar,Gaya,+91 11000 00003
Kamla Namuna,कमला नमूना,Rajasthan,Kota,+91 11000 00004
Vimla Namuna,विमला नमूना,Rajasthan,Bundi,+91 11000 00004
"Zakir & ""Sons"" O'Namuna",ज़ाकिर & क़रीब,Rajasthan,Alwar,+91 11000 00006
Suresh Namuna,सुरेश नमूना,Rajasthan,Ajmer,+91 11000 00007
"""
RAMESH, SUNITA, MOHAN, KAMLA, VIMLA, TRICKY, SURESH = range(1, 8)


@lru_cache
def understanding() -> Understanding:
    """Load the words once for all tests: it is pure, and takes most of a start."""
    return Understanding.load(States.load())


def shown(html: str) -> str:
    """Give what a person sees of a message written in HTML."""
    return parse_html(html)[0]


@dataclass
class Someone:
    """A person at his phone: acts, and sees what the bot says to it."""

    stage: "Stage"
    user: User
    heard: list[str] = field(default_factory=list)  # what the last act brought, edits included
    toast: str = ""  # what popped up at the last press of a button

    @property
    def actor(self) -> Actor:
        return Actor.at(self.stage.world, self.user.id)

    @property
    def id(self) -> int:
        return self.user.id

    async def start(self, payload: str | None = None) -> None:
        """Open the bot by one's own link, or with another payload."""
        own = (self.user.link or "").partition("start=")[2]
        await self._do(lambda actor: actor.start(own if payload is None else payload))

    async def say(self, text: str) -> None:
        await self._do(lambda actor: actor.say(text))

    async def press(self, button: str | Press, *, under: Stored | None = None) -> None:
        """Press the newest button with this label or meaning."""
        stored, data = self._find(button, under)
        query: list[str] = []
        await self._do(lambda actor: query.append(actor.press(stored.id, data)))
        outcome = await self.stage.world.callbacks.outcome(query[0], 0.0)
        assert outcome["answered"], f"the bot left the button {button!r} spinning"
        self.toast = outcome["text"]

    async def forge(self, data: str) -> None:
        """Press a button that the bot never showed to this person."""
        query_id = await self.forge_silently(data)
        outcome = await self.stage.world.callbacks.outcome(query_id, 0.0)
        assert outcome["answered"], f"the bot left {data!r} spinning"
        self.toast = outcome["text"]

    async def forge_silently(self, data: str) -> str:
        """Press such a button without looking at what pops up."""
        under = self.messages[-1]
        self.toast = ""
        query_id = self.stage.world.callbacks.open()
        update = {
            "id": query_id,
            "from": self.user.wire(),
            "message": under.wire,
            "chat_instance": str(self.id),
            "data": data,
        }
        await self._do(lambda _: self.stage.world.updates.add("callback_query", update))
        return query_id

    async def share_number(self) -> None:
        await self._do(lambda actor: actor.share_own_contact())

    async def share_contact(self, phone: str, name: str) -> None:
        await self._do(lambda actor: actor.share_contact(phone, name))

    async def send(self, content: dict[str, object]) -> None:
        """Send what no act knows: any content of a message."""
        world = self.stage.world
        await self._do(lambda actor: world.receive(actor.chat, self.user, content))

    async def edit(self, text: str) -> None:
        """Change one's own last text."""
        chat = self.actor.chat
        mine = [m for m in chat.messages.values() if m.author == self.id and "text" in m.wire]
        await self._do(lambda actor: actor.edit(mine[-1].id, text))

    async def block(self, *, blocked: bool = True) -> None:
        await self._do(lambda actor: actor.block(blocked=blocked))

    @property
    def messages(self) -> list[Stored]:
        """The bot's messages in this chat, oldest first."""
        return [
            m
            for m in self.actor.chat.messages.values()
            if m.author == self.stage.world.bot["id"] and not m.service
        ]

    @property
    def last(self) -> str:
        return self.messages[-1].text

    @property
    def card(self) -> str:
        """What the pinned card says."""
        chat = self.actor.chat
        assert len(chat.pinned) == 1, f"{len(chat.pinned)} pinned messages"
        return chat.messages[chat.pinned[0]].text

    def labels(self, stored: Stored | None = None) -> list[str]:
        """Give the labels of the inline buttons under a message, by default the last one."""
        return [b["text"] for b in _buttons(stored or self.messages[-1])]

    def menu(self) -> list[str]:
        """Give the labels of the keyboard below the line where one types."""
        rows = (self.actor.chat.keyboard or {"keyboard": []})["keyboard"]
        return [button["text"] for row in rows for button in row]

    def commands(self) -> list[tuple[str, str]]:
        """Give the command menu of this chat."""
        wires = self.stage.world.profile.commands(("chat", self.id, 0), "")
        return [(wire["command"], wire["description"]) for wire in wires]

    def files(self) -> list[File]:
        """Give the documents that the bot sent, oldest first."""
        wires = [m.wire["document"] for m in self.messages if "document" in m.wire]
        return [self.stage.world.files.get(wire["file_id"]) for wire in wires]

    async def _do(self, act: Callable[[Actor], object]) -> None:
        ledger = self.stage.world.ledger
        before = len(ledger.rows)
        act(self.actor)
        await self.stage.quiet()
        self.heard = [row.text for row in ledger.rows[before:] if row.chat_id == self.id]

    def _find(self, button: str | Press, under: Stored | None) -> tuple[Stored, str]:
        key = "text" if isinstance(button, str) else "callback_data"
        wanted = button if isinstance(button, str) else button.data()
        for stored in [under] if under else reversed(self.messages):
            for found in _buttons(stored):
                if found.get(key) == wanted and "callback_data" in found:
                    return stored, str(found["callback_data"])
        raise AssertionError(f"no button {wanted!r} in the chat of {self.user.name}")


def _buttons(stored: Stored) -> list[dict[str, str]]:
    rows = stored.wire.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


@dataclass
class Stage:
    """The bot under way, its Telegram, its database and its clock."""

    config: Config
    server: RehearsalServer
    database: Database
    clock: RehearsalClock
    running: app.Running = field(init=False)
    _bot: AsyncExitStack = field(default_factory=AsyncExitStack)
    _intake: asyncio.Task[None] | None = None
    _delivery: asyncio.Task[None] | None = None

    @property
    def world(self):  # noqa: ANN201 (the server's own type)
        return self.server.world

    @property
    def services(self):  # noqa: ANN201 (the application's own type)
        return self.running.services

    @property
    def event(self) -> Event:
        return self.config.event

    def voice(self, locale: str) -> Voice:
        return self.services.voices[locale]

    async def begin(self) -> None:
        """Start the bot."""
        self.running = await self._bot.enter_async_context(
            app.set_up(TOKEN, self.config, self.database, self.clock, understanding=understanding())
        )
        self._intake = asyncio.create_task(self.running.intake.run())
        self._delivery = asyncio.create_task(self.running.delivery.run())

    async def end(self) -> None:
        """Stop the bot as a SIGTERM does."""
        tasks = [task for task in (self._intake, self._delivery) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._intake = self._delivery = None
        await self._bot.aclose()

    async def restart(self) -> None:
        await self.end()
        await self.begin()
        await self.quiet()

    async def quiet(self, seconds: float = 15.0) -> None:
        """Wait until every update is handed out and handled."""
        async with asyncio.timeout(seconds):
            while not self._is_quiet():  # noqa: ASYNC110 (two sides of a wire, no common event)
                await asyncio.sleep(0.001)

    def _is_quiet(self) -> bool:
        if self.world.updates.pending or self.running.intake.lanes.waiting:
            return False
        if self.services.errands.busy:
            return False
        left = select(Intake.update_id).where(Intake.state == IntakeState.NEW).limit(1)
        if self.database.fetch(lambda s: s.exec(left).first()) is not None:
            return False
        return not self.database.fetch(lambda s: s.execute(self._undelivered()).first())

    def _undelivered(self) -> Select[tuple[int]]:
        """Select what the outbox has still to do by now."""
        due = (Delivery.state == DeliveryState.QUEUED) & (col(Delivery.due_at) <= self.clock.now())
        in_hand = col(Delivery.state).in_([DeliveryState.CLAIMED, DeliveryState.STARTED])
        is_open = select(Lane.id).where(col(Lane.is_open))
        return (
            select(col(Delivery.id)).where(due | in_hand, col(Delivery.lane).in_(is_open)).limit(1)
        )

    def fetch(self, work: Callable[[Session], T]) -> T:
        """Read through a session of its own, not the bot's."""
        other = Database.open(self.database.engine.url.render_as_string(hide_password=False))
        try:
            return other.fetch(work)
        finally:
            other.close()

    def delegate(self, roster_no: int) -> Someone:
        return Someone(self, self.world.users[cast.FIRST_ID + roster_no])

    def organiser(self, number: int = 1) -> Someone:
        return Someone(self, self.world.users[cast.TEAM_ID + number])

    def stranger(self, number: int = 1) -> Someone:
        return Someone(self, self.world.users[cast.STRANGER_ID + number])

    def someone(self, user: User) -> Someone:
        """Let one more person have an account."""
        self.world.add_user(user)
        return Someone(self, user)

    async def release(self, event: Event) -> None:
        """Release a changed event, as an organiser does."""
        await self.services.events.release(event, note="test", by=None)

    async def joined(self, roster_no: int, locale: str = "hi") -> Someone:
        """Give a delegate who came by his link and chose a language."""
        someone = self.delegate(roster_no)
        await someone.start()
        await someone.press({"hi": "हिंदी", "en": "English"}[locale])
        return someone

    async def staff(self, number: int, locale: str = "hi") -> Someone:
        """Give a member of the team: 1, 2 organisers; 3 Rajasthan; 4 UP and UK; 5 all states."""
        someone = self.organiser(number)
        await someone.start()
        await someone.press({"hi": "हिंदी", "en": "English"}[locale])
        return someone

    async def standing_card(self, someone: Someone, locale: str) -> str:
        """Give the card as it should stand for this delegate now."""
        who = await self.services.people.arrive(someone.id, someone.id, someone.user.name)
        assert who.delegate is not None
        current = (await self.services.events.current()).event
        return shown(
            facts.card(
                self.voice(locale),
                current,
                name=who.name_in(locale),
                number=who.delegate.roster_no,
                state=await self.services.rsvp.standing(who.delegate),
                now=self.clock.now(),
            )
        )


@asynccontextmanager
async def open_stage(
    database: Database,
    folder: Path,
    *,
    now: datetime = MORNING,
    roster: str = ROSTER,
) -> AsyncIterator[Stage]:
    """Set the stage on a migrated, empty database; the clock stands still unless moved."""
    config = load(SHIPPED, {})
    clock = RehearsalClock(now, speed=0)
    server = RehearsalServer(token=TOKEN, clock=clock, limits=Limits.none())
    await server.start()
    telegram = config.telegram.model_copy(update={"api_url": server.api_url, "poll_timeout": 20})
    changed = {"telegram": telegram, "delivery": DeliverySection(per_second=0)}
    stage = Stage(config.model_copy(update=changed), server, database, clock)
    try:
        await stage.begin()
        await _invite(stage, folder, roster)
        yield stage
    finally:
        await stage.end()
        await server.stop()


async def _invite(stage: Stage, folder: Path, roster: str) -> None:
    path = folder / "roster.csv"
    path.write_text(roster, "utf-8")
    services = stage.services
    event = (await services.events.current()).event
    importing = Roster(stage.database, stage.clock, services.states)
    await importing.import_(roster_file.read(path), event=event)
    voices: Voices = services.voices
    name = stage.running.bot.username
    stage.world.add_users(
        await cast.delegates(services.invites, services.states, voices, event, name)
    )
    stage.world.add_users(await cast.team(services.invites, voices, event, name))
    stage.world.add_users(cast.strangers())
