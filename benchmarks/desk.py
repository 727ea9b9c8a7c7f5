"""How fast staff get figures and people: with 720 delegates, and with 1,000,000.

    python -m benchmarks desk

The big roster is made once below ``var/`` (about two minutes, 1 GB) and kept for the next run. Each
figure is the 95th percentile of thirty asks, the first ones among them: elapsed, and in time of the
processor, for machines that have other work as well.
"""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from sqlalchemy import insert
from sqlmodel import Session

from bot.clock import ShiftedClock
from bot.config import load
from bot.names import search_keys
from bot.place import EVERYBODY, Group, Place
from bot.services.find import Finder
from bot.services.reach import Reach
from bot.states import States
from db.dialects import table
from db.engine import Database
from db.migrate import migrate
from db.models import Delegate, Person, Rsvp, RsvpChange
from db.types import Role, RosterStatus, RsvpChoice, Verification, Via

NOW = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)
HERE = Path(__file__).parent.parent
SIZES = (720, 1_000_000)
ASKS = 30
CHUNK = 5_000
JOINED, ANSWERED, YESTERDAY = 0.7, 0.55, 0.02  # shares


def main() -> None:
    """Print the figures."""
    for size in SIZES:
        asyncio.run(_measure(size))


async def _measure(size: int) -> None:
    database = Database.open(_made(size))
    states, clock = States.load(), ShiftedClock(NOW)
    event = load(HERE / "config.toml", {}).event
    reach, finder = Reach(database, clock, states), Finder(database, states)
    people = ["chaudhary", "चौधरी", "ramesh", "sita sharma", "शर्मा", "kamla chaudhri", "kml"]
    asks: dict[str, list[Callable[[], Awaitable[object]]]] = {
        "/status, everybody": [lambda: reach.overview(EVERYBODY, event, None)],
        "/status of a state": [lambda: reach.overview(Place(state="UP"), event, None)],
        "/status of staff": [lambda: reach.overview(EVERYBODY, event, {"RJ"})],
        "silent of a state": [
            lambda: reach.people(Place(state="RJ"), Group.SILENT, event, None, 1)
        ],
        "a name": [lambda p=p: finder.find(p, None) for p in people],  # type: ignore[misc]
        "a phone": [lambda: finder.find("091100000077", None)],
        "a roster number": [lambda: finder.find("77", None)],
    }
    print(f"{size:,} delegates, 95th percentile of {ASKS}: elapsed, processor")
    for label, ways in asks.items():
        elapsed, processor = await _slow(ways)
        print(f"  {label:22} {elapsed * 1e3:8.1f} {processor * 1e3:8.1f} ms", flush=True)
    for text in people:
        found = await finder.find(text, None)
        ways = [lambda text=text: finder.find(text, None)]  # type: ignore[misc]
        elapsed, processor = await _slow(ways, asks=10)
        hits = f"{len(found.people)}{'+' * found.more}"
        print(f"    {text:20} {elapsed * 1e3:8.1f} {processor * 1e3:8.1f} ms, {hits}")
    database.close()


async def _slow(
    ways: list[Callable[[], Awaitable[object]]], asks: int = ASKS
) -> tuple[float, float]:
    times = []
    for number in range(asks):
        started = time.perf_counter(), time.process_time()
        await ways[number % len(ways)]()
        times.append((time.perf_counter() - started[0], time.process_time() - started[1]))
    elapsed, processor = (quantiles(column, n=20)[18] for column in zip(*times, strict=True))
    return elapsed, processor


def _made(size: int) -> str:
    """Make a roster with accounts and answers, or use the one that is there."""
    path = HERE / "var" / f"bench-desk-{size}.db"
    url = f"sqlite:///{path}"
    if path.exists():
        return url
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    migrate(f"sqlite:///{unfinished}", now=NOW)
    started = time.perf_counter()
    database = Database.open(f"sqlite:///{unfinished}")
    for first in range(1, size + 1, CHUNK):
        keys = range(first, min(first + CHUNK, size + 1))
        database.run(lambda session, keys=keys: _fill(session, keys))  # type: ignore[misc]
    database.close()
    unfinished.rename(path)
    print(f"made {size:,} delegates in {time.perf_counter() - started:.0f} s")
    return url


def _fill(session: Session, keys: range) -> None:
    chance = random.Random(keys.start)
    given, families = _names()
    codes = States.load().codes
    delegates, people, answers, changes = [], [], [], []
    for key in keys:
        district = chance.randrange(760)
        name, name_hi = (
            " ".join(pair)
            for pair in zip(chance.choice(given), chance.choice(families), strict=True)
        )
        place = f"Zila{district}"
        delegates.append(
            {
                "id": key,
                "roster_no": key,
                "name": name,
                "name_hi": name_hi,
                "state": codes[district % len(codes)],
                "district": place,
                "phone": f"+911{key:09d}",
                "search_key": search_keys(name, name_hi, place),
                "status": RosterStatus.ACTIVE,
                "deadline_waived": False,
                "created_at": NOW,
                "updated_at": NOW,
            }
        )
        if chance.random() < JOINED:
            people.append(
                {
                    "telegram_id": key,
                    "chat_id": key,
                    "name": name,
                    "role": Role.DELEGATE,
                    "delegate_id": key,
                    "verified_at": NOW - timedelta(hours=chance.randrange(200)),
                    "verified_by": Verification.LINK,
                    "unreachable_at": NOW if chance.random() < YESTERDAY else None,
                    "created_at": NOW,
                }
            )
        if chance.random() < ANSWERED:
            choice = chance.choice([*RsvpChoice, RsvpChoice.YES])
            given_for = {"session": "batch3", "starts": "2025-04-03", "answered_at": NOW}
            answers.append({"delegate_id": key, "choice": choice, **given_for})
            age = 10 if chance.random() < YESTERDAY else 100
            changes.append(
                {
                    "delegate_id": key,
                    "question": "",
                    "after": choice.value,
                    "session": "batch3",
                    "at": NOW - timedelta(hours=age),
                    "via": Via.BUTTON,
                }
            )
    for model, rows in (
        (Delegate, delegates),
        (Person, people),
        (Rsvp, answers),
        (RsvpChange, changes),
    ):
        session.execute(insert(table(model)), rows)


def _names() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    given, families = [], []
    for kind, pair in _pairs():
        (families if kind == "families" else given).append(pair)
    return given, families


def _pairs() -> Iterator[tuple[str, tuple[str, str]]]:
    for line in (HERE / "rehearsal" / "names.txt").read_text("utf-8").splitlines():
        found = re.fullmatch(r"(men|women|families): (.*)", line)
        for entry in found[2].split(";") if found else ():
            english, _, hindi = entry.strip().partition("=")
            yield found[1] if found else "", (english, hindi)
