"""The bots that are measured, each a process of its own before a local Telegram of its own."""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import crowd
from benchmarks.telegram import TOKEN, LocalTelegram

SAMVAD, PTB, AIOGRAM = "samvad", "bare PTB echo", "bare aiogram echo"
ALL = (SAMVAD, PTB, AIOGRAM)
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"  # would have the bot compile itself at each start
FOLDER = Path("var", "benchmarks")  # where the live database is too: on a disk, not in memory


@dataclass(frozen=True, slots=True)
class Started:
    """A bot at work: its Telegram, its process, when it was started, when it asked for news."""

    telegram: LocalTelegram
    process_id: int
    began: float
    polled: float

    def cpu(self) -> float:
        """Give the seconds of CPU that the process has used so far (Linux: proc(5))."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory(self) -> float:
        """Give the most memory that the process ever held, in MB."""
        lines = self._proc("status").splitlines()
        return int(next(x for x in lines if x.startswith("VmHWM:")).split()[1]) / 1024

    def _proc(self, name: str) -> str:
        return Path("/proc", str(self.process_id), name).read_text()


def prepare() -> Path:
    """Make the database that each run of this bot gets a copy of."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "prepared.db"
    path.unlink(missing_ok=True)
    crowd.prepare(path)
    return path


@asynccontextmanager
async def started(name: str, prepared: Path) -> AsyncIterator[Started]:
    """Start a bot, wait for its first poll, stop it in the end; show its log if something fails."""
    telegram = LocalTelegram()
    api_url = await telegram.start()
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        database, log = Path(folder, "samvad.db"), Path(folder, "log")
        shutil.copyfile(prepared, database)
        arguments, settings = _command(name, database, api_url)
        given = {key: value for key, value in os.environ.items() if key != _NO_BYTECODE}
        with log.open("wb") as file:  # noqa: ASYNC230 (nothing else waits meanwhile)
            began = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                sys.executable, *arguments, env=given | settings, stdout=file, stderr=file
            )
        try:
            async with asyncio.timeout(60):
                await telegram.first_poll.wait()
            yield Started(telegram, process.pid, began, time.perf_counter())
        except BaseException:
            print(log.read_text())  # noqa: ASYNC240
            raise
        finally:
            process.terminate()
            await process.wait()
            telegram.stop()


def _command(name: str, database: Path, api_url: str) -> tuple[list[str], dict[str, str]]:
    """Give the arguments of Python, and what the environment adds."""
    settings = {
        "BOT_TOKEN": TOKEN,
        "SAMVAD_TELEGRAM__API_URL": api_url,
        "SAMVAD_DATABASE__URL": f"sqlite:///{database}",
        "SAMVAD_LOG__LEVEL": "WARNING",
    }
    return {
        SAMVAD: (["-m", "bot", "run", "--now", crowd.NOW.isoformat()], settings),
        PTB: (["-m", "benchmarks.echo_ptb", TOKEN, api_url], {}),
        AIOGRAM: (["-m", "benchmarks.echo_aiogram", TOKEN, api_url], {}),
    }[name]
