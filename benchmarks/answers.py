"""How fast 700 people who ask at once are answered: this bot and two bare echo bots beside it.

Each bot is a process of its own, started anew for each round, before the same local Telegram. The
rounds of the bots are interleaved, so that whatever else the machine does touches all of them.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks import crowd
from benchmarks.telegram import TOKEN, LocalTelegram
from bot.text import Voices

ROUNDS = 5
DELAYS = (0.0, 0.05)  # seconds that each request takes longer
PATIENCE = 120.0  # seconds for all answers
SETTLED = 0.5  # seconds without a request: what a bot does at its start is done
SAMVAD, PTB, AIOGRAM = "samvad", "bare PTB echo", "bare aiogram echo"
NOT_UNDERSTOOD = (
    "I did not understand this. You can ask about the date, the place or the programme, "
    "or use the buttons below."
)


@dataclass(frozen=True, slots=True)
class Run:
    """One bot in one round; times in seconds."""

    start: float  # from the start of the process to its first poll
    last: float  # until the last of them was answered
    latencies: tuple[float, ...]
    cpu: float  # of the bot's process, for all answers
    memory: float  # MB, the most that the process held


def bots(folder: Path, api_url: str) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Give how each bot is started: arguments of Python, and what its environment adds."""
    settings = {
        "BOT_TOKEN": TOKEN,
        "SAMVAD_TELEGRAM__API_URL": api_url,
        "SAMVAD_DATABASE__URL": f"sqlite:///{folder / 'samvad.db'}",
        "SAMVAD_LOG__LEVEL": "WARNING",
    }
    now = crowd.NOW.isoformat()
    return {
        SAMVAD: (["-m", "bot", "run", "--now", now], settings),
        PTB: (["-m", "benchmarks.echo_ptb", TOKEN, api_url], {}),
        AIOGRAM: (["-m", "benchmarks.echo_aiogram", TOKEN, api_url], {}),
    }


async def run_once(name: str, prepared: Path, delay: float) -> Run:
    """Start a bot, let the crowd ask, stop it."""
    telegram = LocalTelegram(delay)
    api_url = await telegram.start()
    with tempfile.TemporaryDirectory(dir=prepared.parent) as folder:
        shutil.copyfile(prepared, Path(folder, "samvad.db"))
        arguments, settings = bots(Path(folder), api_url)[name]
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env=os.environ | settings
        )
        try:
            async with asyncio.timeout(PATIENCE):
                await telegram.first_poll.wait()
                start = time.perf_counter() - began
                await _ask(telegram, range(crowd.PEOPLE, crowd.PEOPLE + crowd.MORE))
                await telegram.quiet(SETTLED)
                before = cpu_time(process.pid)
                latencies = await _ask(telegram, range(crowd.PEOPLE))
                cpu = cpu_time(process.pid) - before
            _check(name, telegram)
            return Run(start, max(latencies), tuple(latencies), cpu, peak_memory(process.pid))
        finally:
            process.terminate()
            await process.wait()
            telegram.stop()


async def _ask(telegram: LocalTelegram, people: range) -> list[float]:
    """Let people ask at the same moment; give how long each of them waited."""
    at = telegram.write((crowd.chat_of(n), crowd.question_of(n)) for n in people)
    await telegram.all_answered(len(people))
    return [said.at - at for said in telegram.said.values()]


def _check(name: str, telegram: LocalTelegram) -> None:
    """Make sure that the bot did its work: the questions were understood, in each language."""
    if name != SAMVAD:
        return
    lost = {voice.say(NOT_UNDERSTOOD) for voice in Voices.load()}
    answers = [said.text for said in telegram.said.values()]
    assert not lost & set(answers), "a question was not understood"


def peak_memory(process_id: int) -> float:
    """Give the most memory that a process ever held, in MB; 0 where the system does not tell."""
    status = Path("/proc", str(process_id), "status")
    if not status.exists():
        return 0.0
    line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def cpu_time(process_id: int) -> float:
    """Give the seconds of CPU that a process has used; 0 where the system does not tell."""
    stat = Path("/proc", str(process_id), "stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(rounds: int = ROUNDS) -> None:
    """Measure all of it and print it."""
    folder = Path("var", "benchmarks")
    folder.mkdir(parents=True, exist_ok=True)
    prepared = folder / "prepared.db"
    prepared.unlink(missing_ok=True)
    crowd.prepare(prepared)
    for delay in DELAYS:
        runs: dict[str, list[Run]] = {SAMVAD: [], PTB: [], AIOGRAM: []}
        for _ in range(rounds):
            for name, found in runs.items():
                found.append(asyncio.run(run_once(name, prepared, delay)))
        print("\n".join(_table(delay, runs)), flush=True)
    shutil.rmtree(folder)


def _table(delay: float, runs: dict[str, list[Run]]) -> Iterator[str]:
    yield ""
    network = f"{delay * 1000:.0f} ms of network delay" if delay else "no network delay"
    yield f"{crowd.PEOPLE} people ask at the same moment, {network}; median (least to most)"
    yield f"{'':18}{'answers/s':>22}{'p50 s':>22}{'p95 s':>22}{'p99 s':>22}{'start s':>20}{'MB':>6}"
    for name, found in runs.items():
        figures = [
            _spread([crowd.PEOPLE / run.last for run in found], "{:,.0f}"),
            *(_spread([_percentile(run, p) for run in found], "{:.3f}") for p in (50, 95, 99)),
        ]
        start = _spread([run.start for run in found], "{:.2f}")
        memory = max(run.memory for run in found)
        yield f"{name:18}" + "".join(f"{f:>22}" for f in figures) + f"{start:>20}{memory:6.0f}"
    mine = _rate(runs[SAMVAD])
    for other in (PTB, AIOGRAM):
        yield f"samvad answers {mine / _rate(runs[other]):.2f} times as many as {other}"


def _rate(runs: list[Run]) -> float:
    return median(crowd.PEOPLE / run.last for run in runs)


def _percentile(run: Run, percent: int) -> float:
    return quantiles(run.latencies, n=100)[percent - 1]


def _spread(values: list[float], form: str) -> str:
    middle, least, most = (form.format(x) for x in (median(values), min(values), max(values)))
    return f"{middle} ({least} to {most})"


if __name__ == "__main__":
    main()
