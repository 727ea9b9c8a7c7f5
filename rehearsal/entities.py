"""Entities: the marked ranges of a text, those the sender gives and those Telegram finds."""

import re

from rehearsal.errors import bad_request
from rehearsal.wire import Wire, utf16_length

_FOUND = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)'\]]"
    r"|\b(?<![@./-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|gov|edu|info|in|me|io)\b"
    r"(?:/[^\s<>\"]*[^\s<>\".,;:!?)'\]])?)"
    r"|(?P<email>\b[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"|(?<![\w/<>])(?P<bot_command>/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?)(?![\w/<>])"
    r"|(?<!\w)(?P<mention>@[a-zA-Z][a-zA-Z0-9_]{3,31})\b"
    # \w leaves out the vowel signs of Devanagari.
    r"|(?<!\w)(?P<hashtag>\#(?!\d)[\w\u0900-\u0963\u0966-\u097f\u200c\u200d]+)"
    r"|(?<![\w+])(?P<phone_number>\+\d{2}[\d ()-]{7,15}\d)(?!\w)",
    re.IGNORECASE,
)
_MAY_HOLD = re.compile(r"[/@#+.]")
_LITERAL = {"code", "pre", "text_link", "text_mention"}
_TYPES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold",
    "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
    "code", "pre", "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip


def detected(text: str, given: list[Wire]) -> list[Wire]:
    """Return `given` with the commands, addresses, mentions and numbers that Telegram marks."""
    if not _MAY_HOLD.search(text):
        return given
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in given
        if entity["type"] in _LITERAL
    ]
    found = []
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match[0])
        if not any(start < offset + length and offset < end for start, end in taken):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    return arranged(given + found) if found else given


def arranged(entities: list[Wire]) -> list[Wire]:
    """Return `entities` in Telegram's order, without what stands inside code and what repeats."""
    if len(entities) < 2:  # noqa: PLR2004 - one entity is in order
        return entities
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    blocks = [entity for entity in ordered if entity["type"] in {"code", "pre"}]
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for entity in ordered:
        key = (entity["type"], entity["offset"], entity["length"])
        if key not in seen and not any(_within(entity, block) for block in blocks):
            seen.add(key)
            kept.append(entity)
    return kept


def checked(text: str, entities: list[Wire]) -> list[Wire]:
    """Return entities that a bot gave itself; raise a 400 where one does not fit the text."""
    length = utf16_length(text)
    for entity in entities:
        if entity["type"] not in _TYPES:
            raise bad_request(f"can't parse MessageEntity: unsupported type {entity['type']}")
        if entity["offset"] < 0 or entity["length"] <= 0:
            raise bad_request("can't parse MessageEntity: offset and length must be positive")
        if entity["offset"] + entity["length"] > length:
            raise bad_request("entity beyond the end of the text")
    return arranged(entities)


def trimmed(text: str, entities: list[Wire]) -> tuple[str, list[Wire]]:
    """Return both without the white space around the text, as Telegram stores them."""
    stripped = text.strip(" \t\n\r")
    if stripped == text:
        return text, entities
    cut = utf16_length(text[: text.find(stripped)]) if stripped else 0
    end = utf16_length(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return stripped, kept


def _within(entity: Wire, block: Wire) -> bool:
    """Nothing can be marked inside code, except that it is quoted as a whole."""
    if entity is block or "quote" in entity["type"]:
        return False
    start, end = block["offset"], block["offset"] + block["length"]
    return bool(entity["offset"] >= start and entity["offset"] + entity["length"] <= end)
