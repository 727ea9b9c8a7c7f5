"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import inspect
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson
from starlette.types import Receive, Scope, Send

from rehearsal import forms
from rehearsal.calls import Call
from rehearsal.errors import ApiError, bad_request, too_many_requests
from rehearsal.faults import Fault, Faults, Planned
from rehearsal.methods import implemented
from rehearsal.spec import Spec
from rehearsal.world import World

if TYPE_CHECKING:
    from rehearsal.wire import Wire

_TOKEN = re.compile(r"\d+:[\w-]{10,}")
_JSON = b"application/json"
_HTML_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_UNIMPLEMENTED = "method is available but not implemented in the rehearsal"
_ANSWERS = {
    Fault.SERVER_ERROR: (500, "Internal Server Error"),
    Fault.BAD_GATEWAY: (502, "Bad Gateway"),
    Fault.UNAUTHORIZED: (401, "Unauthorized"),
    Fault.NOT_FOUND: (404, "Not Found"),
    Fault.CONFLICT: (
        409,
        (
            "Conflict: terminated by other getUpdates request; make sure that only one bot "
            "instance is running"
        ),
    ),
}
_SUMMARY = 100

# Ends the connection of a request without an answer.
Abort = Callable[[Scope], None]


class BotApi:
    """An ASGI application, kept apart from Starlette's routing because load tests go through it.

    `delay` is added to each call in seconds, half on the way in and half on the way out.
    """

    def __init__(
        self, world: World, token: str, *, faults: Faults, abort: Abort, delay: float = 0.0
    ) -> None:
        self._world = world
        self._token = token
        self._faults = faults
        self._abort = abort
        self._delay = delay / 2
        self._spec = Spec.load()
        self._methods = implemented()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: str = scope["path"]
        if path.startswith("/file/"):
            await self._send_file(path, send)
            return
        content = await _body(receive)
        began = time.perf_counter()
        if self._delay:
            await asyncio.sleep(self._delay)
        planned: Planned | None = None
        call: Call | None = None
        try:
            method = self._method(path)
            planned = self._faults.strike(method) if self._faults.active else None
            if planned is not None:
                await _before(planned)
            call = self._call(method, scope, content)
            answer: Wire = {"ok": True, "result": await self._carry_out(call)}
            status, error = 200, ""
        except ApiError as refused:
            answer, status, error = refused.wire(), refused.code, refused.description
        except _Broken:
            await self._break(scope, receive)
            return
        self._log(path, call, began, error)
        if self._delay:
            await asyncio.sleep(self._delay)
        if planned is not None and planned.fault is Fault.LOST:
            await self._break(scope, receive)
            return
        if planned is not None and planned.fault is Fault.HTML:
            await _respond(send, 502, b"text/html", _HTML_PAGE)
            return
        content = orjson.dumps(answer)
        if planned is not None and planned.fault is Fault.BROKEN_JSON:
            content = content[: len(content) // 2]
        await _respond(send, status, _JSON, content)

    async def _break(self, scope: Scope, receive: Receive) -> None:
        """End the connection without an answer, and wait until it has ended."""
        self._abort(scope)
        await receive()

    def _method(self, path: str) -> str:
        """Return the method that a path means; raise 404 and 401 as Telegram does."""
        token, _, name = path.removeprefix("/bot").partition("/")
        if token != self._token:
            if _TOKEN.fullmatch(token) and name:
                raise ApiError(401, "Unauthorized")
            raise ApiError(404, "Not Found")
        method = self._spec.method(name)
        if method is None:
            raise ApiError(404, "Not Found")
        return method

    def _call(self, method: str, scope: Scope, content: bytes) -> Call:
        body = forms.parse(scope["query_string"], _content_type(scope), content)
        attached = {}
        for name, upload in body.files.items():
            if self._spec.takes_file(method, name):
                body.parameters[name] = upload
            attached[name] = upload
        parameters = self._spec.check(method, body.parameters)
        return Call(self._world, method, parameters, attached)

    async def _carry_out(self, call: Call) -> object:
        function = self._methods.get(call.method)
        if function is None:
            raise bad_request(_UNIMPLEMENTED)
        result = function(call)
        return await result if inspect.isawaitable(result) else result

    def _log(self, path: str, call: Call | None, began: float, error: str) -> None:
        """Remember the call; polls that simply worked would hide the others."""
        method = call.method if call else path.rpartition("/")[2][:_SUMMARY]
        if method == "getUpdates" and not error:
            return
        parameters = call.parameters if call else {}
        chat_id = parameters.get("chat_id")
        said = parameters.get("text") or parameters.get("caption") or ""
        self._world.log_call(
            method, chat_id if isinstance(chat_id, int) else None, error, began, said[:_SUMMARY]
        )

    async def _send_file(self, path: str, send: Send) -> None:
        token, _, name = path.removeprefix("/file/bot").partition("/")
        file = self._world.files.at(name) if token == self._token else None
        if file is None:
            error = ApiError(404, "Not Found").wire()
            await _respond(send, 404, _JSON, orjson.dumps(error))
        else:
            await _respond(send, 200, b"application/octet-stream", file.content)


class _Broken(Exception):  # noqa: N818 - not an error: the connection is to end
    """The connection ends before anything was done."""


async def _before(planned: Planned) -> None:
    """Let happen what happens before a call is carried out."""
    if planned.fault is Fault.RATE_LIMITED:
        seconds = max(1, round(planned.seconds))
        raise too_many_requests(seconds)
    if planned.fault in _ANSWERS:
        raise ApiError(*_ANSWERS[planned.fault])
    if planned.fault is Fault.RESET:
        raise _Broken
    if planned.fault is Fault.SLOW:
        await asyncio.sleep(planned.seconds)


async def _body(receive: Receive) -> bytes:
    message = await receive()
    content: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return content
    parts = [content]
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return b"".join(parts)


def _content_type(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value.decode("latin-1"))
    return "application/x-www-form-urlencoded"


async def _respond(send: Send, status: int, content_type: bytes, content: bytes) -> None:
    headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
