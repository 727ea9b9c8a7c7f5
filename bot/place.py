"""Which delegates are meant: those of a session, state or district, and a group among them."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

_CODE = re.compile(r"([a-z0-9_]{0,12})\.([A-Z]{0,2})\.([0-9]{0,15})")


class Group(StrEnum):
    """A group among delegates."""

    ALL = "all"
    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    ANSWERED = "answered"
    SILENT = "silent"  # no answer
    JOINED = "joined"
    UNJOINED = "unjoined"
    UNREACHABLE = "unreachable"
    CAME = "came"
    AWAITED = "awaited"  # said yes and has not come


@dataclass(frozen=True, slots=True)
class Place:
    """A session, a state, a district, or each within the other; nothing set is everybody.

    A district is known by the key of any roster row in it: names are too long for a button.
    """

    session: str | None = None
    state: str | None = None
    district: int | None = None

    def code(self) -> str:
        """Write it for a button, in at most 31 bytes."""
        return f"{self.session or ''}.{self.state or ''}.{self.district or ''}"

    @classmethod
    def read(cls, code: str) -> "Place":
        """Read what `code` wrote; ValueError for anything else."""
        found = _CODE.fullmatch(code)
        if found is None:
            raise ValueError(f"not a place: {code}")
        session, state, district = found.groups()
        return cls(session or None, state or None, int(district) if district else None)

    @property
    def around(self) -> "Place | None":
        """Give the place that this one is a part of; None for everybody."""
        for name in ("district", "state", "session"):
            if getattr(self, name) is not None:
                return replace(self, **{name: None})
        return None


EVERYBODY = Place()
