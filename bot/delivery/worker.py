"""Delivery: the outbox to Telegram, at its own pace, with every outcome recorded.

One round: claim a batch with a lease -> take the slots that the pace allows -> render what they
are for, as things stand now -> mark as started -> send side by side -> settle in batches.

What always holds:

* a request leaves only after ``started`` is committed, and is never repeated here;
* at most ``in_flight`` rows are started and not settled: no more can come to be in doubt;
* after a 429 nothing leaves until Telegram's time is over; what was in hand goes back;
* when the process is stopped, what was not started goes back and what is under way is waited for.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.clock import Clock
from bot.delivery.outgoing import Dropped, Made, Outgoing, Postponed, Renderers, Turn
from bot.delivery.pace import Pace
from bot.delivery.settling import Settling
from bot.delivery.verdicts import Verdict, verdict
from bot.services.outbox import Outbox
from bot.services.outbox_claims import Claimed
from bot.services.outbox_outcomes import Outcome
from bot.services.people import People
from bot.transport import LeanBot
from db.outbox import ANNOUNCED
from db.types import DeliveryKind, DeliveryState

log = logging.getLogger(__name__)

BATCH_SECONDS = 2.0  # of the pace: what is held in hand at most
BATCH_UNPACED = 400
LOOK_AGAIN = 0.3  # seconds between looks at an empty outbox
RENEW = 3.0  # seconds between signs of life
GONE_IN_A_ROW = 10  # people who may be gone one after the other
PATIENCE = 5.0  # seconds that requests under way are waited for when stopping


class Delivery:
    """Delivers until cancelled; several may run beside each other on PostgreSQL."""

    def __init__(
        self,
        bot: LeanBot,
        *,
        outbox: Outbox,
        people: People,
        clock: Clock,
        renderers: Renderers,
        pace: Pace,
        in_flight: int = 16,
    ) -> None:
        self.worker = secrets.token_hex(8)
        self._bot = bot
        self._outbox = outbox
        self._people = people
        self._clock = clock
        self._renderers = renderers
        self._pace = pace
        self._in_flight = in_flight
        self._batch = (
            BATCH_UNPACED if pace.is_off else max(1, round(pace.per_second * BATCH_SECONDS))
        )
        self._hand: deque[Turn] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._settling = Settling(outbox, self.worker)
        self._stopped_until = 0.0  # by the loop's clock
        self._stop_known: datetime | None = None  # the same as it is recorded, by the event's clock
        self._astray = False  # after a failure, rows may be ours that are in no hand
        self._gone_in_a_row = 0
        self._time = asyncio.get_running_loop().time

    async def run(self) -> None:
        """Deliver until cancelled; what fails in the database is tried again."""
        settling = asyncio.create_task(self._settling.run())
        living = asyncio.create_task(self._keep_alive())
        try:
            await self._begin()
            while True:
                try:
                    await self._round()
                except Exception:  # whatever it is: the next announcement must go out all the same
                    log.exception("the outbox could not be read or written; trying again")
                    self._astray = True
                    await asyncio.sleep(1.0)
        finally:
            living.cancel()
            await asyncio.shield(self._end(settling))

    async def _begin(self) -> None:
        stop = await self._outbox.stopped()
        if stop is not None:
            left = (stop.until - self._clock.now()).total_seconds()
            self._stopped_until = self._time() + left
            self._stop_known = stop.until
            log.warning("the outbox stays stopped for %.0f s: %s", left, stop.reason)
        found = await self._outbox.recover(self.worker)
        if found:
            log.info("took over %d deliveries of a process that ended", found)

    async def _round(self) -> None:
        if self._astray:
            self._hand.clear()
            await self._outbox.give_back(self.worker, keep=self._settling.open)
            self._astray = False
        pause = self._stopped_until - self._time()
        if pause > 0:
            await self._lay_down()
            await asyncio.sleep(min(pause, LOOK_AGAIN))
            return
        if self._stopped_until:
            self._stopped_until = 0.0
            if self._stop_known is not None:
                await self._outbox.go_on(self._stop_known)
                self._stop_known = None
        if not self._hand and not await self._take_up():
            await asyncio.sleep(LOOK_AGAIN)
            return
        free = self._in_flight - len(self._settling.open)
        if free <= 0:
            await self._settling.some()
            return
        wait = self._pace.wait()
        if wait > 0:
            await asyncio.sleep(wait)
            return
        turns = self._ready(free)
        if turns:
            await self._deliver(turns)
        elif self._hand:
            await asyncio.sleep(LOOK_AGAIN / 10)

    async def _take_up(self) -> bool:
        """Claim a batch; tell whether there was anything to do."""
        due = await self._outbox.next_due()
        if due is None or due > self._clock.now():
            return False
        claimed = await self._outbox.claim(self.worker, self._batch)
        people = await self._people.many({row.person_id for row in claimed})
        self._hand.extend((row, people[row.person_id]) for row in claimed)
        return bool(claimed)

    async def _lay_down(self) -> None:
        if self._hand:
            self._hand.clear()
            await self._outbox.give_back(self.worker, keep=self._settling.open)

    def _ready(self, free: int) -> list[Turn]:
        """Take from the hand what the pace lets through now, in order, past chats that rest."""
        ready: list[Turn] = []
        resting: list[Turn] = []
        chats: set[int] = set()
        while self._hand and len(ready) < free and self._pace.wait() == 0:
            turn = self._hand.popleft()
            chat = turn[1].person.chat_id
            if chat in chats or self._pace.rest_of(chat) > 0:
                resting.append(turn)
                continue
            chats.add(chat)
            self._pace.take(chat)
            ready.append(turn)
        self._hand.extendleft(reversed(resting))
        return ready

    async def _deliver(self, turns: Sequence[Turn]) -> None:
        started: set[int] = set()
        try:
            rendered = await self._render(turns)
            ids = [row.id for (row, _), _ in rendered]
            started = await self._outbox.start(self.worker, ids) if ids else started
        finally:
            self._pace.give_back(len(turns) - len(started))
        for (row, who), outgoing in rendered:
            if row.id in started:
                self._settling.open.add(row.id)
                task = asyncio.create_task(self._send(row, who.person.chat_id, outgoing))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)

    async def _render(self, turns: Sequence[Turn]) -> list[tuple[Turn, Outgoing]]:
        """Make the requests; settle at once what comes to none."""
        made: dict[int, Made] = {}
        for kind in {row.kind for row, _ in turns}:
            theirs = [turn for turn in turns if turn[0].kind is kind and _reachable(turn)]
            made |= await self._rendered(kind, theirs) if theirs else {}
        now = self._clock.now()
        going: list[tuple[Turn, Outgoing]] = []
        for turn in turns:
            found = made.get(turn[0].id, Dropped(DeliveryState.FAILED, "nothing to say was found"))
            if not _reachable(turn):
                found = Dropped(DeliveryState.UNREACHABLE, "not reachable")
            if turn[0].expires_at is not None and turn[0].expires_at <= now:
                found = Dropped(DeliveryState.EXPIRED, "too late")
            if isinstance(found, Outgoing):
                going.append((turn, found))
            elif isinstance(found, Postponed):
                later = Outcome(turn[0].id, DeliveryState.QUEUED, due_at=found.until, attempts=0)
                self._settling.add(later)
            else:
                gone = Outcome(
                    turn[0].id, found.state, error=found.reason, due_at=found.until, attempts=0
                )
                self._settling.add(gone)
        return going

    async def _rendered(self, kind: DeliveryKind, turns: Sequence[Turn]) -> Mapping[int, Made]:
        """Render what is of one kind; where that fails, one by one, so that one harms no other."""
        try:
            return await self._renderers[kind](turns)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("a delivery of kind %s could not be rendered", kind)
        if len(turns) == 1:
            return {}
        alone = [await self._rendered(kind, [turn]) for turn in turns]
        return {key: made for one in alone for key, made in one.items()}

    async def _send(self, row: Claimed, chat_id: int, outgoing: Outgoing) -> None:
        request = {"chat_id": chat_id, **outgoing.parameters}
        try:
            with self._pace.counting(chat_id, slot=True):
                if self._stopped_until > self._time():  # asked for since this one was started
                    self._settling.add(Outcome(row.id, DeliveryState.QUEUED, attempts=0))
                    return
                sent = await self._bot.once(outgoing.method, request)
        except TelegramError as error:
            await self._missed(row, error, outgoing)
        except Exception as error:  # a row that was started must never be left without an outcome
            log.exception("a delivery ended in a way that nobody foresaw")
            name = type(error).__name__
            self._settling.add(Outcome(row.id, DeliveryState.IN_DOUBT, error=name))
        else:
            self._gone_in_a_row = 0
            number = sent.get("message_id") if isinstance(sent, dict) else None
            self._settling.add(Outcome(row.id, DeliveryState.SENT, number, more=outgoing.more))

    async def _missed(self, row: Claimed, error: TelegramError, outgoing: Outgoing) -> None:
        now = self._clock.now()
        found = verdict(row, error, now, more=outgoing.more)
        elsewhere = "chat_id" in outgoing.parameters  # a lost group says nothing about a person
        gone = found.outcome.gone and not elsewhere and self._believes()
        self._settling.add(replace(found.outcome, gone=gone))
        if found.pause:
            log.warning("the outbox waits %.0f s: %s", found.pause, type(error).__name__)
            self._stopped_until = max(self._stopped_until, self._time() + found.pause)
        try:
            await self._tell(row, found, now)
        except SQLAlchemyError:
            log.exception("why the outbox waits could not be recorded; it waits all the same")

    async def _tell(self, row: Claimed, found: Verdict, now: datetime) -> None:
        """Record a pause that Telegram asked for, and what closes an announcement."""
        if found.asked:
            until = now + timedelta(seconds=found.pause)
            self._stop_known = max(until, self._stop_known or until)
            await self._outbox.stop_until(until, "Telegram asks to wait")
        if found.fault is not None and row.lane > ANNOUNCED:
            log.error("an announcement was stopped: %s", found.fault)
            await self._outbox.fault(row.lane, found.fault)

    def _believes(self) -> bool:
        """Tell whether a refusal may be put down to the person.

        That everybody is gone is the word of another bot's token, not of everybody.
        """
        self._gone_in_a_row += 1
        return self._gone_in_a_row <= GONE_IN_A_ROW

    async def _keep_alive(self) -> None:
        """Show others that this worker lives, and take over from those that do not."""
        while not self._outbox.is_alone:
            await asyncio.sleep(RENEW)
            with suppress(SQLAlchemyError):
                await self._outbox.renew(self.worker)
                await self._outbox.recover(self.worker)

    async def _end(self, settling: asyncio.Task[None]) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=PATIENCE)
        for task in self._under_way:
            task.cancel()
        with suppress(TimeoutError, SQLAlchemyError):
            await asyncio.wait_for(self._settling.all(), PATIENCE)
            await self._outbox.give_back(self.worker, keep=self._settling.open)
        settling.cancel()


def _reachable(turn: Turn) -> bool:
    return turn[1].person.unreachable_at is None
