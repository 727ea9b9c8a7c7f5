"""Points for the dialogue as a table for the meeting: one row each, the oldest first."""

from collections.abc import Iterator, Sequence

from bot import phones
from bot.event import Event
from bot.point_texts import attached, district, name
from bot.services.point_list import Entry
from bot.sheet_file import Cell
from bot.states import States
from bot.subjects import today
from bot.text import N_, Voice

COLUMNS = (
    N_("No."),
    N_("Handed in"),
    N_("Name"),
    N_("State"),
    N_("District"),
    N_("Dialogue on"),
    N_("Subject"),
    N_("Point"),
    N_("Attached"),
    N_("Phone"),
)
WIDTHS = (8, 17, 26, 22, 20, 14, 28, 80, 24, 18)  # characters
KEYS = (
    *("no", "handed_in", "name", "state", "district", "dialogue_on"),
    *("subject", "point", "attached", "phone"),
)  # the same columns, for programs


def header(voice: Voice, *, phones_shown: bool = True) -> list[str]:
    """Give the headings in the language of those who will read it."""
    return [voice.plain(column) for column in (COLUMNS if phones_shown else COLUMNS[:-1])]


def rows(
    voice: Voice,
    event: Event,
    states: States,
    entries: Sequence[Entry],
    *,
    phones_shown: bool = True,
) -> Iterator[list[Cell]]:
    """Give the rows, the phone last if at all; times are those of the clock at the venue."""
    for number, one in enumerate(sorted(entries, key=lambda one: one.id), 1):
        delegate = one.delegate
        session = event.session_of(delegate.state, delegate.session_override)
        yield [
            number,
            f"{event.local(one.point.handed_in_at):%Y-%m-%d %H:%M}",
            name(voice, delegate),
            states.get(delegate.state).name(voice.locale),
            district(voice, delegate),
            session.date.isoformat() if session else None,
            today(event, one.subject).name(voice),
            phones.in_words(one.point.text, shown=phones_shown),
            attached(voice, one.files, phones_shown=phones_shown),
            *((delegate.phone,) if phones_shown else ()),
        ]
