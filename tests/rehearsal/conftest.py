"""A running rehearsal server, and ways to talk to it: as a bot, and as the page."""

import ssl
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from scene import NOON, TOKEN, Api, populate

from rehearsal.clock import RehearsalClock
from rehearsal.pace import Limits
from rehearsal.server import RehearsalServer


@pytest.fixture
async def server() -> AsyncIterator[RehearsalServer]:
    server = RehearsalServer(
        token=TOKEN, clock=RehearsalClock(NOON, speed=0), limits=Limits(callback_seconds=5)
    )
    populate(server.world)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def http(server: RehearsalServer) -> AsyncIterator[httpx.AsyncClient]:
    # Reading the certificates of the world takes longer than most tests, and nothing is encrypted.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(base_url=server.page_url, timeout=10, verify=context) as client:
        yield client


@pytest.fixture
def api(server: RehearsalServer, http: httpx.AsyncClient) -> Api:
    async def call(method: str, **parameters: object) -> tuple[int, dict[str, Any]]:
        response = await http.post(f"{server.api_url}{TOKEN}/{method}", json=parameters)
        return response.status_code, response.json()

    return call
