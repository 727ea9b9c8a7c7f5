"""Telegram's HTML parse mode: tags become entities, or the text is refused as Telegram does."""

import re
from dataclasses import dataclass, field
from html import unescape

from rehearsal.entities import arranged
from rehearsal.errors import ApiError, bad_request
from rehearsal.wire import Wire, utf16_length

# https://core.telegram.org/bots/api#html-style
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAME = re.compile(r"[^\s>/]*")
_ATTRIBUTE = re.compile(
    r"""\s*(?P<name>[^\s=>/"']+)\s*(?:=\s*(?P<value>"[^"]*"|'[^']*'|[^\s>"']+))?"""
)
_TAG_END = re.compile(r"\s*/?\s*>")
_CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,8}|#[xX][0-9a-fA-F]{1,7});")


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    position: int


@dataclass(slots=True)
class _Reading:
    source: str
    position: int = 0
    parts: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Wire] = field(default_factory=list)

    def add(self, text: str) -> None:
        plain = _CHARACTER.sub(lambda found: unescape(found[0]), text) if "&" in text else text
        self.parts.append(plain)
        self.length += utf16_length(plain)

    def refuse(self, reason: str, at: int | None = None) -> ApiError:
        where = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        return bad_request(f"can't parse entities: {reason}{where}")


def parse_html(source: str) -> tuple[str, list[Wire]]:
    """Return the text of `source` and its entities, offsets in UTF-16 units.

    Raises a 400 "can't parse entities: ..." with the reasons and byte offsets of TDLib's
    MessageEntity.cpp: unknown, unclosed and crossing tags, broken attributes.
    """
    reading = _Reading(source)
    while True:
        start = source.find("<", reading.position)
        if start < 0:
            reading.add(source[reading.position :])
            break
        reading.add(source[reading.position : start])
        if source.startswith("</", start):
            _close(reading, start)
        else:
            _open(reading, start)
    if reading.stack:
        tag = reading.stack[-1].tag
        raise reading.refuse(f'Can\'t find end tag corresponding to start tag "{tag}"')
    return "".join(reading.parts), arranged(reading.entities)


def _open(reading: _Reading, start: int) -> None:
    source = reading.source
    name = _NAME.match(source, start + 1)
    tag = name[0].lower() if name else ""
    position = name.end() if name else start + 1
    if position >= len(source):
        raise reading.refuse("Unclosed start tag", start)
    if tag not in _TAGS:
        raise reading.refuse(f'Unsupported start tag "{tag}"', start)
    attributes, reading.position = _attributes(reading, tag, start, position)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise reading.refuse('Tag "span" must have class "tg-spoiler"', start)
    reading.stack.append(_Open(tag, attributes, reading.length, len(reading.parts)))


def _attributes(
    reading: _Reading, tag: str, start: int, position: int
) -> tuple[dict[str, str], int]:
    attributes: dict[str, str] = {}
    while True:
        end = _TAG_END.match(reading.source, position)
        if end:
            return attributes, end.end()
        found = _ATTRIBUTE.match(reading.source, position)
        if not found:
            if ">" not in reading.source[position:]:
                raise reading.refuse("Unclosed start tag", start)
            raise reading.refuse(f'Empty attribute name in the tag "{tag}"', start)
        value = found["value"] or ""
        if value[:1] in {'"', "'"}:
            value = value[1:-1]
        attributes[found["name"].lower()] = unescape(value)
        position = found.end()


def _close(reading: _Reading, start: int) -> None:
    end = reading.source.find(">", start)
    if end < 0:
        raise reading.refuse("Unclosed end tag", start)
    if not reading.stack:
        raise reading.refuse("Unexpected end tag", start)
    opened = reading.stack.pop()
    tag = reading.source[start + 2 : end].strip().lower()
    if tag and tag != opened.tag:
        expected = f'expected "</{opened.tag}>", found "</{tag}>"'
        where = len(reading.source[:start].encode())
        raise reading.refuse(f"Unmatched end tag at byte offset {where}, {expected}")
    reading.position = end + 1
    length = reading.length - opened.offset
    if length:
        _append(reading, opened, length)


def _append(reading: _Reading, opened: _Open, length: int) -> None:
    inside = "".join(reading.parts[opened.position :])
    entity: Wire = {"type": _TAGS[opened.tag], "offset": opened.offset, "length": length}
    extra = _extra(reading, opened, inside)
    if extra is None:
        return
    entity.update(extra)
    last = reading.entities[-1] if reading.entities else None
    if opened.tag == "pre" and last and _is_language(last, entity):
        entity["language"] = reading.entities.pop()["language"]
    reading.entities.append(entity)


def _is_language(inner: Wire, outer: Wire) -> bool:
    """<pre><code class="language-x"> is one block of that language."""
    same = (inner["offset"], inner["length"]) == (outer["offset"], outer["length"])
    return same and inner["type"] == "code" and "language" in inner


def _extra(reading: _Reading, opened: _Open, inside: str) -> Wire | None:
    """Return what the attributes add, or None where the tag comes to nothing."""
    given = opened.attributes
    match opened.tag:
        case "a":
            url = given.get("href") or inside
            return _link(url)
        case "blockquote":
            return {"type": "expandable_blockquote"} if "expandable" in given else {}
        case "tg-emoji":
            if not given.get("emoji-id", "").isdecimal():
                raise reading.refuse("Invalid custom emoji identifier specified")
            return {"custom_emoji_id": given["emoji-id"]}
        case "tg-time":
            if not given.get("unix", "").isdecimal():
                raise reading.refuse("Invalid unix time specified")
            moment: Wire = {"unix_time": int(given["unix"])}
            return moment | ({"date_time_format": given["format"]} if given.get("format") else {})
        case "code" if given.get("class", "").startswith("language-"):
            return {"language": given["class"].removeprefix("language-")}
    return {}


def _link(url: str) -> Wire | None:
    """Return the link of an <a>; Telegram shows the bare text where the address is no address."""
    mention = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if mention:
        return {"type": "text_mention", "user": {"id": int(mention[1])}}
    address = url if "://" in url or url.startswith(("mailto:", "tel:")) else f"http://{url}"
    if re.fullmatch(r"(?:https?|ftp|tg|ton)://[^\s/]+(?:/\S*)?|(?:mailto|tel):\S+", address):
        return {"url": address + "/" if re.fullmatch(r"https?://[^/?#]+", address) else address}
    return None
