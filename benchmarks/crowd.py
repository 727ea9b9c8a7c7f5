"""The 700 who ask: a database with a real roster and real bindings, and their questions."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot import roster_file
from bot.clock import ShiftedClock
from bot.config import Config, load
from bot.services.event_editor import EventEditor
from bot.services.invites import Invites
from bot.services.people import People
from bot.services.roster import Roster
from bot.states import States
from db.engine import Database
from db.migrate import migrate

PEOPLE = 700
NOW = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)  # a week before the first session
ROSTER = Path("rehearsal", "roster.csv")
FIRST_ID = 7_000_000_000  # Telegram's ids have outgrown 32 bits

QUESTIONS = (
    "मुझे कब आना है?",
    "kab aana hai",
    "When is my session?",
    "कहाँ आना है",
    "kaha aana hai ji",
    "Where is the venue?",
    "कार्यक्रम क्या है?",
    "agenda kya hai",
    "What is the programme?",
    "रुकने की क्या व्यवस्था है",
    "khane ka intezam hai kya",
    "Can I bring someone with me?",
    "कौन कौन बोलेगा?",
    "kaise pahunche",
    "Whom can I call for help?",
)


def locale_of(number: int) -> str:
    """Give the language that a person has chosen: half Hindi, half English."""
    return ("hi", "en")[number % 2]


def question_of(number: int) -> str:
    """Give what a person asks; in any script, whichever language was chosen."""
    return QUESTIONS[number // 2 % len(QUESTIONS)]


def chat_of(number: int) -> int:
    """Give a person's Telegram id."""
    return FIRST_ID + number


def prepare(database_path: Path) -> None:
    """Make a database in which all of them have joined: imported, bound, with a language."""
    url = f"sqlite:///{database_path}"
    migrate(url, now=NOW)
    database = Database.open(url)
    try:
        asyncio.run(_join(database, load(None, {})))
    finally:
        database.close()


async def _join(database: Database, config: Config) -> None:
    clock, states = ShiftedClock(NOW), States.load()
    event = (await EventEditor(database, clock).ensure_first(config.event)).event
    await Roster(database, clock, states).import_(roster_file.read(ROSTER), event=event)
    invites, people = Invites(database, clock), People(database, clock)
    links = await invites.for_delegates("samvad_bench_bot")

    async def join(number: int) -> None:
        who = await people.arrive(chat_of(number), chat_of(number), f"Delegate {number}")
        await people.choose_language(who.id, locale_of(number), config.privacy.version)
        await invites.redeem(links[number].link.partition("=")[2], who.id)

    await asyncio.gather(*(join(number) for number in range(PEOPLE)))
