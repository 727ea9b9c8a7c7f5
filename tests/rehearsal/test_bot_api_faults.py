"""Faults on purpose: what the caller sees, and whether the message was delivered all the same."""

import asyncio
import sys
import time
from pathlib import Path

import httpx
import pytest
from scene import RAM, TOKEN, Api

from rehearsal.errors import ApiError
from rehearsal.faults import Fault, Faults
from rehearsal.ledger import Delivered, Ledger
from rehearsal.pace import Limits, Pace
from rehearsal.server import RehearsalServer
from rehearsal.standalone import FIRST_PERSON

SEND = f"/bot{TOKEN}/sendMessage"
MESSAGE = {"chat_id": RAM, "text": "x"}


@pytest.mark.parametrize(
    ("fault", "status", "delivered"),
    [
        (Fault.RATE_LIMITED, 429, 0),
        (Fault.SERVER_ERROR, 500, 0),
        (Fault.BAD_GATEWAY, 502, 0),
        (Fault.UNAUTHORIZED, 401, 0),
        (Fault.NOT_FOUND, 404, 0),
        (Fault.CONFLICT, 409, 0),
        (Fault.BROKEN_JSON, 200, 1),
        (Fault.HTML, 502, 1),
        (Fault.SLOW, 200, 1),
    ],
)
async def test_answers(
    server: RehearsalServer, http: httpx.AsyncClient, fault: Fault, status: int, delivered: int
) -> None:
    server.faults.next(fault, "sendMessage", seconds=0.01)
    response = await http.post(SEND, json=MESSAGE)
    assert response.status_code == status
    assert len(server.world.ledger.rows) == delivered
    assert server.faults.happened == {("sendMessage", fault): 1}
    assert (await http.post(SEND, json=MESSAGE)).status_code == 200


@pytest.mark.parametrize(("fault", "delivered"), [(Fault.RESET, 0), (Fault.LOST, 1)])
async def test_connections_end(
    server: RehearsalServer, http: httpx.AsyncClient, fault: Fault, delivered: int
) -> None:
    server.faults.next(fault, times=2)
    for _ in range(2):
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await http.post(SEND, json=MESSAGE)
    assert len(server.world.ledger.rows) == delivered * 2
    assert (await http.post(SEND, json=MESSAGE)).status_code == 200


async def test_faults_are_planned_over_http(api: Api, http: httpx.AsyncClient) -> None:
    await http.post("/api/faults", json={"fault": "429", "method": "sendMessage", "seconds": 7})
    assert (await api("getMe"))[0] == 200
    assert (await api("sendMessage", **MESSAGE))[1]["parameters"] == {"retry_after": 7}
    await http.post("/api/faults", json={"fault": "500", "probability": 1})
    assert (await api("getMe"))[0] == 500
    await http.post("/api/faults", json={"clear": True})
    assert (await api("getMe"))[0] == 200


def test_a_seed_repeats_the_sequence() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.chance(Fault.RESET, 0.3)
        return [faults.strike("getMe") is not None for _ in range(200)]

    assert struck(1) == struck(1)
    assert struck(1) != struck(2)
    assert 40 < sum(struck(1)) < 80


@pytest.mark.parametrize(
    ("limits", "chats", "spacing", "passed"),
    [
        (Limits(), range(1, 100), 0.0, 30),
        (Limits(), range(1, 100), 1 / 29, 99),
        (Limits(), [1] * 30, 0.0, 20),
        (Limits(), [1] * 99, 1.0, 99),
        (Limits(), [-1] * 30, 0.5, 20),
        (Limits(), [-1] * 60, 3.0, 60),
        (Limits.none(), [1] * 50 + [-1] * 49, 0.0, 99),
    ],
)
def test_pace(limits: Limits, chats: list[int], spacing: float, passed: int) -> None:
    now = 1000.0
    pace = Pace(limits, lambda: now)
    taken = 0
    for chat in chats:
        try:
            pace.take(chat)
        except ApiError:
            break
        taken += 1
        now += spacing
    assert taken == passed


def test_who_comes_back_early_waits_on() -> None:
    now = 1000.0
    pace = Pace(Limits(per_second=2), lambda: now)
    pace.take(1)
    pace.take(2)
    for moment, left in ((1000.0, 1), (1000.5, 1), (1000.99, 1)):
        now = moment
        with pytest.raises(ApiError) as refused:
            pace.take(3)
        assert refused.value.parameters == {"retry_after": left}
    now = 1001.0
    pace.take(3)


def test_the_ledger_leaves_out_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    ledger = Ledger(path)
    row = Delivered("2025-03-20T06:30:00+00:00", RAM, "sendMessage", "नमस्ते", 1)
    ledger.add(row)
    ledger.close()
    with path.open("ab") as file:
        file.write(b'{"time": "2025')
    assert Ledger.read(path) == [row]


async def test_a_delay_holds_up_every_call(server: RehearsalServer, api: Api) -> None:
    server._bot_api._delay = 0.05
    began = time.monotonic()
    await api("getMe")
    assert 0.1 <= time.monotonic() - began < 1


async def test_stands_alone_and_outlives_its_bot(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    options = f"--token {TOKEN} --people 2 --started --ledger {ledger} --fault 500:getMe:1"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "rehearsal.standalone", *options.split(),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    async with httpx.AsyncClient() as client:
        sent = {"chat_id": FIRST_PERSON + 1, "text": "x"}
        assert (await client.post(f"{address}{TOKEN}/sendMessage", json=sent)).status_code == 200
        assert (await client.post(f"{address}{TOKEN}/getMe")).status_code == 500
    process.terminate()
    assert await process.wait() == 0
    assert [row.chat_id for row in Ledger.read(ledger)] == [FIRST_PERSON + 1]
