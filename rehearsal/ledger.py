"""What was really delivered: the judge when a bot says that it sent something."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import orjson


@dataclass(frozen=True, slots=True)
class Delivered:
    """One thing that reached a chat: a message, or the edit of one."""

    time: str
    chat_id: int
    method: str
    text: str
    message_id: int


class Ledger:
    """Deliveries in memory and, where a path is given, as JSON lines that outlive the process."""

    def __init__(self, path: Path | None = None) -> None:
        self.rows: list[Delivered] = []
        self._file: BinaryIO | None = path.open("ab", buffering=0) if path else None

    def add(self, row: Delivered) -> None:
        """Write down one delivery; the line is with the operating system when this returns."""
        self.rows.append(row)
        if self._file is not None:
            self._file.write(orjson.dumps(row) + b"\n")

    def to(self, chat_id: int) -> list[Delivered]:
        """Return what reached this chat, oldest first."""
        return [row for row in self.rows if row.chat_id == chat_id]

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @staticmethod
    def read(path: Path) -> list[Delivered]:
        """Return the deliveries of a file; a last line that is not whole is left out."""
        whole = path.read_bytes().rpartition(b"\n")[0]
        return [Delivered(**orjson.loads(line)) for line in whole.splitlines()]


def as_json(row: Delivered) -> dict[str, object]:
    """Return a delivery as a JSON object."""
    return asdict(row)
