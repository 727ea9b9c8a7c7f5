"""What the intake promises: stored before confirmed, in order per chat, poison set aside."""

import asyncio
import json
import logging
from datetime import timedelta

import pytest
from inflow import FIRST, Inflow, MakeInflow, PassingError
from sqlalchemy import text
from sqlmodel import col, select

from bot.intake import IntakeStore
from bot.intake.raw import Raw
from db.models import Intake
from db.types import IntakeState
from rehearsal.people import User

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def states(inflow: Inflow) -> dict[int, IntakeState]:
    query = select(Intake.update_id, Intake.state)
    return dict(inflow.database.fetch(lambda s: s.exec(query).all()))


async def settled(inflow: Inflow) -> dict[int, IntakeState]:
    await inflow.quiet()
    await inflow.until(lambda: IntakeState.NEW not in states(inflow).values())
    return states(inflow)


async def test_an_update_is_stored_before_it_is_confirmed(inflow: Inflow) -> None:
    stored_when_handled: list[bool] = []

    async def look(raw: Raw, _again: bool) -> None:
        stored_when_handled.append(raw["update_id"] in states(inflow))

    inflow.act = look
    numbers = [inflow.send("one"), inflow.send("two", 1)]
    assert await settled(inflow) == dict.fromkeys(numbers, IntakeState.DONE)
    assert stored_when_handled == [True, True]
    kept = inflow.database.fetch(lambda s: s.exec(select(Intake.raw)).first())
    assert json.loads(kept or "")["message"]["text"] == "one"


async def test_what_was_not_handled_is_handled_at_the_next_start(make: MakeInflow) -> None:
    first = make()
    stuck = asyncio.Event()

    async def hang(_raw: Raw, _again: bool) -> None:
        await stuck.wait()

    first.act = hang
    first.start()
    numbers = [first.send(str(n), n % 2) for n in range(4)]
    await first.until(lambda: not first.server.world.updates.pending)
    await first.stop(patience=0.05)
    assert [n for n, _ in first.handled] == numbers[:2]  # one per chat was begun
    second = make()
    second.start()
    assert await settled(second) == dict.fromkeys(numbers, IntakeState.DONE)
    assert sorted(second.handled) == [(number, True) for number in numbers]


async def test_an_update_that_comes_twice_is_handled_once(inflow: Inflow) -> None:
    number = inflow.send("once")
    raw = dict(inflow.server.world.updates._queue[0])
    await settled(inflow)
    inflow.server.world.updates._queue.append(raw)  # Telegram did not get the confirmation
    last = inflow.send("next")
    assert set(await settled(inflow)) == {number, last}
    assert inflow.handled == [(number, False), (last, False)]


async def test_order_holds_in_a_chat_while_chats_run_side_by_side(inflow: Inflow) -> None:
    running: set[int] = set()
    most = 0

    async def slowly(raw: Raw, _again: bool) -> None:
        nonlocal most
        chat = raw["message"]["chat"]["id"]
        assert chat not in running
        running.add(chat)
        most = max(most, len(running))
        await asyncio.sleep(0.01)
        running.discard(chat)

    inflow.act = slowly
    sent: dict[int, list[int]] = {chat: [] for chat in range(5)}
    for number in range(30):
        sent[number % 5].append(inflow.send(str(number), number % 5))
    await settled(inflow)
    handled = [number for number, _ in inflow.handled]
    for numbers in sent.values():
        assert [n for n in handled if n in numbers] == numbers
    assert most == 5


@SQLITE
async def test_poison_is_set_aside_and_the_rest_goes_on(
    inflow: Inflow, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(raw: Raw, _again: bool) -> None:
        if raw["message"]["text"] == "poison":
            raise ValueError("with words of a delegate: नमस्ते")

    inflow.act = fail
    bad, good = inflow.send("poison"), inflow.send("fine")
    assert await settled(inflow) == {bad: IntakeState.SET_ASIDE, good: IntakeState.DONE}
    error = inflow.database.fetch(
        lambda s: s.exec(select(Intake.error).where(Intake.update_id == bad)).one()
    )
    assert (error or "").startswith("ValueError at test_intake.py:")
    assert [r.levelno for r in caplog.records if r.levelno >= logging.ERROR] == [logging.ERROR]


@SQLITE
async def test_a_passing_failure_is_tried_again_and_holds_up_its_own_chat_only(
    inflow: Inflow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    failures = 1

    async def fail(raw: Raw, _again: bool) -> None:
        nonlocal failures
        if raw["message"]["text"] == "down" and failures:
            failures -= 1
            raise PassingError

    inflow.act = fail
    first = [inflow.send("down"), inflow.send("behind")]
    others = [inflow.send("other", n) for n in range(1, 5)]
    await inflow.until(lambda: {n for n, _ in inflow.handled} >= {first[0], *others})
    assert first[1] not in [n for n, _ in inflow.handled]
    assert await settled(inflow) == dict.fromkeys([*first, *others], IntakeState.DONE)
    of_chat = [h for h in inflow.handled if h[0] in first]
    assert of_chat == [(first[0], False), (first[0], True), (first[1], False)]
    assert caplog.records == []


@SQLITE
async def test_more_chats_may_wait_for_telegram_than_there_are_slots(
    make: MakeInflow,
) -> None:
    inflow = make()
    for number in range(5, 40):
        inflow.server.world.add_user(User(FIRST + number, "N", str(number))).started = True

    async def fail(raw: Raw, _again: bool) -> None:
        if raw["message"]["text"] == "down":
            raise PassingError

    inflow.act = fail
    inflow.start()
    for number in range(30):  # eight slots
        inflow.send("down", number)
    fine = inflow.send("fine", 39)
    await inflow.until(lambda: fine in [n for n, _ in inflow.handled], seconds=5.0)
    began = asyncio.get_running_loop().time()
    await inflow.stop()  # does not wait for what rests
    assert asyncio.get_running_loop().time() - began < 1.0
    assert list(states(inflow).values()).count(IntakeState.NEW) == 30


POISON: list[Raw] = [
    {"update_id": 900_000_001},
    {"update_id": 900_000_002, "message": None},
    {"update_id": 900_000_003, "message": {"chat": None, "from": None}},
    {"update_id": 900_000_004, "message": {"message_id": 1}},
    {"update_id": 900_000_005, "hologram": {"from": {"id": FIRST}}},
    {"update_id": 900_000_006, "callback_query": {"id": "1", "data": "x", "message": []}},
    {"update_id": 900_000_007, "message": {"chat": {"id": "seven"}, "text": 5}},
    {"update_id": 900_000_008, "message": {"text": "क" * 400_000}},
    {"update_id": 900_000_009, "message": {"text": "nul \0 inside", "chat": {"id": FIRST}}},
]


async def test_updates_of_any_shape_are_kept_and_block_nothing(inflow: Inflow) -> None:
    for raw in POISON:
        inflow.server.world.updates.repeat(raw)
    good = {"update_id": 900_000_010, "message": {"text": "good", "chat": {"id": FIRST}}}
    inflow.server.world.updates.repeat(good)
    done = await settled(inflow)
    assert done == dict.fromkeys(range(900_000_001, 900_000_011), IntakeState.DONE)


@SQLITE
async def test_a_database_that_fails_confirms_nothing_and_recovers(
    inflow: Inflow, caplog: pytest.LogCaptureFixture
) -> None:
    """SQLite may grow no further: what it says is what a full disk says."""

    def limit(pages: int) -> None:
        statement = text(f"PRAGMA max_page_count={pages}")
        inflow.database.run(lambda s: s.connection().execute(statement))

    pages = inflow.database.fetch(lambda s: s.connection().execute(text("PRAGMA page_count")))
    limit(pages.scalar_one())
    number = inflow.send("क" * 100_000)
    await inflow.until(lambda: any(r.levelno == logging.CRITICAL for r in caplog.records))
    assert (inflow.handled, states(inflow)) == ([], {})
    assert inflow.server.world.updates.pending == 1
    limit(1_000_000)
    assert await settled(inflow) == {number: IntakeState.DONE}


@SQLITE
async def test_what_is_done_is_forgotten_after_the_set_days_and_nothing_else(
    inflow: Inflow,
) -> None:
    async def fail(raw: Raw, _again: bool) -> None:
        if raw["message"]["text"] == "poison":
            raise ValueError

    inflow.act = fail
    old, aside = inflow.send("old"), inflow.send("poison")
    await settled(inflow)
    clock = inflow.server.world.clock
    clock.jump(timedelta(days=20))
    young = inflow.send("young")
    await settled(inflow)
    clock.jump(timedelta(days=11))
    await IntakeStore(inflow.database, clock).forget(30)
    assert sorted(states(inflow)) == [aside, young]
    assert old not in states(inflow)
    assert inflow.database.fetch(
        lambda s: s.exec(select(Intake.state).order_by(col(Intake.update_id))).all()
    ) == [IntakeState.SET_ASIDE, IntakeState.DONE]
