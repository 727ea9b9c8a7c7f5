"""How long a bot takes from the start of its process to its first poll."""

import asyncio
import shutil
from pathlib import Path

from benchmarks import bots
from benchmarks.answers import spread

ROUNDS = 7


def main(rounds: int = ROUNDS) -> None:
    """Measure it and print it; the database is there and up to date, as at all starts but one."""
    prepared = bots.prepare()
    seconds: dict[str, list[float]] = {name: [] for name in bots.ALL}
    for name in bots.ALL:
        asyncio.run(_start(name, prepared))  # the first start writes the bytecode
    for _ in range(rounds):
        for name, found in seconds.items():
            found.append(asyncio.run(_start(name, prepared)))
    print("seconds from the start of the process to the first poll: median (least to most)")
    for name, found in seconds.items():
        print(f"{name:18}{spread(found, '{:.2f}'):>24}", flush=True)
    shutil.rmtree(bots.FOLDER)


async def _start(name: str, prepared: Path) -> float:
    async with bots.started(name, prepared) as bot:
        return bot.start
