"""Text and entities as safe HTML for the page."""

from collections.abc import Callable
from html import escape

from rehearsal.wire import Wire

_FIXED = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre><code>", "</code></pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
}
_ADDRESS: dict[str, Callable[[Wire, str], str]] = {
    "text_link": lambda entity, _: str(entity["url"]),
    "url": lambda _, covered: covered if "://" in covered else f"https://{covered}",
    "email": lambda _, covered: f"mailto:{covered}",
    "phone_number": lambda _, covered: "tel:" + covered.replace(" ", ""),
}
_SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:", "tg://")


def html(text: str, entities: list[Wire]) -> str:
    """Return `text` as HTML: every character escaped, entities as tags, lines as they are.

    Entities may nest and, when a bot gave them itself, cross: at each border all that is open
    is closed and what goes on is opened again.
    """
    if not entities:
        return escape(text)
    units = text.encode("utf-16-le", "surrogatepass")
    size = len(units) // 2
    spans = [(e["offset"], min(e["offset"] + e["length"], size), e) for e in entities]
    borders = sorted({0, size} | {at for start, end, _ in spans for at in (start, end)})
    parts: list[str] = []
    opened: list[tuple[int, int, Wire]] = []
    for at, following in zip(borders, [*borders[1:], size], strict=True):
        opened = _turn(parts, opened, [span for span in spans if span[0] <= at < span[1]], units)
        piece = units[at * 2 : following * 2].decode("utf-16-le", "replace")
        parts.append(escape(piece))
    return "".join(parts)


def _turn(
    parts: list[str],
    opened: list[tuple[int, int, Wire]],
    wanted: list[tuple[int, int, Wire]],
    units: bytes,
) -> list[tuple[int, int, Wire]]:
    """Close what ends, open what begins; return what is open now, outermost first."""
    same = 0
    while same < min(len(opened), len(wanted)) and opened[same] is wanted[same]:
        same += 1
    parts += [_tags(span[2], "")[1] for span in reversed(opened[same:])]
    for start, end, entity in wanted[same:]:
        covered = units[start * 2 : end * 2].decode("utf-16-le", "replace")
        parts.append(_tags(entity, covered)[0])
    return wanted


def _tags(entity: Wire, covered: str) -> tuple[str, str]:
    """Return the opening and the closing tag of an entity that covers this text."""
    kind = entity["type"]
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _ADDRESS:
        return _anchor(_ADDRESS[kind](entity, covered)), "</a>"
    if kind == "bot_command":
        return f'<a class="command" data-command="{escape(covered)}">', "</a>"
    if kind == "date_time":
        return f'<time data-unix="{int(entity.get("unix_time", 0))}">', "</time>"
    return f'<span class="{escape(kind)}">', "</span>"


def _anchor(url: str) -> str:
    if not url.lower().startswith(_SAFE_SCHEMES):
        return '<a class="link">'
    return f'<a class="link" href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
