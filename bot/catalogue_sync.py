"""The catalogues brought in step with the code: ``make messages``.

Only what the code changed changes: headers and the order of what is there stay, a new message
follows its neighbour in the code, one that is no longer said goes. Written twice, it is the same.
"""

from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.catalogue_check import SOURCE
from bot.text import DOMAIN, LOCALES

ROOT = Path(__file__).parent.parent
SAYING = [("bot/**.py", "python"), ("handlers/**.py", "python"), ("rehearsal/cast.py", "python")]
# The calls that take a message id, and the places of their ids.
KEYWORDS = {"say": (1,), "plain": (1,), "plural": (1, 2), "N_": None}


def main() -> None:
    """Write every catalogue anew."""
    spoken = said_in_code()
    for locale in LOCALES:
        path = Path(str(files("locales"))) / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
        path.write_bytes(in_step(path.read_bytes(), locale, spoken))


def said_in_code() -> Catalog:
    """Collect what the code says, in the order of files and lines."""
    spoken = Catalog()
    for file, line, message, comments, context in extract_from_dir(ROOT, SAYING, None, KEYWORDS):
        if any(text.strip() for text in _texts(message)):  # not the "\n" of say("\n".join(...))
            spoken.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return spoken


def in_step(data: bytes, locale: str, spoken: Catalog) -> bytes:
    """Give a catalogue as it should be written.

    A new message is empty, except in the language of the ids, where it is its own translation.
    """
    catalogue = read_po(BytesIO(data), locale=locale)
    catalogue.update(_ordered(catalogue, spoken), no_fuzzy_matching=True)
    for message in catalogue:
        if locale == SOURCE and message.id and not any(_texts(message.string)):
            message.string = message.id
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, ignore_obsolete=True, include_lineno=False)
    header, _, _ = data.partition(b"\n\n")
    return header + b"\n\n" + body.getvalue().strip() + b"\n"


def _ordered(catalogue: Catalog, spoken: Catalog) -> Catalog:
    now = {_key(message): message for message in spoken if message.id}
    order = [key for key in map(_key, catalogue) if key in now]
    held = set(order)
    order += [key for key in list(now)[:1] if key not in held]
    for before, key in pairwise(now):
        if key not in held:
            order.insert(order.index(before) + 1, key)
    ordered = Catalog()
    for key in order:
        message = now[key]
        ordered.add(message.id, None, message.locations, message.flags)
    return ordered


def _key(message: Message) -> str:
    return _texts(message.id)[0]


def _texts(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value or "",) if isinstance(value, str | None) else tuple(value)


if __name__ == "__main__":
    main()
