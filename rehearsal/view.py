"""Messages and people in the shape in which the page shows them."""

from datetime import UTC, datetime

from rehearsal.people import Chat, Stored
from rehearsal.render import html
from rehearsal.wire import Wire

_MEDIA = ("photo", "document", "voice", "video", "audio", "sticker")
_SIGNS = {
    "photo": "📷",
    "document": "📎",
    "voice": "🎤",
    "video": "🎬",
    "audio": "🎵",
    "sticker": "🙂",
    "contact": "👤",
    "venue": "📍",
    "location": "📍",
}
_NAMES = ("title", "file_name", "first_name")
_LINE = 120


def moment(stamp: int) -> str:
    """Return a Unix time as ISO 8601."""
    return datetime.fromtimestamp(stamp, UTC).isoformat()


def person(chat: Chat) -> Wire:
    """Return the page's Person: who has this private chat, and how it stands."""
    user = chat.user
    if user is None:
        raise ValueError("a group is no person")
    last = chat.last()
    return {
        "id": user.id,
        "name": user.name,
        "name_hi": user.name_hi,
        "state": user.state,
        "state_name": user.state_name,
        "district": user.district,
        "district_hi": user.district_hi,
        "state_en": user.state_en,
        "phone": user.phone,
        "kind": user.kind,
        "link": user.link,
        "language_code": user.language_code,
        "started": chat.started,
        "blocked": chat.blocked,
        "unread": chat.unread,
        "last": line(last) if last else "",
        "last_date": moment(last.wire["date"]) if last else None,
    }


def group(chat: Chat) -> Wire:
    """Return a group in the shape of a Person, so that the page lists both."""
    last = chat.last()
    return {
        "id": chat.id,
        "name": chat.wire["title"],
        "kind": "group",
        "members": list(chat.members()),
        "started": True,
        "blocked": False,
        "unread": chat.unread,
        "last": line(last) if last else "",
        "last_date": moment(last.wire["date"]) if last else None,
    }


def line(stored: Stored) -> str:
    """Return the beginning of a message on one line; what is no text as a sign and a name."""
    text = " ".join(stored.text.split())
    kind = next((kind for kind in _SIGNS if kind in stored.wire), "")
    if kind:
        content = stored.wire[kind]
        names = content if isinstance(content, dict) else {}
        name = text or next((names[key] for key in _NAMES if key in names), "")
        text = f"{_SIGNS[kind]} {name}".strip()
    return text if len(text) <= _LINE else text[: _LINE - 1] + "…"


def message(stored: Stored, viewer: int) -> Wire:
    """Return the page's Message as `viewer` sees it: `out` is what he sent himself."""
    wire = stored.wire
    entities = wire.get("entities") or wire.get("caption_entities") or []
    sender = wire["from"]
    shown: Wire = {
        "id": stored.id,
        "out": stored.author == viewer,
        "from": {"id": sender["id"], "name": _name(sender), "is_bot": sender["is_bot"]},
        "date": moment(wire["date"]),
        "edited": "edit_date" in wire,
        "html": html(stored.text, entities),
    }
    if stored.text:
        shown["text"] = stored.text
        shown["entities"] = entities
    shown |= _attached(wire)
    if "reply_to_message" in wire:
        target = Stored(wire["reply_to_message"], 0)
        shown["reply_to"] = {"id": target.id, "text": line(target)}
    if "reply_markup" in wire:
        rows = wire["reply_markup"]["inline_keyboard"]
        shown["buttons"] = [[inline_button(button) for button in row] for row in rows]
    for name in ("reaction", "service"):
        if getattr(stored, name):
            shown[name] = getattr(stored, name)
    return shown


def inline_button(button: Wire) -> Wire:
    """Return a button under a message; `text` is the kind of those the page can't act on."""
    shown: Wire = {"text": button["text"], "kind": "text"}
    for field, kind, key in (
        ("callback_data", "callback", "data"),
        ("url", "url", "url"),
        ("copy_text", "copy", "copy"),
    ):
        if field in button:
            value = button[field]
            shown |= {"kind": kind, key: value["text"] if kind == "copy" else value}
    if "style" in button:
        shown["style"] = button["style"]
    return shown


def keyboard(markup: Wire | None) -> Wire | None:
    """Return a reply keyboard: rows of buttons as under a message, and how it behaves."""
    if markup is None:
        return None
    return {
        "rows": [[_reply_button(button) for button in row] for row in markup["keyboard"]],
        "resize": markup.get("resize_keyboard", False),
        "one_time": markup.get("one_time_keyboard", False),
        "persistent": markup.get("is_persistent", False),
        "placeholder": markup.get("input_field_placeholder", ""),
    }


def _reply_button(button: Wire) -> Wire:
    kind = "contact" if button.get("request_contact") else "text"
    if button.get("request_location"):
        kind = "location"
    shown = {"text": button["text"], "kind": kind}
    return shown | ({"style": button["style"]} if "style" in button else {})


def _attached(wire: Wire) -> Wire:
    shown: Wire = {}
    for kind in _MEDIA:
        if kind in wire:
            shown["media"] = _media(kind, wire[kind])
    if "venue" in wire:
        venue = wire["venue"]
        shown["place"] = venue["location"] | {"title": venue["title"], "address": venue["address"]}
    elif "location" in wire:
        shown["place"] = wire["location"]
    if "contact" in wire:
        shown["contact"] = wire["contact"]
    return shown


def _media(kind: str, found: Wire | list[Wire]) -> Wire:
    file = found[-1] if isinstance(found, list) else found
    shown = {
        "kind": kind,
        "url": f"/api/files/{file['file_id']}",
        "name": file.get("file_name", kind),
        "size": file["file_size"],
        "mime": file.get("mime_type", "image/jpeg" if kind == "photo" else ""),
    }
    sizes = {key: file[key] for key in ("width", "height", "duration") if key in file}
    return shown | sizes


def _name(sender: Wire) -> str:
    return f"{sender['first_name']} {sender.get('last_name', '')}".strip()
