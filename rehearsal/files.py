"""Files that people and the bot sent, by the ids under which the bot knows them."""

import hashlib
import mimetypes
import struct
from dataclasses import dataclass
from pathlib import PurePath

from rehearsal.errors import bad_request
from rehearsal.wire import Wire

# https://core.telegram.org/bots/api#getfile and #sending-files
UNKNOWN_TYPE = "application/octet-stream"
DOWNLOAD_LIMIT = 20_000_000
UPLOAD_LIMIT = 50_000_000
PHOTO_LIMIT = 10_000_000
_PHOTO_SIDES = 10_000
_PHOTO_RATIO = 20
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class File:
    """A stored file; `path` is what getFile tells."""

    id: str
    unique_id: str
    name: str
    mime: str
    content: bytes
    path: str

    def wire(self) -> Wire:
        """Return the fields that all file objects of the Bot API share."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


class Files:
    """All files of a rehearsal, in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def add(self, name: str, mime: str, content: bytes, folder: str = "documents") -> File:
        """Keep a file under a new id; raise a 400 for an empty or too large one."""
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > UPLOAD_LIMIT:
            raise bad_request("file is too big")
        name = PurePath(name.replace("\\", "/")).name or "file"
        if mime == UNKNOWN_TYPE:
            mime = mimetypes.guess_type(name)[0] or mime
        unique = hashlib.sha256(content).hexdigest()[:16]
        number = len(self._by_id)
        suffix = PurePath(name).suffix or mimetypes.guess_extension(mime) or ""
        path = f"{folder}/file_{number}{suffix}"
        file = File(f"file-{number}-{unique}", unique, name, mime, content, path)
        self._by_id[file.id] = self._by_path[path] = file
        return file

    def get(self, file_id: str) -> File:
        """Return the file with this id; raise a 400 where there is none."""
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None

    def at(self, path: str) -> File | None:
        """Return the file that getFile named `path`."""
        return self._by_path.get(path)


def photo_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a picture; raise a 400 for what Telegram takes for no photo."""
    size = _png(content) or _gif(content) or _webp(content) or _jpeg(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(content) > PHOTO_LIMIT:
        raise bad_request("file is too big")
    if sum(size) > _PHOTO_SIDES or max(size) > _PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png(content: bytes) -> tuple[int, int] | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return None


def _gif(content: bytes) -> tuple[int, int] | None:
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    if content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Walk the segments of a JPEG to its frame header (ITU-T T.81, B.2.2)."""
    if not content.startswith(b"\xff\xd8"):
        return None
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:  # noqa: PLR2004 - marker
        length = struct.unpack(">H", content[position + 2 : position + 4])[0]
        if content[position + 1] in _FRAMES:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None
