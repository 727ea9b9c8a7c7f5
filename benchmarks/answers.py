"""How fast 700 people who ask at the same moment are answered: this bot and two bare echo bots.

Each bot is started anew for each round, and the rounds of the bots are interleaved, so that
whatever else the machine does touches all of them.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks import bots, crowd
from benchmarks.bots import AIOGRAM, PTB, SAMVAD
from benchmarks.telegram import LocalTelegram
from bot.text import Voices

ROUNDS = 5
DELAYS = (0.0, 0.05)  # seconds that each request takes longer
PATIENCE = 120.0  # seconds for all answers
SETTLED = 0.5  # seconds without a request: what a bot does at its start is done
NOT_UNDERSTOOD = (
    "I did not understand this. You can ask about the date, the place or the programme, "
    "or use the buttons below."
)


@dataclass(frozen=True, slots=True)
class Run:
    """One bot in one round; times in seconds."""

    waited: tuple[float, ...]  # by each of them
    cpu: float  # of the bot's process, for all answers
    memory: float  # MB, the most that the process held

    @property
    def rate(self) -> float:
        """Give the answers per second, until the last one."""
        return len(self.waited) / max(self.waited)

    def percentile(self, percent: int) -> float:
        """Give how long so many percent of the people waited at most."""
        return quantiles(self.waited, n=100)[percent - 1]


Runs = dict[str, list[Run]]
COLUMNS: tuple[tuple[str, str, Callable[[Run], float]], ...] = (
    ("answers/s", "{:,.0f}", lambda run: run.rate),
    ("p50 s", "{:.2f}", lambda run: run.percentile(50)),
    ("p95 s", "{:.2f}", lambda run: run.percentile(95)),
    ("p99 s", "{:.2f}", lambda run: run.percentile(99)),
    ("CPU ms each", "{:.2f}", lambda run: run.cpu / len(run.waited) * 1000),
    ("peak MB", "{:.0f}", lambda run: run.memory),
)


def main(rounds: int = ROUNDS) -> None:
    """Measure all of it and print it."""
    prepared = bots.prepare()
    for delay in DELAYS:
        runs: Runs = {name: [] for name in bots.ALL}
        for _ in range(rounds):
            for name, found in runs.items():
                found.append(asyncio.run(_run(name, prepared, delay)))
        print("\n".join(_table(delay, runs)), flush=True)
    shutil.rmtree(bots.FOLDER)


async def _run(name: str, prepared: Path, delay: float) -> Run:
    """Start a bot, let all ask something so that it is warm, and measure what they ask then."""
    async with bots.started(name, prepared) as bot, asyncio.timeout(PATIENCE):
        await _ask(bot.telegram, turn=1)
        await bot.telegram.quiet(SETTLED)
        bot.telegram.delay = delay
        before = bot.cpu()
        waited = await _ask(bot.telegram, turn=0)
        run = Run(tuple(waited), bot.cpu() - before, bot.peak_memory())
        if name == SAMVAD:
            _check(bot.telegram)
        return run


async def _ask(telegram: LocalTelegram, turn: int) -> list[float]:
    """Let all ask at the same moment; give how long each of them waited."""
    people = range(crowd.PEOPLE)
    at = telegram.write((crowd.chat_of(n), crowd.question_of(n + turn)) for n in people)
    await telegram.all_answered(crowd.PEOPLE)
    return [said.at - at for said in telegram.said.values()]


def _check(telegram: LocalTelegram) -> None:
    """Make sure that the bot did its work: every question was understood."""
    lost = {voice.say(NOT_UNDERSTOOD) for voice in Voices.load()}
    assert not lost & {said.text for said in telegram.said.values()}


def _table(delay: float, runs: Runs) -> Iterator[str]:
    network = f"{delay * 1000:.0f} ms of network delay" if delay else "no network delay"
    yield f"\n{crowd.PEOPLE} people ask at the same moment, {network}: median (least to most)"
    yield f"{'':18}" + "".join(f"{title:>24}" for title, _, _ in COLUMNS)
    for name, found in runs.items():
        figures = (spread([of(run) for run in found], form) for _, form, of in COLUMNS)
        yield f"{name:18}" + "".join(f"{figure:>24}" for figure in figures)
    for other in (PTB, AIOGRAM):
        pairs = zip(runs[SAMVAD], runs[other], strict=True)
        ratios = [mine.rate / theirs.rate for mine, theirs in pairs]
        yield f"{SAMVAD} answers as many as {other} times {spread(ratios, '{:.2f}')}"


def spread(values: list[float], form: str) -> str:
    """Write the median, the least and the most."""
    middle, least, most = (form.format(x) for x in (median(values), min(values), max(values)))
    return f"{middle} ({least} to {most})"
