"""The bot is killed at random moments while twenty people answer: nothing is lost or doubled.

The people and Telegram live in the test, the bot in a process of its own. What each person sent,
with what repeats itself left out, must be exactly the changes that the database holds.
"""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import func
from sqlmodel import col, select
from stage import MORNING, SHIPPED, shown, understanding

from bot import app, facts, roster_file
from bot.clock import ShiftedClock
from bot.config import load
from bot.services.roster import Roster
from bot.text import Voices
from db.engine import Database
from db.models import Delegate, Intake, Person, Rsvp, RsvpChange
from db.types import IntakeState, RsvpChoice
from handlers.presses import GiveAnswer
from rehearsal import cast
from rehearsal.acts import Person as Actor
from rehearsal.clock import RehearsalClock
from rehearsal.pace import Limits
from rehearsal.server import RehearsalServer

ROOT = Path(__file__).parent.parent.parent
TOKEN = "1000000000:a-token-for-tests-only-000000"  # noqa: S105 (nothing real answers to it)
PEOPLE = 20
MARK = "batch3.0403"
TYPED = {
    "haan main aaunga": RsvpChoice.YES,
    "nahi aa paunga": RsvpChoice.NO,
    "shayad aaunga": RsvpChoice.MAYBE,
}
QUESTION = "kab aana hai?"
SLOWEST = 120.0  # seconds that a start or the end may take on a busy machine


@dataclass
class Sent:
    """What one person sent, in order."""

    actor: Actor
    answers: list[RsvpChoice] = field(default_factory=list)
    typed: Counter[RsvpChoice] = field(default_factory=Counter)
    questions: int = 0
    presses: int = 0

    def act(self, dice: random.Random) -> None:
        """Press a button, type an answer, or ask."""
        what = dice.random()
        if what < 0.5:
            choice = dice.choice(list(RsvpChoice))
            self._press(choice)
            self.answers.append(choice)
        elif what < 0.8:
            text, choice = dice.choice(list(TYPED.items()))
            self.actor.say(text)
            self.answers.append(choice)
            self.typed[choice] += 1
        else:
            self.actor.say(QUESTION)
            self.questions += 1

    def _press(self, choice: RsvpChoice) -> None:
        world, chat = self.actor.world, self.actor.chat
        card = next(m for m in chat.messages.values() if m.author == world.bot["id"])
        query = {"id": world.callbacks.open(), "from": self.actor.user.wire()}
        query |= {"message": card.wire, "chat_instance": "1"}
        query |= {"data": GiveAnswer(choice.value, MARK).data()}
        world.updates.add("callback_query", query)
        self.presses += 1


class Bot:
    """The bot as a process, started again and again."""

    def __init__(self, server: RehearsalServer, url: str, log: Path) -> None:
        self._log = log.open("ab")
        self._environment = os.environ | {
            "BOT_TOKEN": TOKEN,
            "SAMVAD_CONFIG": str(SHIPPED),
            "SAMVAD_DATABASE__URL": url,
            "SAMVAD_TELEGRAM__API_URL": server.api_url,
            "SAMVAD_TELEGRAM__POLL_TIMEOUT": "5",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--now", MORNING.isoformat()),
            cwd=ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
        )

    async def end(self, number: signal.Signals) -> int:
        """Send the signal and wait; give how the process ended."""
        assert self._process is not None
        self._process.send_signal(number)
        return await asyncio.wait_for(self._process.wait(), 20)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.end(signal.SIGKILL)
        self._log.close()


@asynccontextmanager
async def telegram_with_people(
    url: str, folder: Path
) -> AsyncIterator[tuple[RehearsalServer, list[Sent]]]:
    """Serve Telegram with twenty delegates who have joined already."""
    server = RehearsalServer(token=TOKEN, clock=RehearsalClock(MORNING), limits=Limits.none())
    await server.start()
    config, database = load(SHIPPED, {}), Database.open(url)
    telegram = config.telegram.model_copy(update={"api_url": server.api_url})
    config = config.model_copy(update={"telegram": telegram})
    path = folder / "roster.csv"
    rows = [f"Namuna {n},Rajasthan,Jaipur,+91 11000 {n:05d}" for n in range(1, PEOPLE + 1)]
    path.write_text("\n".join(["name,state,district,phone", *rows]), "utf-8")
    try:
        async with app.set_up(
            TOKEN, config, database, ShiftedClock(MORNING), understanding=understanding()
        ) as running:
            services = running.services
            importing = Roster(database, services.clock, services.states)
            await importing.import_(roster_file.read(path), event=config.event)
            everyone = await cast.delegates(
                services.invites, services.states, services.voices, config.event, "bot"
            )
            server.world.add_users(everyone)
            people = [Sent(Actor.at(server.world, user.id)) for user in everyone]
            taking_in = asyncio.create_task(running.intake.run())
            for person in people:
                person.actor.start((person.actor.user.link or "").partition("start=")[2])
            await _quiet(server, running)
            for person in people:
                last = person.actor.chat.last()
                assert last is not None
                person.actor.press(last.id, "lang:hi")
            await _quiet(server, running)
            taking_in.cancel()
            await asyncio.gather(taking_in, return_exceptions=True)
        yield server, people
    finally:
        database.close()
        await server.stop()


async def _quiet(server: RehearsalServer, running: app.Running) -> None:
    while server.world.updates.pending or running.intake.lanes.waiting:  # noqa: ASYNC110
        await asyncio.sleep(0.001)


async def _keep_answering(person: Sent, dice: random.Random, stop: asyncio.Event) -> None:
    while not stop.is_set():
        person.act(dice)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), dice.uniform(1.0, 3.0))


async def _kill_often(bot: Bot, server: RehearsalServer, dice: random.Random, kills: int) -> int:
    """Kill the bot that often; give how many times it was in the middle of its answers.

    Four in five come after so many deliveries, however fast the machine is; the others at a
    random moment of the start.
    """
    busy = 0
    ledger = server.world.ledger
    for _ in range(kills):
        before = len(ledger.rows)
        await bot.start()
        if dice.random() < 0.2:
            await asyncio.sleep(dice.uniform(0.0, 1.5))
        else:
            enough = before + dice.randint(1, 120)
            async with asyncio.timeout(SLOWEST):
                while len(ledger.rows) < enough:  # noqa: ASYNC110 (the other side is a process)
                    await asyncio.sleep(0.001)
            await asyncio.sleep(dice.uniform(0.0, 0.01))
        busy += len(ledger.rows) > before
        assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
    return busy


async def _finish(bot: Bot, server: RehearsalServer, url: str) -> None:
    """Let the bot do what is left and stop it as an operator does."""
    await bot.start()
    database = Database.open(url)
    left = select(func.count(col(Intake.update_id))).where(Intake.state == IntakeState.NEW)
    try:
        async with asyncio.timeout(SLOWEST):
            while (  # noqa: ASYNC110 (two processes have no event in common)
                server.world.updates.pending or database.fetch(lambda s: s.exec(left).one())
            ):
                await asyncio.sleep(0.05)
        assert await bot.end(signal.SIGTERM) == 0
    finally:
        database.close()


def _judge(server: RehearsalServer, people: list[Sent], url: str) -> dict[str, int]:
    """Compare what was sent with what is kept and with what was really delivered."""
    database = Database.open(url)
    of = dict(
        database.fetch(lambda s: s.exec(select(Person.telegram_id, Person.delegate_id)).all())
    )
    final = dict(database.fetch(lambda s: s.exec(select(Rsvp.delegate_id, Rsvp.choice)).all()))
    changes = database.fetch(
        lambda s: s.exec(
            select(RsvpChange).where(RsvpChange.question == "").order_by(col(RsvpChange.id))
        ).all()
    )
    states = database.fetch(lambda s: Counter(s.exec(select(Intake.state)).all()))
    names = database.fetch(lambda s: s.exec(select(func.count(col(Delegate.id)))).one())
    database.close()
    event, voice = load(SHIPPED, {}).event, Voices.load()["hi"]
    date = shown(facts.own_date(voice, event, event.sessions[2], MORNING))
    figures = Counter(updates=sum(states.values()), changes=len(changes), delegates=names)
    for person in people:
        delegate = of[person.actor.user.id]
        kept = [c.after for c in changes if c.delegate_id == delegate]
        assert kept == [choice.value for choice, _ in groupby(person.answers)]
        assert final.get(delegate) == (person.answers[-1] if person.answers else None)
        heard = [row.text for row in server.world.ledger.to(person.actor.user.id)]
        replies = sum(text.startswith(date) for text in heard)
        assert replies >= person.questions
        figures["questions"] += person.questions
        figures["repeated replies"] += replies - person.questions
        figures["presses"] += person.presses
        figures["typed"] += person.typed.total()
        for choice, times in person.typed.items():
            understood = shown(
                voice.say(
                    "I understood: <b>{choice}</b>. Your answer is recorded.",
                    choice=voice.plain(facts.CHOICES[choice]),
                )
            )
            # A second "nahi aa paunga", when asked why, is kept as the reason.
            thanks = voice.plain("Thank you for telling us.")
            thanked = sum(text.endswith(thanks) for text in heard)
            replies = heard.count(understood) + thanked * (choice is RsvpChoice.NO)
            assert replies >= times
    sent = 2 * len(people) + figures["questions"] + figures["presses"] + figures["typed"]
    assert states == {IntakeState.DONE: sent}
    return dict(figures)


LONG = pytest.mark.skipif(
    os.environ.get("SAMVAD_LONG") != "1", reason="50 kills take minutes: set SAMVAD_LONG=1"
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=[pytest.mark.slow, LONG])])
async def test_no_answer_is_lost_or_doubled_when_the_bot_is_killed(
    database_url: str, tmp_path: Path, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("SAMVAD_SEED", "20250403"))
    dice = random.Random(seed)
    log = tmp_path / "bot.log"
    async with (
        telegram_with_people(database_url, tmp_path) as (server, people),
        Bot(server, database_url, log) as bot,
    ):
        stop = asyncio.Event()
        acting = [
            asyncio.create_task(_keep_answering(p, random.Random(dice.random()), stop))
            for p in people
        ]
        try:
            busy = await _kill_often(bot, server, dice, kills)
        finally:
            stop.set()
            await asyncio.gather(*acting)
        await _finish(bot, server, database_url)
        figures = _judge(server, people, database_url)
    wrong = [line for line in log.read_text("utf-8").splitlines() if " ERROR " in line]
    assert wrong == []
    with capsys.disabled():
        print(f"\n{kills} kills (seed {seed}), {busy} while it answered: {figures}, none lost")  # noqa: T201
