"""Methods that send files, one or an album, and the one that finds them again."""

from rehearsal.calls import Call, caption_content
from rehearsal.errors import ApiError, bad_request
from rehearsal.files import DOWNLOAD_LIMIT
from rehearsal.media import FOLDERS, media
from rehearsal.wire import Wire

_ALBUM = range(2, 11)
# These can only be in an album with their like.
_ALONE = {"document", "audio"}


def send_photo(call: Call) -> Wire:
    """Send a picture."""
    return _send(call, "photo")


def send_document(call: Call) -> Wire:
    """Send any file."""
    return _send(call, "document")


def send_voice(call: Call) -> Wire:
    """Send a voice note."""
    return _send(call, "voice")


def send_audio(call: Call) -> Wire:
    """Send music."""
    return _send(call, "audio")


def send_video(call: Call) -> Wire:
    """Send a film."""
    return _send(call, "video")


def send_media_group(call: Call) -> list[Wire]:
    """Send an album of 2 to 10 items; each is a message, all share a media_group_id."""
    items: list[Wire] = call.get("media")
    kinds = {item["type"] for item in items}
    if len(items) not in _ALBUM:
        raise bad_request("wrong number of items: albums have from 2 to 10")
    if len(kinds) > 1 and kinds & _ALONE:
        raise bad_request("documents and audio files can't be mixed with other media types")
    chat = call.writable()
    contents = [input_media(call, item) for item in items]
    call.world.pace.take(chat.id, len(items))
    album = {"media_group_id": f"{call.world.now()}{len(chat.messages)}"}
    return [call.send(content | album, chat, counted=True).wire for content in contents]


def input_media(call: Call, item: Wire) -> Wire:
    """Return the content that an InputMedia object describes."""
    kind = item["type"]
    if kind not in FOLDERS:
        raise bad_request(f"media type {kind} is not implemented in the rehearsal")
    file = call.file(item["media"], FOLDERS[kind])
    return media(kind, file, item) | caption_content(item)


def get_file(call: Call) -> Wire:
    """Return where a file can be fetched; not for those above 20 MB."""
    try:
        file = call.world.files.get(call.get("file_id"))
    except ApiError:
        raise bad_request("invalid file_id") from None
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return file.wire() | {"file_path": file.path}


def _send(call: Call, kind: str) -> Wire:
    chat = call.writable()
    caption = caption_content(call.parameters)
    file = call.file(call.get(kind), FOLDERS[kind])
    return call.send(media(kind, file, call.parameters) | caption, chat).wire


METHODS = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVoice": send_voice,
    "sendAudio": send_audio,
    "sendVideo": send_video,
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
