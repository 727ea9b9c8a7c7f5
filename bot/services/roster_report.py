"""What is known of a roster row, and what an import did to the roster, as its report tells it."""

from dataclasses import dataclass

from db.types import RosterStatus


@dataclass(frozen=True, slots=True)
class Facts:
    """What the roster says about one person, in the form in which it is stored."""

    roster_no: int
    name: str
    name_hi: str | None
    state: str
    district: str
    district_hi: str | None
    phone: str | None
    language: str | None
    session_override: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """A stored roster row."""

    id: int
    facts: Facts
    status: RosterStatus


@dataclass(frozen=True, slots=True)
class Entry:
    """Someone, as the report names them."""

    roster_no: int
    name: str
    state: str
    district: str


@dataclass(frozen=True, slots=True)
class Change:
    """Which fields of a known row the file changes; ``status`` is a return to the roster."""

    entry: Entry
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Someone whose session the file changes; None is no session."""

    entry: Entry
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do; ``total`` rows = added + changed + same.

    ``moved`` are those of the changed whose session is another one now. ``gone`` are people who
    are on the roster but not in the file; their rows are kept and marked. ``told``: how many of
    ``moved`` have joined and hear of it.
    """

    total: int
    added: tuple[Entry, ...]
    changed: tuple[Change, ...]
    moved: tuple[Move, ...]
    gone: tuple[Entry, ...]
    same: int
    without_phone: int
    warnings: tuple[str, ...]
    told: int = 0
