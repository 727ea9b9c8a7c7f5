"""Lists on paper, A4, headed in Hindi and English at once: to call a state, to tick off at a gate.

What is printed is the same for all who read it, so these take both voices.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.collation import sort_key
from bot.event_parts import Both
from bot.phones import shown
from bot.text import N_, Voices
from db.types import RsvpChoice

_ANSWERS = {
    RsvpChoice.YES: N_("yes"),
    RsvpChoice.NO: N_("no"),
    RsvpChoice.MAYBE: N_("not sure"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list, with names in both scripts where both are known."""

    roster_no: int
    name: str
    name_hi: str | None
    state: str
    state_hi: str
    district: str
    district_hi: str | None
    phone: str | None = None  # E.164; None where hidden from who prints it
    answer: RsvpChoice | None = None
    code: str | None = None  # the short code of the pass


def call_list(voices: Voices, title: Both, people: Iterable[Listed], *, as_of: datetime) -> bytes:
    """Give a PDF to call people from: number, names, district, phone, last answer.

    Empty boxes take the answer, and there is room for notes. ``title`` is the state, or whom the
    list is of. Sorted by district and name as a Hindi dictionary does. ``as_of`` is a local moment.
    """
    from bot.papers import list_pages as pages  # noqa: PLC0415 (see the package)

    page = pages.Paper(
        title=_both(voices, N_("Call list – {title}"), title=title),
        as_of=_as_of(voices, as_of),
        columns=(
            pages.Column(_both(voices, N_("No.")), 15),
            pages.Column(_both(voices, N_("Name")), 62),
            pages.Column(_both(voices, N_("District")), 42),
            pages.Column(_both(voices, N_("Phone")), 36),
            pages.Column(_both(voices, N_("Answer so far")), 29),
            *(pages.Column(_both(voices, word), 18, boxed=True) for word in _ANSWERS.values()),
            pages.Column(_both(voices, N_("Notes")), 39),
        ),
        landscape=True,
    )
    listed = sorted(people, key=lambda one: (_key(one.district_hi, one.district), _named(one)))
    rows = (
        (
            pages.Cell(str(one.roster_no)),
            pages.Cell(*_scripts(one.name_hi, one.name)),
            pages.Cell(*_scripts(one.district_hi, one.district)),
            pages.Cell(shown(one.phone) if one.phone else "–"),
            pages.Cell(*_both(voices, _ANSWERS[one.answer] if one.answer else N_("no answer"))),
        )
        for one in listed
    )
    return pages.draw(page, [pages.Group(None, tuple(rows))], _page_words(voices))


def door_list(voices: Voices, title: Both, people: Iterable[Listed], *, as_of: datetime) -> bytes:
    """Give a PDF to let people in without a network: box, number, names, district, code.

    ``title`` is the session and gate. Sorted by state and name as a Hindi dictionary does, each
    state under its own heading with the number of its people.
    """
    from bot.papers import list_pages as pages  # noqa: PLC0415

    page = pages.Paper(
        title=_both(voices, N_("Door list – {title}"), title=title),
        as_of=_as_of(voices, as_of),
        columns=(
            pages.Column(_both(voices, N_("Came")), 13, boxed=True),
            pages.Column(_both(voices, N_("No.")), 17),
            pages.Column(_both(voices, N_("Name")), 68),
            pages.Column(_both(voices, N_("District")), 46),
            pages.Column(_both(voices, N_("Code")), 26),
            pages.Column(_both(voices, N_("At")), 20),
        ),
        landscape=False,
    )
    states: dict[tuple[str, str], list[Listed]] = {}
    for one in sorted(people, key=lambda one: (_key(one.state_hi, one.state), _named(one))):
        states.setdefault((one.state_hi, one.state), []).append(one)
    groups = [
        pages.Group(
            (f"{hi} · {en}", f"{len(there)}"),
            tuple(
                (
                    pages.Cell(""),
                    pages.Cell(str(one.roster_no), strong=True),
                    pages.Cell(*_scripts(one.name_hi, one.name)),
                    pages.Cell(*_scripts(one.district_hi, one.district)),
                    pages.Cell(one.code or "", strong=True),
                )
                for one in there
            ),
        )
        for (hi, en), there in states.items()
    ]
    return pages.draw(page, groups, _page_words(voices))


def _both(voices: Voices, message: str, *, title: Both | None = None) -> tuple[str, str]:
    """Give a message in Hindi and in English."""
    hi, en = (
        voices[locale].plain(message, title=title.in_(locale) if title else "")
        for locale in ("hi", "en")
    )
    return hi, en


def _as_of(voices: Voices, moment: datetime) -> tuple[str, str]:
    hi, en = (
        voices[locale].plain("as of {moment}", moment=voices[locale].moment(moment))
        for locale in ("hi", "en")
    )
    return hi, en


def _page_words(voices: Voices) -> Callable[[int, int], str]:
    def words(number: int, total: int) -> str:
        return "  ·  ".join(
            voices[locale].plain("Page {number} of {total}", number=number, total=total)
            for locale in ("hi", "en")
        )

    return words


def _scripts(hi: str | None, en: str) -> tuple[str, str | None]:
    """Give what is written first and, smaller, below it."""
    return (hi, en) if hi and hi != en else (en, None)


def _key(hi: str | None, en: str) -> tuple[int, ...]:
    return sort_key(hi or en)


def _named(one: Listed) -> tuple[tuple[int, ...], int]:
    return _key(one.name_hi, one.name), one.roster_no
