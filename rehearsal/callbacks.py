"""Pressed buttons that wait for the bot's answer."""

import asyncio
import time
from dataclasses import dataclass, field

from rehearsal.errors import bad_request
from rehearsal.wire import Wire, utf16_length

_LONGEST_TEXT = 200
_GONE = "query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True)
class _Pressed:
    at: float
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    text: str = ""
    alert: bool = False
    url: str = ""


class Callbacks:
    """Callback queries by id; each can be answered once, within `seconds` of real time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._pressed: dict[str, _Pressed] = {}
        self._closed = asyncio.Event()
        self._next = 4_000_000_000_000_001

    def open(self) -> str:
        """Return the id of a new query."""
        query_id = str(self._next)
        self._next += 1
        self._pressed[query_id] = _Pressed(time.monotonic())
        return query_id

    def answer(self, query_id: str, *, text: str, alert: bool, url: str) -> None:
        """Answer a query; raise a 400 for one that is unknown, too old or answered."""
        pressed = self._pressed.get(query_id)
        if pressed is None or pressed.answered.is_set() or self._old(pressed):
            raise bad_request(_GONE)
        if utf16_length(text) > _LONGEST_TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        if url:
            raise bad_request("URL_INVALID")
        pressed.text, pressed.alert, pressed.url = text, alert, url
        pressed.answered.set()

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closed.set()

    async def outcome(self, query_id: str, wait: float) -> Wire:
        """Return what the person sees: the answer, or that none came within `wait` seconds."""
        pressed = self._pressed[query_id]
        ends = [asyncio.create_task(event.wait()) for event in (pressed.answered, self._closed)]
        await asyncio.wait(ends, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
        for task in ends:
            task.cancel()
        answered = pressed.answered.is_set()
        return {"answered": answered, "text": pressed.text, "alert": pressed.alert}

    def _old(self, pressed: _Pressed) -> bool:
        return time.monotonic() - pressed.at > self._seconds
