"""The stream of events to the page, as server-sent events."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from rehearsal.page_api import clock_view
from rehearsal.wire import Wire
from rehearsal.world import World

_HEARTBEAT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class PageEvents:
    """GET /api/events, of everything or of what one person can see."""

    world: World

    def routes(self) -> list[Route]:
        """Return the route of the stream."""
        return [Route("/api/events", self.stream, methods=["GET"])]

    async def stream(self, request: Request) -> Response:
        """Send events until the page or the server goes away."""
        user = request.query_params.get("user")
        chats = self._chats_of(int(user)) if user and user.lstrip("-").isdecimal() else None
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(
            self._events(chats), media_type="text/event-stream", headers=headers
        )

    async def _events(self, chats: frozenset[int] | None) -> AsyncIterator[bytes]:
        with self.world.events.watching(chats) as watcher:
            yield _event("clock", clock_view(self.world))
            async for event in watcher.events(_HEARTBEAT_SECONDS):
                yield b": still here\n\n" if event is None else _event(event.name, event.data)

    def _chats_of(self, user_id: int) -> frozenset[int]:
        chats = self.world.chats.values()
        return frozenset(chat.id for chat in chats if user_id in chat.members())


def _event(name: str, data: Wire) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data))
