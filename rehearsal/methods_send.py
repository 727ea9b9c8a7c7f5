"""Methods that send text, places and contacts, and those that send a message again."""

from rehearsal.calls import Call, caption_content, text_content, without_reply
from rehearsal.errors import bad_request
from rehearsal.people import Stored
from rehearsal.wire import Wire

# What of a message is its content, and so goes along in a copy.
_CONTENT = (
    "text", "entities", "caption", "caption_entities", "show_caption_above_media", "photo",
    "document", "voice", "audio", "video", "sticker", "location", "venue", "contact",
)  # fmt: skip
_CAPTIONED = ("photo", "document", "voice", "audio", "video")
_FURTHEST = 90.0, 180.0


def send_message(call: Call) -> Wire:
    """Send a text."""
    return call.send(text_content(call.parameters)).wire


def send_location(call: Call) -> Wire:
    """Send a point on the map."""
    return call.send({"location": _point(call)}).wire


def send_venue(call: Call) -> Wire:
    """Send a place; as in Telegram, the message carries its point as a location too."""
    point = _point(call)
    title, address = call.get("title").strip(), call.get("address").strip()
    if not title or not address:
        raise bad_request("venue title and address must be non-empty")
    venue: Wire = {"location": point, "title": title, "address": address}
    return call.send({"venue": venue, "location": point}).wire


def send_contact(call: Call) -> Wire:
    """Send somebody's number."""
    if not call.get("phone_number").strip():
        raise bad_request("contact phone number is empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.get(name) for name in names if call.get(name)}
    return call.send({"contact": contact}).wire


def copy_message(call: Call) -> Wire:
    """Send the content of a message as a new one; a given caption replaces its own."""
    source = _source(call, "copy")
    content = {name: source.wire[name] for name in _CONTENT if name in source.wire}
    if "caption" in call.parameters and any(name in content for name in _CAPTIONED):
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= caption_content(call.parameters)
    return {"message_id": call.send(content).id}


def forward_message(call: Call) -> Wire:
    """Send a message on, with where it came from."""
    source = _source(call, "forward")
    content = {name: source.wire[name] for name in _CONTENT if name in source.wire}
    content["forward_origin"] = source.wire.get("forward_origin") or {
        "type": "user",
        "sender_user": source.wire["from"],
        "date": source.wire["date"],
    }
    return call.send(content).wire


def _source(call: Call, purpose: str) -> Stored:
    chat = call.world.chat(call.get("from_chat_id"))
    found = call.world.message(chat, call.get("message_id"), purpose)
    if found.service:
        raise bad_request(f"message can't be {'copied' if purpose == 'copy' else 'forwarded'}")
    return Stored(without_reply(found.wire), found.author)


def _point(call: Call) -> Wire:
    latitude, longitude = call.get("latitude"), call.get("longitude")
    if abs(latitude) > _FURTHEST[0] or abs(longitude) > _FURTHEST[1]:
        raise bad_request("location is invalid")
    return {"latitude": latitude, "longitude": longitude}


METHODS = {
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
