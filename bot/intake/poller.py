"""Asking Telegram for updates, without ever giving up."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import orjson

from bot.config import TelegramSection
from bot.intake.raw import Raw

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
BATCH = 100  # updates per getUpdates, Telegram's maximum
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 15.0)  # seconds after a failed poll, growing
SLACK = 15.0  # seconds beyond the long poll before we call it dead
REMIND_EVERY = 20  # failed polls between two lines in the log


@dataclass(slots=True)
class Health:
    """What the poller last saw, for a watchdog: loop times in seconds."""

    last_good_poll: float | None = None
    failures: int = 0
    last_error: str = ""


class Poller:
    """The long poll: raw updates, batch by batch, whatever Telegram answers in between."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        timeout: int,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._pauses = pauses
        self._client = client
        self._url = url
        self._timeout = timeout
        self._offset: int | None = None
        self._begun: asyncio.Task[list[Raw]] | None = None
        self.health = Health()

    def begin(self) -> None:
        """Ask for the first batch already, which `next` will give; confirms nothing."""
        self._begun = asyncio.create_task(self._poll())

    async def abandon(self) -> None:
        """Ask no more for a batch that nobody came for."""
        if self._begun is not None:
            self._begun.cancel()
            await asyncio.gather(self._begun, return_exceptions=True)

    async def next(self) -> list[Raw]:
        """Give the next batch (maybe empty); confirms every batch given before.

        Waits and tries again, for ever, on any failure: a refused token may be repaired at
        BotFather, a proxy's 404 passes, a second poller goes away.
        """
        while True:
            begun, self._begun = self._begun, None
            try:
                batch = await (begun or self._poll())
            except Exception as error:  # noqa: BLE001 (whatever came back, the next poll may work)
                await asyncio.sleep(self._pause(error))
                continue
            self.health.last_good_poll = asyncio.get_running_loop().time()
            if self.health.failures:
                log.info("polling works again after %d failures", self.health.failures)
            self.health.failures = 0
            if batch:
                self._offset = max(raw["update_id"] for raw in batch) + 1
            return batch

    async def _poll(self) -> list[Raw]:
        body: Raw = {
            "timeout": self._timeout,
            "limit": BATCH,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            body["offset"] = self._offset
        response = await self._client.post(self._url, json=body)
        answer = orjson.loads(response.content)
        if not isinstance(answer, dict) or not answer.get("ok"):
            raise _RefusedError(response.status_code, answer)
        return [raw for raw in answer["result"] if isinstance(raw.get("update_id"), int)]

    def _pause(self, error: Exception) -> float:
        failures = self.health.failures
        self.health.failures += 1
        known = isinstance(error, _RefusedError)  # other errors may hold the address: the token
        self.health.last_error = str(error) if known else type(error).__name__
        pause = self._pauses[min(failures, len(self._pauses) - 1)]
        if isinstance(error, _RefusedError):
            pause = max(pause, error.retry_after)
        if failures % REMIND_EVERY == 0:
            log.warning(
                "polling failed (%s); trying again in %.1f s", self.health.last_error, pause
            )
        return pause


@asynccontextmanager
async def polling(token: str, telegram: TelegramSection) -> AsyncIterator[Poller]:
    """Give a poller on a connection of its own."""
    trusted = ssl.create_default_context()  # the system's, as for replies; httpx reads its own
    timeout = telegram.poll_timeout
    async with httpx.AsyncClient(verify=trusted, timeout=timeout + SLACK) as client:
        poller = Poller(client, f"{telegram.api_url}{token}/getUpdates", timeout)
        try:
            yield poller
        finally:
            await poller.abandon()


class _RefusedError(Exception):
    """Telegram answered, but not with updates."""

    _HINTS = {  # noqa: RUF012 (a constant table)
        401: "Telegram refuses the token: was it revoked at BotFather?",
        404: "Telegram does not know this address: check the token and telegram.api_url",
        409: "another bot or a webhook uses this token; only one may",
    }

    def __init__(self, status: int, answer: object) -> None:
        fields = answer if isinstance(answer, dict) else {}
        super().__init__(self._HINTS.get(status) or f"Telegram answered {status}")
        self.retry_after = float((fields.get("parameters") or {}).get("retry_after") or 0)
