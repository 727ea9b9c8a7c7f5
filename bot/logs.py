"""The log: where it goes, what it looks like, and what must never be in it."""

import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

import orjson
from typing_extensions import override

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")  # a bot token, wherever it stands
_HIDDEN = "<token>"
_CHATTY = ("httpx", "httpcore", "telegram", "apscheduler", "aiohttp", "uvicorn", "alembic")


class _Text(logging.Formatter):
    """A line for people; the token is taken out of messages and tracebacks alike."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    @override
    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub(_HIDDEN, super().format(record))


class _Json(logging.Formatter):
    """A line for machines."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return _TOKEN.sub(_HIDDEN, orjson.dumps(fields).decode())


def start(level: str, form: Literal["text", "json"]) -> None:
    """Log to stderr from now on. Libraries speak from WARNING up: httpx logs addresses at INFO,
    and the address holds the token.
    """  # noqa: D205 (one rule)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
