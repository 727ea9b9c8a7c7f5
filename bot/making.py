"""Long files made in a process of their own, at a lower priority, so that nobody waits for them.

What is given to the other process and what comes back goes through its pipes. Paper takes a second
or more of processor time, a workbook of a million rows a minute; in a thread that would hold up
every reply, since only one thread of Python runs at a time.
"""

import asyncio
import os
import pickle
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.event_parts import Both
from bot.papers.lists import Listed, call_list, door_list

T_co = TypeVar("T_co", covariant=True)
NICE = 10  # of the operating system: replies first


class Job(Protocol[T_co]):
    """Something to be made; it is pickled, so it holds plain values."""

    def run(self) -> T_co:
        """Make it."""


@dataclass(frozen=True, slots=True)
class CallList:
    """A list on paper to call from: see `lists.call_list`."""

    title: Both
    people: tuple[Listed, ...]
    as_of: datetime

    def run(self) -> bytes:
        """Give the PDF."""
        from bot.text import Voices  # noqa: PLC0415 (needed in the other process only)

        return call_list(Voices.load(), self.title, self.people, as_of=self.as_of)


@dataclass(frozen=True, slots=True)
class DoorList:
    """A list on paper for the door: see `lists.door_list`."""

    title: Both
    people: tuple[Listed, ...]
    as_of: datetime

    def run(self) -> bytes:
        """Give the PDF."""
        from bot.text import Voices  # noqa: PLC0415

        return door_list(Voices.load(), self.title, self.people, as_of=self.as_of)


@dataclass(frozen=True, slots=True)
class RosterBook:
    """A spreadsheet of people, read from the database as it is written: see `RosterFiles`."""

    url: str
    now: datetime
    path: Path
    locale: str
    place: str
    group: str
    event: str  # as JSON
    scope: frozenset[str] | None
    phones: bool

    def run(self) -> int:
        """Write it; give how many people are in it."""
        return asyncio.run(self._write())

    async def _write(self) -> int:
        from bot.event import Event  # noqa: PLC0415
        from bot.place import Group, Place  # noqa: PLC0415
        from bot.services.roster_files import RosterFiles  # noqa: PLC0415
        from bot.states import States  # noqa: PLC0415
        from bot.text import Voices  # noqa: PLC0415
        from db.engine import Database  # noqa: PLC0415

        database = Database.open(self.url)
        try:
            return await RosterFiles(database, _Still(self.now), States.load()).workbook(
                self.path,
                Voices.load()[self.locale],
                (Place.read(self.place), Group(self.group)),
                Event.from_json(self.event),
                self.scope,
                phones=self.phones,
            )
        finally:
            database.close()


@dataclass(frozen=True, slots=True)
class _Still:
    """A clock that says what it was told."""

    at: datetime

    def now(self) -> datetime:
        return self.at


async def made(job: Job[T_co]) -> T_co:
    """Have it made in another process; raises RuntimeError with what went wrong there."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.making import main; main()"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await process.communicate(pickle.dumps(job))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"a file could not be made: {err.decode(errors='replace')[-2000:]}")
    result: T_co = pickle.loads(out)  # noqa: S301 (our own child wrote it)
    return result


def main() -> None:
    """Make what stands on the standard input: what the other process does."""
    os.nice(NICE)
    job: Job[Any] = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own parent wrote it)
    made_now = job.run()
    sys.stdout.buffer.write(pickle.dumps(made_now))
