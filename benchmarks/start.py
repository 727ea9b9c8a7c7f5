"""How long a bot takes from the start of its process to its first poll, and to its first answer.

The question comes at the moment of the first poll, so its answer shows what was left to load then.
"""

import asyncio
import shutil
from pathlib import Path

from benchmarks import bots, crowd
from benchmarks.answers import spread

ROUNDS = 7
PATIENCE = 60.0  # seconds for an answer


def main(rounds: int = ROUNDS) -> None:
    """Measure it and print it; the database is there and up to date, as at all starts but one."""
    prepared = bots.prepare()
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in bots.ALL}
    for name in bots.ALL:
        asyncio.run(_start(name, prepared))  # the first start writes the bytecode
    for _ in range(rounds):
        for name, found in seconds.items():
            found.append(asyncio.run(_start(name, prepared)))
    print("seconds from the start of the process: median (least to most)")
    print(f"{'':18}{'to the first poll':>24}{'to the first answer':>24}")
    for name, found in seconds.items():
        figures = (spread(list(times), "{:.2f}") for times in zip(*found, strict=True))
        print(f"{name:18}" + "".join(f"{figure:>24}" for figure in figures), flush=True)
    shutil.rmtree(bots.FOLDER)


async def _start(name: str, prepared: Path) -> tuple[float, float]:
    async with bots.started(name, prepared) as bot, asyncio.timeout(PATIENCE):
        chat = crowd.chat_of(0)
        bot.telegram.write([(chat, crowd.question_of(0))])
        await bot.telegram.all_answered(1)
        return bot.polled - bot.began, bot.telegram.said[chat].at - bot.began
