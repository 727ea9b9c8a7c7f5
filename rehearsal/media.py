"""Files as the media objects of the Bot API."""

from rehearsal.files import UNKNOWN_TYPE, File, photo_size
from rehearsal.wire import Wire

FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
    "sticker": "stickers",
}
_STICKER_SIDE = 512


def media(kind: str, file: File, given: Wire) -> Wire:
    """Return the message field for `file` sent as `kind`; raise a 400 for a photo that is none.

    `given` may hold what the sender says about it: duration, width, height, title, performer.
    """
    if kind == "photo":
        width, height = photo_size(file.content)
        return {"photo": [file.wire() | {"width": width, "height": height}]}
    found = file.wire()
    if kind == "sticker":
        found |= {"type": "regular", "width": _STICKER_SIDE, "height": _STICKER_SIDE}
        return {kind: found | {"is_animated": False, "is_video": False}}
    known = file.mime != UNKNOWN_TYPE
    found["mime_type"] = "audio/ogg" if kind == "voice" and not known else file.mime
    if kind != "voice":
        found["file_name"] = file.name
    if kind != "document":
        found["duration"] = given.get("duration", 0)
    if kind == "video":
        found |= {name: given.get(name, 0) for name in ("width", "height")}
    if kind == "audio":
        found |= {name: given[name] for name in ("performer", "title") if name in given}
    return {kind: found}
