"""What a delegate sends beside words."""

from stage import Someone

from rehearsal.media import FOLDERS, media

# The beginning of a PNG of 1 by 1: enough for Telegram's stand-in to see a picture.
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


class Sender:
    """Sends files as a person does."""

    async def __call__(
        self, someone: Someone, kind: str, name: str, *, caption: str = "", album: str = ""
    ) -> None:
        world = someone.stage.world
        file = world.files.add(name, "application/octet-stream", PICTURE, FOLDERS[kind])
        content = media(kind, file, {"duration": 42} if kind == "voice" else {})
        if caption:
            content["caption"] = caption
        if album:
            content["media_group_id"] = album
        await someone.send(content)
