"""The roster with reach and answers as a file for people: XLSX with a sheet per session, or CSV."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.text import Voice
from db.types import RsvpChoice


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One delegate as a row; texts in the reader's language, moments local (`Event.local`)."""

    session: str | None  # id, as in `Sheet.session`
    roster_no: int
    name: str
    name_hi: str | None
    state: str
    district: str
    phone: str | None
    answer: RsvpChoice | None
    answered_at: datetime | None
    joined_at: datetime | None
    verified_at: datetime | None
    unreachable_at: datetime | None
    checked_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: those of one session; ``session`` None takes all the others."""

    session: str | None
    title: str  # as on its tab, such as "3 April"; what Excel forbids there is left out


def write(
    path: Path,
    voice: Voice,
    sheets: Sequence[Sheet],
    lines: Iterable[RosterLine],
    *,
    phones: bool = True,
) -> int:
    """Write the lines to ``path`` (.xlsx or .csv) as they come, and give how many there were.

    XLSX: typed cells, a header that stays, filters; phones are text, and no cell is ever a
    formula. A sheet that overflows Excel's 1,048,576 rows goes on in another. CSV: one table with
    the session as a column. ``phones=False`` leaves the column of phones out. Memory does not
    grow with the lines. The file appears only when it is complete. Raises Fault.
    """
    raise NotImplementedError
