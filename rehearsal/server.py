"""The rehearsal's server: the Bot API, the page and what the page asks, on one port."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.papers import FONTS
from rehearsal.bot_api import BotApi
from rehearsal.clock import Clock, RehearsalClock
from rehearsal.faults import Faults
from rehearsal.ledger import Ledger
from rehearsal.pace import Limits
from rehearsal.page_acts import PageActs
from rehearsal.page_api import NextMoment, PageApi, clock_view
from rehearsal.page_events import PageEvents
from rehearsal.wire import Wire
from rehearsal.world import World

PAGE = Path(__file__).with_name("page")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_KEEP_ALIVE_SECONDS = 75
_GRACE_SECONDS = 2
_BACKLOG = 2048


class RehearsalServer:
    """Serves one bot, in the running loop, until it is stopped.

    `token` is what the bot calls with; `delay` is added to each call of the Bot API, in seconds.
    `event` goes to the page as it is; `next_moment` tells the page's clock where to jump next.
    """

    def __init__(
        self,
        *,
        token: str,
        clock: Clock,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits | None = None,
        delay: float = 0.0,
        seed: int = 0,
        ledger: Ledger | None = None,
        name: str = "Samvad",
        username: str = "samvad_rehearsal_bot",
        extra: Wire | None = None,
        next_moment: NextMoment | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.world = World(token, clock, name=name, username=username, limits=limits, ledger=ledger)
        self.faults = Faults(seed)
        self.page = PageApi(self.world, self.faults, event=extra, next_moment=next_moment)
        self._bot_api = BotApi(
            self.world, token, faults=self.faults, abort=self._abort, delay=delay
        )
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        if isinstance(clock, RehearsalClock):
            clock.subscribe(lambda: self.world.events.publish("clock", clock_view(self.world)))

    @property
    def api_url(self) -> str:
        """What stands before the token in the address of a call."""
        return f"http://{self.host}:{self.port}/bot"

    @property
    def file_url(self) -> str:
        """What stands before the token in the address of a file."""
        return f"http://{self.host}:{self.port}/file/bot"

    @property
    def page_url(self) -> str:
        """Where a person looks."""
        return f"http://{self.host}:{self.port}/"

    async def start(self) -> None:
        """Bind the port and serve; raise OSError where the port is taken."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # asyncio switches Nagle's algorithm off only where the protocol is named; left on, each
        # answer waits 40 ms for an acknowledgement.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((self.host, self.port))
        except OSError:
            listening.close()
            raise
        self.port = listening.getsockname()[1]
        self._server = _Server(_config(self._application()))
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        ready = asyncio.create_task(self._server.ready.wait())
        await asyncio.wait({ready, self._serving}, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self) -> None:
        """End polls and streams, answer what is under way, close the port."""
        self.world.close()
        if self._server is not None and self._serving is not None:
            self._server.leaving.set()
            await self._serving
            self._server = self._serving = None

    def _application(self) -> ASGIApp:
        page = Starlette(
            routes=[
                Route("/", _index),
                *self.page.routes(),
                *PageActs(self.world).routes(),
                *PageEvents(self.world).routes(),
                Mount("/page/fonts", StaticFiles(directory=FONTS)),
                Mount("/page", StaticFiles(directory=PAGE, check_dir=False)),
            ]
        )

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            path: str = scope["path"]
            if path.startswith(("/bot", "/file/bot")):
                await self._bot_api(scope, receive, send)
            elif _from_elsewhere(scope):
                refusal = PlainTextResponse("only pages of this computer may ask", 403)
                await refusal(scope, receive, send)
            else:
                await page(scope, receive, send)

        return application

    def _abort(self, scope: Scope) -> None:
        """Reset the connection that a request came on."""
        if self._server is None:
            return
        for connection in self._server.server_state.connections:
            if getattr(connection, "client", None) == scope["client"]:
                connection.transport.abort()


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the loop, says when it is ready, and stops at once.

    uvicorn itself looks ten times a second whether it should stop, and again whether it could.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.leaving = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept connections."""
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Serve until told to leave."""
        await self.leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connections, let answers that are under way go out, close the others."""
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = set(self.server_state.tasks)
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
            for task in unfinished:
                task.cancel()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(application: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
    )


async def _index(_: Request) -> Response:
    return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})


def _from_elsewhere(scope: Scope) -> bool:
    """Return whether a page of another site asks: by its Origin, or by a Host made to look local.

    A name of another site that was pointed at this computer would pass for the same origin.
    """
    headers = dict(scope["headers"])
    host = urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname
    origin = headers.get(b"origin")
    if host not in _LOOPBACK:
        return True
    return origin is not None and urlsplit(origin.decode("latin-1")).hostname not in _LOOPBACK
