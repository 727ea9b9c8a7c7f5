"""Reads TOML written by hand: a date that does not exist must not hide the other mistakes.

For Python a file with 30 February in it is no TOML at all, and nothing else in it is looked at.
Here such a value is put in quotes, so that the check of the key that it belongs to can say what
is wrong, next to everything else. A time without seconds, which TOML 1.0 does not know, is told.
"""

import json
import re
import tomllib
from datetime import time
from typing import Any

from bot.errors import Fault, Problem

_LINE = re.compile(r"\(at line (\d+)")
_CLOCK = re.compile(
    r"""
    (?<==)(\s*)
    ( \d{4}-\d\d?-\d\d? (?:[T\ ]\d\d?:\d\d(?::\d\d)?)?  # a date, perhaps with a time
    | \d\d?:\d\d(?::\d\d)? )                               # or a time of day
    (?=\s*(?:[,}\]\#]|$))
    """,
    re.VERBOSE,
)


def parse(text: str, *, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """Parse TOML, or JSON where the file's name says so.

    Gives what could be read, with what is wrong about it as TOML. Raises Fault with the line when
    nothing could be read.
    """
    if file.endswith(".json"):
        return _json(text, file), []
    problems: list[Problem] = []
    while True:
        try:
            return tomllib.loads(text), problems
        except tomllib.TOMLDecodeError as error:
            text, found = _mend(text, error, file)
            problems += found


def _json(text: str, file: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise Fault(
            f"{file}: this is not JSON: {_lower(error.msg)} (at line {error.lineno})"
        ) from None
    if not isinstance(document, dict):
        raise Fault(f"{file}: expected a table")
    return document


def _mend(text: str, error: tomllib.TOMLDecodeError, file: str) -> tuple[str, list[Problem]]:
    """Quote what looks like a date or time in the line at fault; Fault when there is nothing."""
    says = str(error)
    lines = text.split("\n")
    place = _LINE.search(says)
    number = int(place.group(1)) if place else len(lines)
    at = min(number, len(lines)) - 1
    before = lines[at]
    bad = [m.group(2) for m in _CLOCK.finditer(before) if not _is_toml(m.group(2))]
    if not bad:
        raise Fault(f"{file}: this is not TOML: {_lower(says)}") from None
    lines[at] = _CLOCK.sub(
        lambda m: m.group() if m.group(2) not in bad else f'{m.group(1)}"{m.group(2)}"', before
    )
    short = [value for value in bad if _is_clock(value)]
    return "\n".join(lines), [
        Problem(file, f"line {number}", f"expected a time with seconds, {v}:00, got {v}")
        for v in short
    ]


def _is_toml(value: str) -> bool:
    try:
        tomllib.loads(f"v = {value}")
    except tomllib.TOMLDecodeError:
        return False
    return True


def _is_clock(value: str) -> bool:
    try:
        time.fromisoformat(value)
    except ValueError:
        return False
    return True


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
