"""How requests reach Telegram: python-telegram-bot's request interface over aiohttp.

Over httpx the library slows down with every request in flight (measured: 1,081 sends/s at 8 in
flight, 359/s at 256); over aiohttp it does not, and hundreds of people may ask at once. Parameters
go out as JSON, which the Bot API takes for everything but files: a form writes each byte of
Devanagari as three, and takes ten times as long to make.
"""

import os
from typing import Any

import aiohttp
import orjson
from telegram import Bot, TelegramObject
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter
from typing_extensions import override

CONNECT_TIMEOUT = 5.0  # seconds
READ_TIMEOUT = 30.0  # generous: an answer that comes late is better than not knowing
MEDIA_TIMEOUT = 60.0
_JSON = {"Content-Type": "application/json"}


class NotSent(NetworkError):  # noqa: N818 (named for what it tells the caller)
    """The request never left: trying again cannot double anything."""


class AiohttpRequest(BaseRequest):
    """One connection pool for one bot.

    Raises ``NotSent`` when no connection came about, ``TimedOut`` or ``NetworkError`` when the
    request may have arrived all the same.
    """

    __slots__ = ("_connections", "_session")

    def __init__(self, connections: int = 128) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    @override
    def read_timeout(self) -> float | None:
        return READ_TIMEOUT

    @override
    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),  # the Bot API sets none
            )

    @override
    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("AiohttpRequest is not initialized")
        files = request_data is not None and request_data.contains_files
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, CONNECT_TIMEOUT),
            sock_read=_seconds(read_timeout, MEDIA_TIMEOUT if files else READ_TIMEOUT),
        )
        try:
            async with self._session.request(
                method, url, timeout=timeout, **_content(request_data)
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"no connection to Telegram: {type(error).__name__}") from error
        except TimeoutError as error:  # aiohttp's read timeouts are TimeoutErrors too
            raise TimedOut("no answer from Telegram in time") from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"connection to Telegram broke: {type(error).__name__}") from error

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; one cut short or put in by a proxy is as good as none: NetworkError."""
        try:
            parsed = orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise NetworkError("Telegram's answer is not JSON") from None
        if not isinstance(parsed, dict):
            raise NetworkError("Telegram's answer is not a JSON object")
        if "result" not in parsed and "description" not in parsed:  # of a proxy, with its own JSON
            raise NetworkError("the answer is not one of the Bot API")
        return parsed


class LeanBot(ExtBot[None]):
    """python-telegram-bot's bot, with a way of sending that makes no Message of the answer.

    Nearly every reply needs no more of it than its number, and often not that. Nor are its
    parameters searched for files and defaults: all but the buttons are as the Bot API has them.
    """

    def __init__(self, token: str, **settings: Any) -> None:  # noqa: ANN401 (the library's own)
        # Read by the library whenever Telegram asks to wait; it warns where it is not set.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        super().__init__(token, **settings)

    async def tell(
        self,
        chat_id: int,
        text: str,
        reply_markup: TelegramObject | None = None,
        **parameters: object,
    ) -> int:
        """Send a message with these parameters of sendMessage; give its number in the chat."""
        given = {"chat_id": chat_id, "text": text, **parameters}
        if reply_markup is not None:
            given["reply_markup"] = reply_markup.to_dict()
        data = RequestData([RequestParameter(name, value, None) for name, value in given.items()])
        request = (f"{self.base_url}/sendMessage", data)
        limiter = self.rate_limiter
        if limiter is None:
            raise RuntimeError("a LeanBot is made with a rate limiter")
        sent: Any = await limiter.process_request(
            self.request.post, request, {}, "sendMessage", given, None
        )
        return int(sent["message_id"])

    async def reply(self, method: str, parameters: dict[str, object]) -> object:
        """Make a request like a reply: paced and repeated as those are; gives what came back."""
        return await self._post(method, parameters)

    async def once(self, method: str, parameters: dict[str, object]) -> object:
        """Make a request past the rate limiter: nothing waits and nothing is repeated.

        For the outbox, which has a pace of its own and may not send twice. Gives Telegram's
        result as it came; raises what the library raises.
        """
        return await Bot._do_post(self, method, parameters)  # noqa: SLF001 (the step below the limiter)


def _seconds(given: ODVInput[float], default: float) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _content(data: RequestData | None) -> dict[str, Any]:
    """Give the body as aiohttp takes it: JSON, or a multipart form where files go with it."""
    if data is None:
        return {}
    if not data.contains_files:
        given = {name: value for name, value in data.parameters.items() if value is not None}
        return {"data": orjson.dumps(given), "headers": _JSON}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
