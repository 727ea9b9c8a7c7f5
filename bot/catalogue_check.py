"""Whether the catalogues are sound: everything translated, placeholders and tags as in the source.

A wrong placeholder or an open tag would only show when somebody is to be told something.
"""

from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from string import Formatter

import regex
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from bot.errors import Problem
from bot.text import DOMAIN, LOCALES

SOURCE = "en"  # the language of the message ids
_TAG = regex.compile(r"<(/?)([a-z][a-z0-9-]*)[^<>]*>", regex.IGNORECASE)
_COUNT = "n"  # "one request" may do without it
_SHOWN = 60  # characters of a message, to find it by


def catalogue_problems() -> list[Problem]:
    """Give everything that is wrong with the catalogues that ship with the package."""
    problems: list[Problem] = []
    ids: dict[str, set[object]] = {}
    for locale in LOCALES:
        place = f"locales/{locale}/LC_MESSAGES/{DOMAIN}.po"
        try:
            data = (files("locales") / locale / "LC_MESSAGES" / f"{DOMAIN}.po").read_bytes()
        except OSError as error:
            problems.append(Problem(place, "file", f"can't be read: {error.strerror}"))
            continue
        found, messages = problems_of(data, locale, place)
        problems += found
        ids[locale] = messages
    known = set().union(*ids.values())
    for locale, messages in ids.items():
        for missing in sorted(map(str, known - messages)):
            place = f"locales/{locale}/LC_MESSAGES/{DOMAIN}.po"
            problems.append(Problem(place, _shown(missing), "is missing here"))
    return problems


def problems_of(data: bytes, locale: str, place: str) -> tuple[list[Problem], set[object]]:
    """Check one catalogue; give what is wrong, and the ids of its messages."""
    try:
        catalogue = read_po(BytesIO(data), locale=locale, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        return [Problem(place, "file", f"is not a catalogue: {error}")], set()
    problems: list[Problem] = []
    ids: set[object] = set()
    for message in catalogue:
        if not message.id:
            continue  # the header
        texts = _texts(message.id)
        ids.add(texts[0])
        where = f"{place}:{message.lineno}" if message.lineno else place
        problems += [
            Problem(where, _shown(texts[0]), says) for says in _wrong(message, catalogue, locale)
        ]
    return problems, ids


def _wrong(message: Message, catalogue: Catalog, locale: str) -> Iterator[str]:
    ids, strings = _texts(message.id), _texts(message.string)
    if message.fuzzy:
        yield "is marked fuzzy: look at the translation and take the mark away"
    if not all(strings) or (len(ids) > 1 and len(strings) != catalogue.num_plurals):
        if locale != SOURCE:
            yield "is not translated"
        return
    try:
        wanted = [_placeholders(text) for text in ids]
        given = [_placeholders(text) for text in strings]
    except ValueError as error:
        yield f"has a broken placeholder: {error}"
        return
    may, must = set.union(*wanted), set.intersection(*wanted)
    for text, names in zip(strings, given, strict=True):
        count = {_COUNT} if len(ids) > 1 else set()
        if not must - count <= names <= may:
            yield f"has the placeholders {_list(names)} where the source has {_list(may)}"
        yield from _tags_wrong(text, ids[-1])


def _tags_wrong(text: str, source: str) -> Iterator[str]:
    opened: list[str] = []
    for closing, name in _TAG.findall(text):
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            yield f"has a </{name}> that closes nothing"
            return
    if opened:
        yield f"has a <{opened[-1]}> that is never closed"
    here, there = _tags(text), _tags(source)
    if here != there:
        yield f"has the tags {_list(here)} where the source has {_list(there)}"


def _texts(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value or "",) if isinstance(value, str | None) else tuple(value)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _tags(text: str) -> Counter[str]:
    return Counter(name for closing, name in _TAG.findall(text) if not closing)


def _list(names: set[str] | Counter[str]) -> str:
    elements = names.elements() if isinstance(names, Counter) else names
    return ", ".join(sorted(elements)) or "none"


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f'"{line if len(line) <= _SHOWN else line[:_SHOWN] + "…"}"'
