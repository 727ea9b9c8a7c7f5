"""JSON objects as the Bot API sends them, and the text measures it uses."""

from typing import Any

# The Bot API has some 300 object types, and this server keeps them in the shape in which they
# travel: what a bot receives is then what was stored, with nothing lost in between.
Wire = dict[str, Any]


def utf16_length(text: str) -> int:
    """Return the length of `text` in UTF-16 units, which is how Telegram counts."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
