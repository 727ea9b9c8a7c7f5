"""The rehearsal's server as a process of its own, for tests in which the bot is killed.

python -m rehearsal.standalone --token T --port N --people 20 --started --ledger FILE
    --fault 502:sendMessage:0.1 --fault reset:*:0.02
"""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

import uvloop

from rehearsal.clock import RehearsalClock
from rehearsal.faults import Faults
from rehearsal.ledger import Ledger
from rehearsal.pace import Limits
from rehearsal.people import User
from rehearsal.server import RehearsalServer

FIRST_PERSON = 7_000_000_001


def arguments() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal.standalone", description=__doc__)
    parser.add_argument("--token", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger", type=Path, help="what was delivered, as JSON lines")
    parser.add_argument("--people", type=int, default=0, help=f"ids from {FIRST_PERSON} on")
    parser.add_argument("--started", action="store_true", help="they have pressed start before")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds added to each call")
    parser.add_argument("--no-limits", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--fault", action="append", default=[], metavar="FAULT:METHOD:PROBABILITY[:SECONDS]"
    )
    return parser


def people(count: int) -> list[User]:
    """Return that many plainly fictional people."""
    return [
        User(
            FIRST_PERSON + number,
            "Sample",
            f"Person {number + 1}",
            phone=f"+91{1_000_000_000 + number}",
        )
        for number in range(count)
    ]


def plan(faults: Faults, described: list[str]) -> None:
    """Plan faults as the command line names them; raise ValueError for what can't be read."""
    for text in described:
        fault, method, probability, *seconds = text.split(":")
        faults.chance(
            fault, float(probability), method, seconds=float(seconds[0] if seconds else 1)
        )


def build(given: argparse.Namespace) -> RehearsalServer:
    """Return the server that the command line asks for."""
    server = RehearsalServer(
        token=given.token,
        clock=RehearsalClock(),
        host=given.host,
        port=given.port,
        limits=Limits.none() if given.no_limits else Limits(),
        delay=given.delay,
        seed=given.seed,
        ledger=Ledger(given.ledger),
    )
    for person in people(given.people):
        server.world.add_user(person).started = given.started
    plan(server.faults, given.fault)
    return server


async def serve(server: RehearsalServer) -> None:
    """Serve until SIGINT or SIGTERM; the first line on stdout is the address of the Bot API."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await server.start()
    sys.stdout.write(server.api_url + "\n")
    sys.stdout.flush()
    await stopped.wait()
    await server.stop()


def main() -> None:
    """Run the server that the command line asks for."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(build(arguments().parse_args())))


if __name__ == "__main__":
    main()
