"""A process that does nothing but deliver: ``python -m benchmarks.deliverer URL API TOKEN RATE``.

The outbox, its pace and its requests are the bot's own; only what an announcement says is made up
here, so that what is measured or killed is delivery alone. It ends when it is told to, or killed.
"""

import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence

import uvloop

from bot.clock import WallClock
from bot.delivery.outgoing import Outgoing, Renderer, Turn
from bot.delivery.pace import Pace
from bot.delivery.worker import Delivery
from bot.services.outbox import Outbox
from bot.services.people import People
from bot.transport import AiohttpRequest, LeanBot
from db.engine import Database
from db.types import DeliveryKind

CONNECTIONS = 64


async def say_the_key(turns: Sequence[Turn]) -> Mapping[int, Outgoing]:
    """Let each message say which row it is, so that the other side can count."""
    return {row.id: Outgoing("sendMessage", {"text": row.key}) for row, _ in turns}


def delivery(
    bot: LeanBot,
    database: Database,
    *,
    per_second: float,
    in_flight: int = 16,
    says: Renderer = say_the_key,
) -> Delivery:
    """Build what delivers announcements; without a renderer they say their keys."""
    clock = WallClock()
    return Delivery(
        bot,
        outbox=Outbox(database, clock),
        people=People(database, clock),
        clock=clock,
        renderers={DeliveryKind.ANNOUNCEMENT: says, DeliveryKind.REMINDER: says},
        pace=Pace(per_second),
        in_flight=in_flight,
    )


async def deliver(url: str, api_url: str, token: str, per_second: float) -> None:
    """Deliver until SIGTERM."""
    database = Database.open(url)
    request = AiohttpRequest(CONNECTIONS)
    async with LeanBot(
        token, base_url=api_url, request=request, get_updates_request=AiohttpRequest(1)
    ) as bot:
        working = asyncio.create_task(delivery(bot, database, per_second=per_second).run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
        await asyncio.gather(working, return_exceptions=True)
    database.close()


if __name__ == "__main__":
    url, api_url, token, rate = sys.argv[1:]
    uvloop.run(deliver(url, api_url, token, float(rate)))
