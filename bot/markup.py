"""Telegram's HTML cut into messages: what is bold before a cut is bold after it."""

import html

import regex

from bot.text import Html, pieces, plain, units

MESSAGE = 4096  # UTF-16 units after parsing, https://core.telegram.org/bots/api#sendmessage
CAPTION = 1024  # likewise, https://core.telegram.org/bots/api#sendphoto
_TAG = regex.compile(r"<(/?)([a-z][a-z0-9-]*)[^>]*>")


def cut(markup: str, limit: int = MESSAGE) -> list[Html]:
    """Cut well-formed markup into pieces of at most ``limit`` units of text each.

    Cuts as `bot.text.pieces` does. Tags that are open at a cut are closed before it and opened
    again after it. Markup that fits is given as it is.
    """
    if units(plain(Html(markup))) <= limit:
        return [Html(markup.strip())] if markup.strip() else []
    text, tags = _read(markup)
    found: list[Html] = []
    end = 0
    for piece in pieces(text, limit):
        start = text.index(piece, end)
        end = start + len(piece)
        found.append(_between(text, tags, start, end))
    return found


def _read(markup: str) -> tuple[str, list[tuple[int, str]]]:
    """Give the text, and the tags with where in the text each stands."""
    parts: list[str] = []
    tags: list[tuple[int, str]] = []
    length = at = 0
    for tag in _TAG.finditer(markup):
        parts.append(html.unescape(markup[at : tag.start()]))
        length += len(parts[-1])
        tags.append((length, tag.group()))
        at = tag.end()
    parts.append(html.unescape(markup[at:]))
    return "".join(parts), tags


def _between(text: str, tags: list[tuple[int, str]], start: int, end: int) -> Html:
    open_tags: list[str] = []
    for at, tag in tags:
        if at <= start:
            _follow(open_tags, tag)
    found = list(open_tags)
    last = start
    for at, tag in tags:
        if start < at < end:
            found += [html.escape(text[last:at], quote=False), tag]
            _follow(open_tags, tag)
            last = at
    found.append(html.escape(text[last:end], quote=False))
    found += [f"</{_name(tag)}>" for tag in reversed(open_tags)]
    return Html("".join(found))


def _follow(open_tags: list[str], tag: str) -> None:
    """Keep step with what is open."""
    if tag.startswith("</"):
        if open_tags:
            open_tags.pop()
    else:
        open_tags.append(tag)


def _name(tag: str) -> str:
    found = _TAG.match(tag)
    return found.group(2) if found else ""
