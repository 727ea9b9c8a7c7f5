"""What an organiser types to change an event besides days and times: read or refused; pure."""

import regex

from bot.errors import Refusal
from bot.event import AgendaItem
from bot.when_words import NoSuchTime, NotATime, read_time

BETWEEN = "|"  # Hindi | English
_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_TIMED = regex.compile(r"(?P<clock>\d{1,2}[:.]\d{2})\s*[-–—:]?\s+(?P<title>.+)")
_PLACE_LINES = 3
_SPOT = regex.compile(r"(-?\d{1,2}\.\d+)[,\s]+(-?\d{1,3}\.\d+)")


class NotBothLanguages(Refusal):
    """A text is missing in one of the languages."""


class NotAPlace(Refusal):
    """A place needs its name, its address and its spot on the map."""


def read_both(text: str) -> dict[str, str]:
    """Read ``Hindi | English``; the order does not matter. Raises NotBothLanguages."""
    parts = [part.strip() for part in text.split(BETWEEN)]
    hindi = [part for part in parts if _DEVANAGARI.search(part)]
    english = [part for part in parts if part and not _DEVANAGARI.search(part)]
    if len(parts) != 2 or len(hindi) != 1 or len(english) != 1:  # noqa: PLR2004 (languages)
        raise NotBothLanguages
    return {"hi": hindi[0], "en": english[0]}


def read_place(text: str, name: str) -> dict[str, object]:
    """Read three lines: name, address, and latitude with longitude; ``name`` is its new id.

    Raises NotAPlace or NotBothLanguages.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    spot = _SPOT.fullmatch(lines[-1]) if lines else None
    if len(lines) != _PLACE_LINES or spot is None:
        raise NotAPlace
    return {
        "id": name,
        "name": read_both(lines[0]),
        "address": read_both(lines[1]),
        "latitude": float(spot[1]),
        "longitude": float(spot[2]),
    }


def read_programme(text: str, known: tuple[AgendaItem, ...]) -> list[dict[str, object]]:
    """Read a line for each point: a time, if it has one, and ``Hindi | English``.

    A point whose title is known stays the same point. Raises NotBothLanguages or NoSuchTime.
    """
    by_title = {t.casefold(): item for item in known for t in (item.title.hi, item.title.en)}
    taken = {item.id for item in known}
    found: list[dict[str, object]] = []
    for line in (line.strip() for line in text.splitlines() if line.strip()):
        timed = _TIMED.fullmatch(line)
        title = read_both(timed["title"] if timed else line)
        same = by_title.get(title["hi"].casefold()) or by_title.get(title["en"].casefold())
        point = same.model_dump(mode="json", exclude_none=True) if same else {}
        point.pop("time", None)
        point |= {"title": title}
        if timed:
            point["time"] = _time(timed["clock"])
        if not point.get("id"):
            point["id"] = next(name for n in range(1, 1000) if (name := f"p{n}") not in taken)
            taken.add(str(point["id"]))
        found.append(point)
    if not found:
        raise NotBothLanguages
    return found


def _time(clock: str) -> str:
    try:
        return read_time(f"0{clock}" if clock[1] in ":." else clock).isoformat()
    except NotATime:
        raise NoSuchTime from None


def programme_text(items: tuple[AgendaItem, ...]) -> str:
    """Write a programme as `read_programme` reads it."""
    return "\n".join(
        f"{f'{item.time:%H:%M} ' if item.time else ''}{item.title.hi} {BETWEEN} {item.title.en}"
        for item in items
    )
